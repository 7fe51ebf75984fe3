import {
  autocorrelograms,
  directionalTuning,
  firingFields,
  gridScores,
  paperCriteria,
  rateMaps,
  rectified,
  type RateMaps,
} from "@wayfield/grid-nav/analysis";
import type { Recording } from "./recording.ts";

/** What is known of each unit of a layer. */
export interface UnitScores {
  maps: RateMaps;
  grid: Float64Array | Float32Array | readonly number[];
  /** Lengths of the mean resultant vectors. */
  headDirection: ArrayLike<number>;
  /** How many firing fields. */
  fields: number[];
}

/** Fields of fewer bins do not count (Banino et al. 2018, Supplementary 3). */
const leastBins = 4;

/** Scores every unit of a recorded layer. */
export function scoreUnits(
  recording: Recording,
  bounds: readonly [number, number, number, number],
): UnitScores {
  const rates = rectified(recording.activity, recording.units);
  const maps = rateMaps(recording.positions, rates, bounds);
  const { scores } = gridScores(autocorrelograms(maps));
  const { resultants } = directionalTuning(recording.headings, rates);
  const fields = Array.from(
    { length: recording.units },
    (_, unit) =>
      firingFields(maps, unit, { minimumArea: 0 }).filter(({ bins }) => bins.length >= leastBins).length,
  );
  return { maps, grid: scores, headDirection: resultants, fields };
}

const all = (length: number): number[] => Array.from({ length }, (_, unit) => unit);

/** The most grid-like units, best first; units without a score last. */
export function mostGridLike({ grid }: Pick<UnitScores, "grid">, count: number): number[] {
  const score = (unit: number): number => (Number.isNaN(grid[unit]!) ? -Infinity : grid[unit]!);
  return all(grid.length)
    .sort((a, b) => score(b) - score(a))
    .slice(0, count);
}

/**
 * Patchy units that are no grid cells: grid score and resultant below their criteria, 3 to 13 fields (Banino et al.
 * 2018, Supplementary 3).
 */
export const patchyUnits = ({ grid, headDirection, fields }: Omit<UnitScores, "maps">): number[] =>
  all(grid.length).filter(
    (unit) =>
      !(grid[unit]! >= paperCriteria.grid) &&
      !(headDirection[unit]! >= paperCriteria.headDirection) &&
      fields[unit]! >= 3 &&
      fields[unit]! <= 13,
  );
