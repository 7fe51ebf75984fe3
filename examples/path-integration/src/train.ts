import { setImmediate } from "node:timers/promises";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import type { Progress } from "@wayfield/example-kit";
import type { PathIntegrationTraining } from "@wayfield/grid-nav";

/** The loss along a training, averaged over windows of updates. */
export interface LearningCurve {
  updates: number[];
  loss: number[];
}

/** What {@link train} needs. */
export interface TrainOptions {
  /** Updates in all, those of a resumed checkpoint included. */
  updates: number;
  /** Where the training state goes now and then, and at the end. */
  checkpoint: string;
  /** Seconds between two such writings: what a crash can cost at most. */
  checkpointEvery: number;
  signal: AbortSignal;
  progress: Progress;
}

const windowLength = 20;
/** Goes on from a checkpoint file. */
export const resume = async (training: PathIntegrationTraining, file: string): Promise<void> => {
  training.restore(await readFileOrExplain(file));
};

const save = async (training: PathIntegrationTraining, file: string): Promise<void> => {
  await writeFileAtomically(file, await training.save());
};

/** Trains until the asked number of updates or an interrupt, saving now and then and at the end. */
export async function train(
  training: PathIntegrationTraining,
  { updates, checkpoint, checkpointEvery, signal, progress }: TrainOptions,
): Promise<LearningCurve> {
  const curve: LearningCurve = { updates: [], loss: [] };
  let sum = 0;
  let count = 0;
  let savedAt = performance.now();
  progress.goOnFrom(training.steps);
  for await (const { step, loss } of training.run(updates)) {
    sum += loss;
    count += 1;
    if (count === windowLength || step === updates) {
      curve.updates.push(step);
      curve.loss.push(sum / count);
      progress.update(step, `loss ${(sum / count).toFixed(2)}`);
      sum = count = 0;
    }
    // Lets an interrupt in.
    await setImmediate();
    if (signal.aborted) break;
    if (performance.now() - savedAt < 1000 * checkpointEvery) continue;
    await save(training, checkpoint);
    savedAt = performance.now();
  }
  progress.finish();
  await save(training, checkpoint);
  return curve;
}
