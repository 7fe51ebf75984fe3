import {
  decodePositions,
  integratePaths,
  positionErrors,
  type PathIntegrationReadout,
  type PathIntegrationTraining,
  type Trajectories,
} from "@wayfield/grid-nav";

/** How far off a guess is, step by step: mean over paths, in centimetres. `[T]`. */
export function errorByStep(guess: Float32Array, paths: Trajectories): Float64Array {
  const errors = positionErrors(guess, paths.positions);
  return Float64Array.from({ length: paths.steps }, (_, step) => {
    const row = errors.subarray(step * paths.batchSize, (step + 1) * paths.batchSize);
    return (100 * row.reduce((sum, error) => sum + error, 0)) / row.length;
  });
}

/** The guess of an animal that believes it never left: dead-stop. */
export function stayAtStart({ steps, startPositions }: Trajectories): Float32Array {
  const guess = new Float32Array(steps * startPositions.length);
  for (let step = 0; step < steps; step++) guess.set(startPositions, step * startPositions.length);
  return guess;
}

/** The guess read from the true place code: what the read-out itself gets wrong. */
export const readOutFloor = (
  { config, ensembles: { placeCells } }: PathIntegrationTraining,
  paths: Trajectories,
): Float32Array => decodePositions(placeCells, config.placeCode(placeCells, paths.positions));

/** Mean absolute error of decoded headings after the given step, degrees. */
export function headingErrorAt(
  step: number,
  { headings }: PathIntegrationReadout,
  paths: Trajectories,
): number {
  const from = (step - 1) * paths.batchSize;
  let sum = 0;
  for (let path = 0; path < paths.batchSize; path++) {
    const difference = headings[from + path]! - paths.headings[from + path]!;
    sum += Math.abs(Math.atan2(Math.sin(difference), Math.cos(difference)));
  }
  return ((sum / paths.batchSize) * 180) / Math.PI;
}

/** What the training's network makes of paths. */
export const readOut = (
  training: PathIntegrationTraining,
  paths: Trajectories,
): Promise<PathIntegrationReadout> =>
  integratePaths(training.parameters, training.config, training.ensembles, paths);
