import { assertPositiveInteger } from "../checks.ts";
import { createFreeBins, type FreeBins } from "./free-bins.ts";
import { assertMapStack, assertUnit, mapOf, type MapStack } from "./map-stack.ts";
import { watershed } from "./watershed.ts";

/** A bin of a field, as its peak sees it. */
interface Member {
  bin: number;
  field: number;
  dx: number;
  dy: number;
  distance: number;
}

/** What stays the same over all shuffles of one map. */
interface Segmentation {
  map: Float32Array;
  bins: number;
  fields: number;
  /** Every known bin, nearest to its own peak first; so the first are the peaks. */
  members: readonly Member[];
  free: FreeBins;
}

function segment(map: Float32Array, bins: number): Segmentation {
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
  const known = Uint8Array.from(labels, (label) => (label < 0 ? 0 : 1));
  return { map, bins, fields: peaks.length, members, free: createFreeBins(known, bins) };
}

const clamp = (value: number, bins: number): number => Math.max(0, Math.min(bins - 1, value));

/** Draws per known bin before the search ends: if a single bin is free, chance misses it once in e⁵⁰ times. */
const drawsPerBin = 50;

/**
 * Takes a free bin, each as likely. Numbers that are not random may never hit one: then the free bin that is nearest to
 * the last draw is taken.
 */
function takeAtRandom({ members, free, bins }: Segmentation, random: () => number): number {
  let drawn = 0;
  for (let left = drawsPerBin * members.length; left > 0; left--) {
    drawn = members[Math.floor(random() * members.length)]!.bin;
    if (free.isFree(drawn)) break;
  }
  return free.take(drawn % bins, Math.floor(drawn / bins));
}

/** Moves the fields once. */
function shuffleOnce(segmentation: Segmentation, random: () => number, into: Float32Array): void {
  const { map, bins, fields, members, free } = segmentation;
  free.reset();
  into.fill(NaN);
  const [columns, rows] = [new Int32Array(fields), new Int32Array(fields)];
  for (let index = 0; index < members.length; index++) {
    const { bin, field, dx, dy } = members[index]!;
    let target: number;
    if (index < fields) {
      target = takeAtRandom(segmentation, random);
      columns[field] = target % bins;
      rows[field] = Math.floor(target / bins);
    } else {
      target = free.take(clamp(columns[field]! + dx, bins), clamp(rows[field]! + dy, bins));
    }
    into[target] = map[bin]!;
  }
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
 * @throws RangeError if the maps do not fit their bins, there is no such unit, or shuffles is no positive integer.
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
  assertUnit("shuffleFields", maps, unit);
  assertPositiveInteger("shuffleFields", "shuffles", shuffles);
  const { bins, floor } = maps;
  const segmentation = segment(mapOf(maps, unit), bins);
  const shuffled = { maps: new Float32Array(shuffles * bins * bins), units: shuffles, bins, floor };
  for (let shuffle = 0; shuffle < shuffles; shuffle++)
    shuffleOnce(segmentation, random, mapOf(shuffled, shuffle));
  return shuffled;
}
