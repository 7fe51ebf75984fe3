import { assertPositiveInteger, assertShare } from "../checks.ts";
import { shuffleFields } from "./field-shuffle.ts";
import type { MapStack } from "./map-stack.ts";

/** A score of every unit of a stack of maps, such as `(maps) => gridScores(autocorrelograms(maps)).scores`. */
export type MapScore = (maps: MapStack) => Float32Array;

/** Scores by chance: what each unit's score is once its activity has lost its place. */
export interface NullScores {
  /** `[units, shuffles]`; NaN where a copy could not be scored. */
  readonly scores: Float32Array;
  /** How many units. */
  readonly units: number;
  /** Copies of each unit. */
  readonly shuffles: number;
}

/**
 * The value below which a share of a list lies, interpolated between its order statistics (type 7 of Hyndman & Fan
 * 1996, as numpy and R have it); NaN entries are left out.
 * @param values Any numbers.
 * @param share From 0 to 1.
 * @returns NaN for a list without numbers.
 * @throws RangeError for a share that is not from 0 to 1.
 * @example quantile([1, 2, 3, 4, 5], 0.95); // 4.8
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  assertShare("quantile", "share", share);
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length === 0) return NaN;
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

/** Options of {@link fieldShuffleScores}. */
export interface FieldShuffleScoresOptions {
  /** Copies of each unit. Default 100 (Banino et al. 2018). */
  shuffles?: number;
  /** Told after each unit how many are done. */
  onUnit?: (done: number, units: number) => void;
}

/**
 * Scores of field-shuffled maps, the null of Banino et al. 2018: does a unit score by how its fields are arranged, or
 * would fields of the same shapes at random places score as well?
 * @param maps Rate maps.
 * @param score What to score them by.
 * @param random Uniform numbers in [0, 1).
 * @throws RangeError if the maps do not fit their bins.
 * @example
 * const chance = fieldShuffleScores(maps, (shuffled) => gridScores(autocorrelograms(shuffled)).scores, random);
 * const thresholds = nullThresholds(chance); // one for each unit
 */
export function fieldShuffleScores(
  maps: MapStack,
  score: MapScore,
  random: () => number,
  { shuffles = 100, onUnit }: FieldShuffleScoresOptions = {},
): NullScores {
  assertPositiveInteger("fieldShuffleScores", "shuffles", shuffles);
  const { units } = maps;
  const scores = new Float32Array(units * shuffles);
  for (let unit = 0; unit < units; unit++) {
    scores.set(score(shuffleFields(maps, unit, random, { shuffles })), unit * shuffles);
    onUnit?.(unit + 1, units);
  }
  return { scores, units, shuffles };
}

/**
 * The score that each unit must exceed: a quantile of its own null scores. The mean over units is the paper's common
 * threshold (0.37 for gridness).
 * @param nullScores From {@link fieldShuffleScores} or another null.
 * @param share Which quantile, from 0 to 1. Default 0.95.
 * @returns `[units]`; NaN where no copy could be scored.
 * @throws RangeError for a share that is not from 0 to 1.
 * @example const isGrid = scores.map((score, unit) => Number(score > thresholds[unit]));
 */
export function nullThresholds(
  { scores, units, shuffles }: NullScores,
  { share = 0.95 }: { share?: number } = {},
): Float32Array {
  assertShare("nullThresholds", "share", share);
  return Float32Array.from({ length: units }, (_, unit) =>
    quantile(scores.subarray(unit * shuffles, (unit + 1) * shuffles), share),
  );
}
