import { assertLength } from "../checks.ts";
import { assertMapStack, mapOf, type MapStack } from "./map-stack.ts";
import { assertRates } from "./rates.ts";

/** What the rate of a unit tells about place. NaN for a silent unit. */
export interface SpatialInformation {
  /** Bits per spike, `[units]`. */
  readonly bitsPerSpike: Float32Array;
  /** Bits per second where rates are in spikes per second, `[units]`. */
  readonly bitsPerSecond: Float32Array;
  /** From near 0 (one small field) to 1 (the same everywhere), `[units]`. */
  readonly sparsity: Float32Array;
}

interface Measures {
  perSpike: number;
  perSecond: number;
  sparsity: number;
}

function measure(map: Float32Array, occupancy: ArrayLike<number>): Measures {
  let [time, mean, meanSquare] = [0, 0, 0];
  map.forEach((rate, bin) => {
    if (!Number.isNaN(rate)) time += occupancy[bin]!;
  });
  map.forEach((rate, bin) => {
    if (Number.isNaN(rate)) return;
    mean += (occupancy[bin]! / time) * rate;
    meanSquare += (occupancy[bin]! / time) * rate * rate;
  });
  let perSecond = 0;
  map.forEach((rate, bin) => {
    if (rate > 0) perSecond += (occupancy[bin]! / time) * rate * Math.log2(rate / mean);
  });
  const isSilent = !(mean > 0);
  return isSilent
    ? { perSpike: NaN, perSecond: NaN, sparsity: NaN }
    : { perSpike: perSecond / mean, perSecond, sparsity: mean ** 2 / meanSquare };
}

/**
 * Spatial information and sparsity of rate maps.
 *
 * I = Σ_b p_b λ_b log₂(λ_b / λ) bits per second, I / λ bits per spike, sparsity = λ² / Σ_b p_b λ_b², with p_b the share
 * of time in bin b, λ_b its rate and λ = Σ_b p_b λ_b.
 * @param maps Rate maps.
 * @param occupancy Time or samples in each bin, `[bins, bins]`.
 * @throws RangeError for a negative rate, or an occupancy that does not fit.
 * @example const { bitsPerSpike } = spatialInformation(maps, maps.occupancy);
 * @see Skaggs, McNaughton, Gothard & Markus 1993, Advances in Neural Information Processing Systems 5; Skaggs et al.
 * 1996, Hippocampus 6: 149–172.
 */
export function spatialInformation(maps: MapStack, occupancy: ArrayLike<number>): SpatialInformation {
  assertMapStack("spatialInformation", maps);
  assertLength("spatialInformation", "occupancy", occupancy, maps.bins ** 2);
  assertRates("spatialInformation", maps.maps);
  const measures = Array.from({ length: maps.units }, (_, unit) => measure(mapOf(maps, unit), occupancy));
  return {
    bitsPerSpike: Float32Array.from(measures, ({ perSpike }) => perSpike),
    bitsPerSecond: Float32Array.from(measures, ({ perSecond }) => perSecond),
    sparsity: Float32Array.from(measures, ({ sparsity }) => sparsity),
  };
}
