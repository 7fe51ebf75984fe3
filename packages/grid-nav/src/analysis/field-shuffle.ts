import { assertPositiveInteger } from "../checks.ts";
import { assertMapStack, mapOf, type MapStack } from "./map-stack.ts";
import { watershed } from "./watershed.ts";

/** A displacement on the map, bins. */
interface Offset {
  dx: number;
  dy: number;
  distance: number;
}

/** Every displacement within a map, nearest first. */
function offsetsByDistance(bins: number): Offset[] {
  const list: Offset[] = [];
  for (let dy = 1 - bins; dy < bins; dy++) {
    for (let dx = 1 - bins; dx < bins; dx++) list.push({ dx, dy, distance: Math.hypot(dx, dy) });
  }
  return list.sort((a, b) => a.distance - b.distance);
}

/** A bin of a field, as its peak sees it. */
interface Member extends Offset {
  bin: number;
  field: number;
}

/** What stays the same over all shuffles of one map. */
interface Segmentation {
  map: Float32Array;
  bins: number;
  fields: number;
  /** Every known bin, nearest to its own peak first. */
  members: readonly Member[];
  offsets: readonly Offset[];
}

function segment(map: Float32Array, bins: number, offsets: readonly Offset[]): Segmentation {
  const { labels, peaks } = watershed(map, bins);
  const members: Member[] = [];
  labels.forEach((field, bin) => {
    if (field < 0) return;
    const peak = peaks[field]!;
    const dx = (bin % bins) - (peak % bins);
    const dy = Math.floor(bin / bins) - Math.floor(peak / bins);
    members.push({ bin, field, dx, dy, distance: Math.hypot(dx, dy) });
  });
  members.sort((a, b) => a.distance - b.distance || a.field - b.field);
  return { map, bins, fields: peaks.length, members, offsets };
}

const clamp = (value: number, bins: number): number => Math.max(0, Math.min(bins - 1, value));

/** The free bin nearest to a wanted place, which may lie beyond the edge. */
function nearestFree(isFree: Uint8Array, x: number, y: number, { bins, offsets }: Segmentation): number {
  const wantedX = clamp(x, bins);
  const wantedY = clamp(y, bins);
  for (const { dx, dy } of offsets) {
    const [column, row] = [wantedX + dx, wantedY + dy];
    if (column < 0 || row < 0 || column >= bins || row >= bins) continue;
    if (isFree[row * bins + column] === 1) return row * bins + column;
  }
  throw new Error("nearestFree: no bin is free");
}

/** New places for the peaks: distinct known bins. */
function drawPeaks({ members, fields }: Segmentation, isFree: Uint8Array, random: () => number): Int32Array {
  return Int32Array.from({ length: fields }, () => {
    let bin: number;
    do bin = members[Math.floor(random() * members.length)]!.bin;
    while (isFree[bin] === 0);
    isFree[bin] = 0;
    return bin;
  });
}

/** Moves the fields once. */
function shuffleOnce(segmentation: Segmentation, random: () => number, into: Float32Array): void {
  const { map, bins, fields, members } = segmentation;
  const isFree = new Uint8Array(map.length);
  for (const { bin } of members) isFree[bin] = 1;
  const peaks = drawPeaks(segmentation, isFree, random);
  into.fill(NaN);
  members.forEach(({ bin, field, dx, dy }, index) => {
    const peak = peaks[field]!;
    // The peaks come first in the list, one for each field: at distance 0 of themselves.
    const target =
      index < fields
        ? peak
        : nearestFree(isFree, (peak % bins) + dx, Math.floor(peak / bins) + dy, segmentation);
    isFree[target] = 0;
    into[target] = map[bin]!;
  });
}

/**
 * Field-shuffled copies of one unit's map: the fields keep their size and, as far as there is room, their shape, but
 * lie at random. The map is cut by {@link watershed}; each field's peak moves to a random known bin; then the other
 * bins follow, those nearest to their peak first, each to where it stood with respect to its peak, or to the free bin
 * nearest to that. Every value of the map is in every copy exactly once, and missing bins stay missing.
 * @param maps The maps the unit is among.
 * @param unit Which one.
 * @param random Uniform numbers in [0, 1).
 * @param shuffles How many copies. Default 100 (Banino et al. 2018).
 * @returns As many maps as shuffles.
 * @throws RangeError if the maps do not fit their bins.
 * @example const nullScores = gridScores(autocorrelograms(shuffleFields(maps, 3, random))).scores;
 * @see Banino et al. 2018, Supplementary 3d; Barry & Burgess 2017, Current Biology 27: R543–R546.
 */
export function shuffleFields(
  maps: MapStack,
  unit: number,
  random: () => number,
  { shuffles = 100 }: { shuffles?: number } = {},
): MapStack {
  assertMapStack("shuffleFields", maps);
  assertPositiveInteger("shuffleFields", "shuffles", shuffles);
  const { bins, floor } = maps;
  const segmentation = segment(mapOf(maps, unit), bins, offsetsByDistance(bins));
  const shuffled = { maps: new Float32Array(shuffles * bins * bins), units: shuffles, bins, floor };
  for (let shuffle = 0; shuffle < shuffles; shuffle++)
    shuffleOnce(segmentation, random, mapOf(shuffled, shuffle));
  return shuffled;
}
