import { assertLength, assertPositiveInteger } from "./checks.ts";
import type { HeadDirectionCells } from "./ensembles/head-direction-cells.ts";
import type { PlaceCells } from "./ensembles/place-cells.ts";

/** Options of {@link decodePositions}. */
export interface DecodePositionsOptions {
  /** How many of the most active cells count. Default 3 (Sorscher et al. 2019). */
  cells?: number;
}

/** Positions of the `count` largest values, in no order. Linear, since count is small. */
function mostActive(activity: Float32Array, from: number, length: number, chosen: Int32Array): void {
  chosen.fill(-1);
  for (let cell = 0; cell < length; cell++) {
    let candidate = cell;
    for (let rank = 0; rank < chosen.length; rank++) {
      const holder = chosen[rank]!;
      if (holder >= 0 && activity[from + holder]! >= activity[from + candidate]!) continue;
      chosen[rank] = candidate;
      if (holder < 0) break;
      candidate = holder;
    }
  }
}

/**
 * Reads positions from place-cell activity: the mean centre of the most active cells.
 * @param cells The ensemble.
 * @param activity `[samples, cells]`: activity, probabilities or logits; only the order within a row counts.
 * @returns `[samples, 2]`, metres.
 * @throws RangeError if the activity does not fill whole rows, or more cells are asked for than there are.
 * @example const positions = decodePositions(placeCells, await placeLogits.data());
 */
export function decodePositions(
  { centres }: PlaceCells,
  activity: Float32Array,
  { cells = 3 }: DecodePositionsOptions = {},
): Float32Array {
  const count = centres.length / 2;
  assertPositiveInteger("decodePositions", "cells", cells);
  if (cells > count) throw new RangeError(`decodePositions: expected cells ≤ ${count}, got ${cells}`);
  const samples = Math.floor(activity.length / count);
  assertLength("decodePositions", `activity in rows of ${count}`, activity, samples * count);
  const positions = new Float32Array(2 * samples);
  const chosen = new Int32Array(cells);
  for (let sample = 0; sample < samples; sample++) {
    mostActive(activity, sample * count, count, chosen);
    for (const cell of chosen) {
      positions[2 * sample]! += centres[2 * cell]! / cells;
      positions[2 * sample + 1]! += centres[2 * cell + 1]! / cells;
    }
  }
  return positions;
}

/**
 * Reads headings from head-direction activity: the direction of the population vector Σ hᵢ (cos μᵢ, sin μᵢ).
 * @param cells The ensemble.
 * @param activity `[samples, cells]`: non-negative activity or probabilities (not logits).
 * @returns `[samples]`, radians in [−π, π].
 * @throws RangeError if the activity does not fill whole rows.
 */
export function decodeHeadings({ directions }: HeadDirectionCells, activity: Float32Array): Float32Array {
  const count = directions.length;
  const samples = Math.floor(activity.length / count);
  assertLength("decodeHeadings", `activity in rows of ${count}`, activity, samples * count);
  return Float32Array.from({ length: samples }, (_, sample) => {
    let x = 0;
    let y = 0;
    directions.forEach((direction, cell) => {
      x += activity[sample * count + cell]! * Math.cos(direction);
      y += activity[sample * count + cell]! * Math.sin(direction);
    });
    return Math.atan2(y, x);
  });
}

/**
 * Distances between two lists of positions.
 * @param a `[samples, 2]`, metres.
 * @param b `[samples, 2]`, metres.
 * @returns `[samples]`, metres.
 * @throws RangeError if the lists differ in length.
 */
export function positionErrors(a: Float32Array, b: Float32Array): Float32Array {
  assertLength("positionErrors", "the second list", b, a.length);
  return Float32Array.from({ length: a.length / 2 }, (_, sample) =>
    Math.hypot(a[2 * sample]! - b[2 * sample]!, a[2 * sample + 1]! - b[2 * sample + 1]!),
  );
}
