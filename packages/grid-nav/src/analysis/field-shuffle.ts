import { assertPositiveInteger } from "../checks.ts";
import { assertMapStack, mapOf, type MapStack } from "./map-stack.ts";
import { watershed } from "./watershed.ts";

/**
 * A map with a margin as wide as the map itself, so that a search may step over the edge without looking: flat places
 * of the widened map, and the steps of a search, nearest first.
 */
interface Board {
  bins: number;
  width: number;
  steps: Int32Array;
}

function createBoard(bins: number): Board {
  const width = 3 * bins;
  const steps: { step: number; distance: number }[] = [];
  for (let dy = 1 - bins; dy < bins; dy++) {
    for (let dx = 1 - bins; dx < bins; dx++)
      steps.push({ step: dy * width + dx, distance: Math.hypot(dx, dy) });
  }
  steps.sort((a, b) => a.distance - b.distance);
  return { bins, width, steps: Int32Array.from(steps, ({ step }) => step) };
}

const placeOn = ({ bins, width }: Board, column: number, row: number): number =>
  (row + bins) * width + column + bins;
const binAt = ({ bins, width }: Board, place: number): number =>
  (Math.floor(place / width) - bins) * bins + (place % width) - bins;

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
  board: Board;
  fields: number;
  /** Every known bin, nearest to its own peak first; so the first are the peaks. */
  members: readonly Member[];
  /** 1 where a bin is known, on the board. */
  known: Uint8Array;
}

function segment(map: Float32Array, board: Board): Segmentation {
  const { bins, width } = board;
  const { labels, peaks } = watershed(map, bins);
  const members: Member[] = [];
  const known = new Uint8Array(width * width);
  labels.forEach((field, bin) => {
    if (field < 0) return;
    const peak = peaks[field]!;
    const dx = (bin % bins) - (peak % bins);
    const dy = Math.floor(bin / bins) - Math.floor(peak / bins);
    members.push({ bin, field, dx, dy, distance: Math.hypot(dx, dy) });
    known[placeOn(board, bin % bins, Math.floor(bin / bins))] = 1;
  });
  members.sort((a, b) => a.distance - b.distance || a.field - b.field);
  return { map, board, fields: peaks.length, members, known };
}

const clamp = (value: number, bins: number): number => Math.max(0, Math.min(bins - 1, value));

/** Searches for the free place nearest to a wanted one. Places only ever fill up, so a later search goes on. */
function createSearch({ board: { steps, width }, known }: Segmentation) {
  const isFree = known.slice();
  const tried = new Uint16Array(width * width);
  const take = (wanted: number): number => {
    let at = tried[wanted]!;
    while (isFree[wanted + steps[at]!] === 0) at++;
    tried[wanted] = at;
    const place = wanted + steps[at]!;
    isFree[place] = 0;
    return place;
  };
  return { take, isFree: (place: number): boolean => isFree[place] === 1 };
}

/** Moves the fields once. */
function shuffleOnce(segmentation: Segmentation, random: () => number, into: Float32Array): void {
  const { map, board, fields, members } = segmentation;
  const { bins } = board;
  const { take, isFree } = createSearch(segmentation);
  const [columns, rows] = [new Int32Array(fields), new Int32Array(fields)];
  const movePeak = (field: number): number => {
    let place: number;
    do {
      const bin = members[Math.floor(random() * members.length)]!.bin;
      columns[field] = bin % bins;
      rows[field] = Math.floor(bin / bins);
      place = placeOn(board, columns[field], rows[field]);
    } while (!isFree(place));
    return take(place);
  };
  into.fill(NaN);
  for (let index = 0; index < members.length; index++) {
    const { bin, field, dx, dy } = members[index]!;
    const place =
      index < fields
        ? movePeak(field)
        : take(placeOn(board, clamp(columns[field]! + dx, bins), clamp(rows[field]! + dy, bins)));
    into[binAt(board, place)] = map[bin]!;
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
  const segmentation = segment(mapOf(maps, unit), createBoard(bins));
  const shuffled = { maps: new Float32Array(shuffles * bins * bins), units: shuffles, bins, floor };
  for (let shuffle = 0; shuffle < shuffles; shuffle++)
    shuffleOnce(segmentation, random, mapOf(shuffled, shuffle));
  return shuffled;
}
