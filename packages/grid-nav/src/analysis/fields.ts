import { binSizeOf } from "./floor.ts";
import { assertMapStack, assertUnit, mapOf, type MapStack } from "./map-stack.ts";

/** A connected region of high rate on a unit's map. */
export interface FiringField {
  /** Flat bins `row · bins + column`. */
  readonly bins: readonly number[];
  /** Square metres. */
  readonly area: number;
  /** The highest rate in the field. */
  readonly peakRate: number;
  /** The bin of the highest rate. */
  readonly peakBin: number;
}

/** Options of {@link firingFields}. */
export interface FiringFieldsOptions {
  /** A field's bins have at least this share of the map's highest rate. Default 0.3 (Solstad et al. 2008). */
  threshold?: number;
  /** Smaller fields do not count, square metres. Default 0.02 (Solstad et al. 2008). */
  minimumArea?: number;
}

/** The bins connected to a first one over their sides, taken off the map of candidates. */
function flood(candidates: Uint8Array, first: number, bins: number): number[] {
  const region = [first];
  candidates[first] = 0;
  for (let next = 0; next < region.length; next++) {
    const bin = region[next]!;
    const column = bin % bins;
    const sides = [bin - bins, bin + bins, column > 0 ? bin - 1 : -1, column < bins - 1 ? bin + 1 : -1];
    for (const side of sides) {
      if (candidates[side] !== 1) continue;
      candidates[side] = 0;
      region.push(side);
    }
  }
  return region;
}

/**
 * The firing fields of one unit: connected bins whose rate is at least a share of the map's highest.
 * @param maps Rate maps; only rates above 0 belong to a field.
 * @param unit Which unit.
 * @returns The fields, highest peak first.
 * @throws RangeError if the maps do not fit their bins, or there is no such unit.
 * @example firingFields(maps, 3).length;
 * @see Solstad et al. 2008, Science 322: 1865–1868, Supporting material.
 */
export function firingFields(
  maps: MapStack,
  unit: number,
  { threshold = 0.3, minimumArea = 0.02 }: FiringFieldsOptions = {},
): FiringField[] {
  assertMapStack("firingFields", maps);
  assertUnit("firingFields", maps, unit);
  const map = mapOf(maps, unit);
  const { bins } = maps;
  const binArea = binSizeOf(maps) ** 2;
  const highest = map.reduce((most, rate) => (rate > most ? rate : most), 0);
  const candidates = Uint8Array.from(map, (rate) => (rate > 0 && rate >= threshold * highest ? 1 : 0));
  const fields: FiringField[] = [];
  for (let bin = 0; bin < candidates.length; bin++) {
    if (candidates[bin] === 0) continue;
    const region = flood(candidates, bin, bins);
    const area = region.length * binArea;
    // A hair of tolerance: the area is a product of measured lengths.
    if (area < minimumArea * (1 - 1e-9)) continue;
    const peakBin = region.reduce((best, other) => (map[other]! > map[best]! ? other : best));
    fields.push({ bins: region, area, peakRate: map[peakBin]!, peakBin });
  }
  return fields.sort((a, b) => b.peakRate - a.peakRate);
}
