import { setImmediate } from "node:timers/promises";
import { encodeParameters, useBackend } from "@wayfield/backend";
import { writeFileAtomically } from "@wayfield/backend/node";
import {
  choice,
  defineCommand,
  number,
  readMnist,
  type ExampleContext,
  type ExampleResult,
  type Progress,
} from "@wayfield/example-kit";
import { labelCheckpoint, readCheckpoint, trainingOptions } from "./checkpoint.ts";
import { createTraining, modelNames, updatesOf, type Training } from "./models.ts";
import { tasks } from "./tasks.ts";

const options = {
  task: choice("what is looked at", ["digits", "translated", "cluttered"]),
  model: choice("what learns: a learned gaze, a random one, or a convolutional net", [...modelNames]),
  epochs: number("passes over the 60 000 digits; all schedules follow from it", {
    default: 20,
    quick: 1,
    min: 1,
    integer: true,
  }),
  seconds: number("stop after so many seconds, to be resumed (0: go on to the end)", { default: 0, min: 0 }),
  checkpointEvery: number("seconds between two writings of the checkpoint", { default: 60, min: 0 }),
};

interface Limits {
  updates: number;
  seconds: number;
  checkpointEvery: number;
  /** Writes the checkpoint. */
  save: () => Promise<void>;
  signal: AbortSignal;
  progress: Progress;
}

const window = 100;

/** Updates until the end, the time limit or an interrupt, saving now and then and at the end. */
async function runUpdates(training: Training, limits: Limits): Promise<void> {
  const { updates, seconds, checkpointEvery, save, signal, progress } = limits;
  const started = performance.now();
  let savedAt = started;
  /** Of the updates since the last line; the first line of a resumed training tells of fewer. */
  const since = { right: 0, updates: 0 };
  progress.goOnFrom(training.steps);
  while (training.steps < updates && !signal.aborted) {
    const { step, reward } = training.update();
    since.right += reward;
    since.updates += 1;
    if (step % window === 0) {
      progress.update(step, `error ${(100 * (1 - since.right / since.updates)).toFixed(2)} %`);
      [since.right, since.updates] = [0, 0];
    }
    // Lets an interrupt in.
    await setImmediate();
    const now = performance.now();
    if (seconds > 0 && now - started > 1000 * seconds) break;
    if (now - savedAt < 1000 * checkpointEvery) continue;
    await save();
    savedAt = now;
  }
  progress.finish();
  await save();
}

async function run(context: ExampleContext<typeof options>): Promise<ExampleResult> {
  const { options: chosen, seed, signal, out, log } = context;
  await useBackend("auto");
  const { train } = await readMnist();
  const { task, model, epochs } = chosen;
  const schedule = { seed, epochs };
  const label = { task, model, ...schedule };
  const updates = updatesOf(train, schedule);
  const training = createTraining(tasks[task], model, train, schedule);
  if (context.resume !== undefined) training.restore(await readCheckpoint(context.resume, label));
  const checkpoint = await context.checkpointFile(`${task}-${model}-checkpoint.safetensors`);
  await runUpdates(training, {
    ...chosen,
    updates,
    save: async () => writeFileAtomically(checkpoint, labelCheckpoint(await training.save(), label)),
    signal,
    progress: context.progress("training", updates, "updates"),
  });
  log(`checkpoint: ${checkpoint} (go on with ${context.resumeCommand(checkpoint)})`);
  const { steps } = training;
  const weights = `${out}/${task}-${model}.safetensors`;
  const origin = {
    command: `pnpm example glimpse train ${trainingOptions(label)}`,
    updates: `${steps} of ${updates}`,
  };
  await writeFileAtomically(weights, await encodeParameters(training.parameters, origin));
  log(`weights: ${weights}`);
  training.dispose();
  return { metrics: { updates: steps, updatesOfTheWholeTraining: updates } };
}

/** Trains one model on one task. */
export const trainCommand = defineCommand({
  summary: "train one model on one task, in pieces if need be",
  options,
  resumable: true,
  run,
});
