import { assertPositive, assertPositiveInteger } from "../checks.ts";
import type { Floor } from "./floor.ts";
import type { Numbers } from "./map-stack.ts";
import type { MapScore, NullScores } from "./null-scores.ts";
import { rateMaps, unitsOf, type RateMapsOptions } from "./rate-map.ts";

/** Options of {@link timeShiftScores}. */
export interface TimeShiftOptions extends RateMapsOptions {
  /** Seconds between two samples. */
  sampleDuration: number;
  /** Least shift, in either direction, seconds. Default 20. */
  minimumShift?: number;
  /** How many shifts. Default 100. */
  shifts?: number;
}

/** The path as it was some samples later; at its end it begins again. */
function shiftPath(positions: Numbers, samples: number): Numbers {
  const shifted = positions.slice();
  shifted.set(positions.subarray(2 * samples), 0);
  shifted.set(positions.subarray(0, 2 * samples), positions.length - 2 * samples);
  return shifted;
}

/**
 * Scores of units whose activity is shifted in time against the path: each keeps its own rhythm and loses its place.
 * The shift is the same for all units, uniform between the least one and the recording's length less that, and what
 * runs over the end comes back at the beginning.
 * @param positions One animal's path in order of time, `[samples, 2]`, metres. Of many short paths, which all begin
 * anew, a shift that is no multiple of their length mixes them.
 * @param activity `[samples, units]`.
 * @param floor The arena.
 * @param score What to score the maps by.
 * @param random Uniform numbers in [0, 1).
 * @throws RangeError if the recording is not longer than twice the least shift, or for what {@link rateMaps} refuses.
 * @example
 * const information = (maps: MapStack) => spatialInformation(maps, occupancy).bitsPerSpike;
 * const chance = timeShiftScores(positions, activity, arena, information, random, { sampleDuration: 0.02 });
 */
export function timeShiftScores(
  positions: Numbers,
  activity: Numbers,
  floor: Floor,
  score: MapScore,
  random: () => number,
  { sampleDuration, minimumShift = 20, shifts = 100, ...options }: TimeShiftOptions,
): NullScores {
  assertPositive("timeShiftScores", "sampleDuration", sampleDuration);
  assertPositiveInteger("timeShiftScores", "shifts", shifts);
  const samples = positions.length / 2;
  const least = Math.max(1, Math.ceil(minimumShift / sampleDuration));
  if (samples <= 2 * least) {
    throw new RangeError(
      `timeShiftScores: expected a recording longer than twice the least shift of ${minimumShift} s, got ${samples * sampleDuration} s; record longer or give a smaller minimumShift`,
    );
  }
  const units = unitsOf("timeShiftScores", activity, samples);
  const scores = new Float32Array(units * shifts);
  for (let shift = 0; shift < shifts; shift++) {
    const by = least + Math.floor(random() * (samples - 2 * least + 1));
    const shifted = score(rateMaps(shiftPath(positions, by), activity, floor, options));
    shifted.forEach((value, unit) => (scores[unit * shifts + shift] = value));
  }
  return { scores, units, shuffles: shifts };
}
