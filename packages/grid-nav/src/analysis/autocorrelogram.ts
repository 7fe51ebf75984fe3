import { assertPositiveInteger } from "../checks.ts";
import { centreMap } from "./centre-map.ts";
import type { Floor } from "./floor.ts";
import { createLagSummer, type LagSummer, type LagSums } from "./lag-sums.ts";
import { assertMapStack, mapOf, type MapStack } from "./map-stack.ts";

/** Options of {@link autocorrelograms}. */
export interface AutocorrelogramOptions {
  /** Shifts at which fewer bins than this are present in both copies are left out. Default 20 (Sargolini et al. 2006). */
  minimumOverlap?: number;
}

/** Spatial autocorrelograms of many units. */
export interface Autocorrelograms {
  /**
   * Pearson correlations `[units, size, size]`, size = 2 bins − 1, the shift (0, 0) in the middle, rows towards greater
   * y; NaN at shifts with too little overlap or nothing that varies.
   */
  readonly correlations: Float32Array;
  /** How many units. */
  readonly units: number;
  /** Bins along each side of the maps. */
  readonly bins: number;
  /** The floor of the maps. */
  readonly floor: Floor;
}

/** The autocorrelogram of one unit, a view `[size, size]`. */
export const correlogramOf = ({ correlations, bins }: Autocorrelograms, unit: number): Float32Array => {
  const lags = (2 * bins - 1) ** 2;
  return correlations.subarray(unit * lags, (unit + 1) * lags);
};

const isSame = (a: Float64Array, b: Float64Array): boolean => a.every((value, at) => value === b[at]);

/** What varies less than this share of the whole map is rounding, not variance. */
const varianceFloor = 1e-12;

/** Pearson's correlation from sums, and by symmetry at the opposite shift as well. */
function correlateLags(
  { products, sums, squares }: LagSums,
  counts: Float64Array,
  minimumOverlap: number,
  into: Float32Array,
): void {
  const last = products.length - 1;
  const whole = counts[last / 2]! * squares[last / 2]!;
  for (let lag = last / 2; lag <= last; lag++) {
    const opposite = last - lag;
    const count = counts[lag]!;
    const [sumHere, sumThere] = [sums[lag]!, sums[opposite]!];
    const varianceHere = count * squares[lag]! - sumHere * sumHere;
    const varianceThere = count * squares[opposite]! - sumThere * sumThere;
    const isKnown = count >= minimumOverlap && Math.min(varianceHere, varianceThere) > varianceFloor * whole;
    const r = (count * products[lag]! - sumHere * sumThere) / Math.sqrt(varianceHere * varianceThere);
    into[lag] = into[opposite] = isKnown ? Math.max(-1, Math.min(1, r)) : NaN;
  }
}

/**
 * Spatial autocorrelograms: Pearson's correlation of a map with itself at every shift, over the bins present in both.
 *
 * r(s) = (n Σxy − Σx Σy) / √((n Σx² − (Σx)²)(n Σy² − (Σy)²)), with x = r_a and y = r_{a+s} over the n bins a for which
 * both are known. Computed by the fast Fourier transform, two maps at a time.
 * @param maps Rate maps; NaN is missing.
 * @throws RangeError if the maps do not fit their bins.
 * @example const { correlations } = autocorrelograms(rateMaps(positions, activity, [0, 0, 2.2, 2.2]));
 * @see Hafting et al. 2005, Nature 436: 801–806; Sargolini et al. 2006, Science 312: 758–762.
 */
export function autocorrelograms(
  maps: MapStack,
  { minimumOverlap = 20 }: AutocorrelogramOptions = {},
): Autocorrelograms {
  assertMapStack("autocorrelograms", maps);
  assertPositiveInteger("autocorrelograms", "minimumOverlap", minimumOverlap);
  const { units, bins, floor } = maps;
  const lags = (2 * bins - 1) ** 2;
  const result = { correlations: new Float32Array(units * lags), units, bins, floor };
  const cells = bins * bins;
  const planes = [0, 1].map(() => ({ map: new Float64Array(cells), mask: new Float64Array(cells) }));
  const [first, second] = [planes[0]!, planes[1]!];
  let summer: LagSummer | undefined;
  const summedMask = new Float64Array(cells);
  for (let unit = 0; unit < units;) {
    centreMap(mapOf(maps, unit), first.map, first.mask);
    if (!summer || !isSame(first.mask, summedMask)) {
      summedMask.set(first.mask);
      summer = createLagSummer(summedMask, bins);
    }
    if (unit + 1 < units) centreMap(mapOf(maps, unit + 1), second.map, second.mask);
    const isPair = unit + 1 < units && isSame(second.mask, summedMask);
    const sums = summer.sum(first.map, isPair ? second.map : first.map);
    for (const which of isPair ? [0, 1] : [0])
      correlateLags(sums[which]!, summer.counts, minimumOverlap, correlogramOf(result, unit + which));
    unit += isPair ? 2 : 1;
  }
  return result;
}
