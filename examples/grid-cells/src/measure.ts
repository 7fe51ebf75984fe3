import { createRandomStream } from "@wayfield/backend";
import type { Trajectories } from "@wayfield/grid-nav";
import {
  analyseSpatialCells,
  autocorrelograms,
  gridScores,
  rateMaps,
  releasedGridScorer,
  type Floor,
  type SpatialAnalysis,
} from "@wayfield/grid-nav/analysis";

/** The floor of the home arena. */
export const homeFloor: Floor = [-1.1, -1.1, 1.1, 1.1];

/** The paper's analysis of a code along paths. */
export const analyse = (
  { positions, headings }: Trajectories,
  code: Float32Array,
  { seed, shuffles, onUnit }: { seed: number; shuffles: number; onUnit?: (done: number) => void },
): SpatialAnalysis =>
  analyseSpatialCells(
    { positions, headings, activity: code, arena: homeFloor },
    {
      random: createRandomStream(seed).split("shuffles").uniform,
      shuffles,
      ...(onUnit ? { onUnit } : {}),
    },
  );

/** Share of units above 0.37 by the laxer scorer of the paper's released code, on 20 bins. */
export function laxShare({ positions }: Trajectories, code: Float32Array): number {
  const maps = rateMaps(positions, code, homeFloor, { bins: releasedGridScorer.bins });
  const { scores } = gridScores(autocorrelograms(maps), releasedGridScorer);
  return scores.filter((score) => score > 0.37).length / scores.length;
}

/** Share of all units whose score is above a bar. */
export const shareAbove = ({ units }: SpatialAnalysis, bar: number): number =>
  units.filter(({ gridScore }) => gridScore > bar).length / units.length;

/** The middle of a list, of an even one the upper of the middle two: as in the tables of the README. */
export function upperMedian(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
