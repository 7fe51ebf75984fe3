import { createRandomStream } from "@wayfield/backend";
import { positionErrors, type Trajectories } from "@wayfield/grid-nav";
import {
  analyseSpatialCells,
  autocorrelograms,
  gridScores,
  rateMaps,
  releasedGridScorer,
  type Floor,
  type SpatialAnalysis,
} from "@wayfield/grid-nav/analysis";

/** How far off a guess is, step by step: mean over paths, centimetres. `[T]`. */
export function errorByStep(
  guess: Float32Array,
  { positions, steps, batchSize }: Trajectories,
): Float64Array {
  const errors = positionErrors(guess, positions);
  return Float64Array.from({ length: steps }, (_, step) => {
    const row = errors.subarray(step * batchSize, (step + 1) * batchSize);
    return (100 * row.reduce((sum, error) => sum + error, 0)) / batchSize;
  });
}

/** The guess of an animal that believes it never left. */
export function stayAtStart({ steps, startPositions }: Trajectories): Float32Array {
  const guess = new Float32Array(steps * startPositions.length);
  for (let step = 0; step < steps; step++) guess.set(startPositions, step * startPositions.length);
  return guess;
}

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

/** The middle of a list. */
export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
