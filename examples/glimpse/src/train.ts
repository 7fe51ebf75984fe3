import { setImmediate } from "node:timers/promises";
import { encodeParameters, useBackend } from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import {
  choice,
  defineCommand,
  number,
  readMnist,
  type ExampleContext,
  type ExampleResult,
  type Progress,
} from "@wayfield/example-kit";
import { createTraining, modelNames, updatesOf, type Training } from "./models.ts";
import { tasks } from "./tasks.ts";

const options = {
  task: choice("what is looked at", ["digits", "translated", "cluttered"]),
  model: choice("what learns: a learned gaze, a random one, or a convolutional net", [...modelNames]),
  epochs: number("passes over the 60 000 digits; all schedules follow from it", {
    default: 20,
    min: 1,
    integer: true,
  }),
  seconds: number("stop after so many seconds, to be resumed (0: go on to the end)", { default: 0, min: 0 }),
  checkpointEvery: number("seconds between two writings of the checkpoint", { default: 60, min: 0 }),
};

interface Limits {
  updates: number;
  seconds: number;
  checkpoint: string;
  checkpointEvery: number;
  signal: AbortSignal;
  progress: Progress;
}

const window = 100;

/** Updates until the end, the time limit or an interrupt, saving now and then and at the end. */
async function runUpdates(training: Training, limits: Limits): Promise<void> {
  const { updates, seconds, checkpoint, checkpointEvery, signal, progress } = limits;
  const save = async (): Promise<void> => writeFileAtomically(checkpoint, await training.save());
  const started = performance.now();
  let savedAt = started;
  let right = 0;
  while (training.steps < updates && !signal.aborted) {
    const { step, reward } = training.update();
    right += reward / window;
    if (step % window === 0) {
      progress.update(step, `error ${(100 * (1 - right)).toFixed(2)} %`);
      right = 0;
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
  const schedule = { seed, epochs: chosen.epochs };
  const updates = updatesOf(train, schedule);
  const training = createTraining(tasks[chosen.task], chosen.model, train, schedule);
  if (context.resume !== undefined) training.restore(await readFileOrExplain(context.resume));
  const checkpoint = context.checkpoint ?? `${out}/checkpoint.safetensors`;
  await runUpdates(training, {
    ...chosen,
    updates,
    checkpoint,
    signal,
    progress: context.progress("training", updates, "updates"),
  });
  log(`checkpoint: ${checkpoint} (go on with --resume ${checkpoint})`);
  const { steps } = training;
  const weights = `${out}/${chosen.task}-${chosen.model}.safetensors`;
  const { task, model, epochs } = chosen;
  const origin = {
    command: `pnpm example glimpse train --task ${task} --model ${model} --epochs ${epochs} --seed ${seed}`,
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
