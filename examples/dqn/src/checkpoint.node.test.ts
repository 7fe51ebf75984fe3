import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeCheckpoint } from "@wayfield/backend";
import { afterEach, beforeEach, expect, test } from "vitest";
import { trainOnce, type RunOptions } from "./compare.ts";
import { replayKinds, type ReplayKind } from "./experience.ts";
import { openJournal } from "./journal.ts";
import { breakout, catchBall, type Task } from "./tasks.ts";
import { createTraining, loadTraining, saveTraining, type Training } from "./training.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dqn-"));
});
afterEach(() => rm(folder, { recursive: true }));

const shortCatch: Task = { ...catchBall, steps: 400, explorationSteps: 300, capacity: 150 };
const shortBreakout: Task = {
  ...breakout,
  steps: 300,
  firstUpdate: 60,
  explorationSteps: 200,
  evaluationPeriod: 150,
  capacity: 150,
};

const start = (task: Task, replay: ReplayKind): Training =>
  createTraining(task, { seed: 3, replay, isDouble: true, isDuelling: true });

/** Everything that a training is, as bytes and numbers. */
async function essence(training: Training) {
  const { arrays, state } = training.memory.snapshot();
  return {
    weights: Buffer.from(await training.encode()).toString("base64"),
    memory: arrays.map((array) => Array.from(array)),
    state: structuredClone(state),
  };
}

test.each([
  { name: "catch, uniform", task: shortCatch, replay: replayKinds.uniform },
  { name: "catch, prioritised", task: shortCatch, replay: replayKinds.prioritised },
  { name: "catch, off", task: shortCatch, replay: replayKinds.off },
  { name: "breakout, prioritised", task: shortBreakout, replay: replayKinds.prioritised },
])("$name: a resumed training is the uninterrupted one, bit for bit", async ({ task, replay }) => {
  const whole = start(task, replay);
  whole.advance(task.steps);
  const first = start(task, replay);
  first.advance(197); // in the middle of an episode, of a look and of a target's period
  await saveTraining(first, join(folder, "half"));
  first.dispose();
  const second = start(task, replay);
  await loadTraining(second, join(folder, "half"));
  expect(second.step()).toBe(197);
  second.advance(task.steps);
  expect(await essence(second)).toEqual(await essence(whole));
  whole.dispose();
  second.dispose();
});

test("the same networks without the rest of a training are refused, and the weights stay", async () => {
  const [training, other] = [start(shortCatch, replayKinds.uniform), start(shortCatch, replayKinds.uniform)];
  other.advance(300);
  const { networks, optimiser } = other.agent.state();
  const bytes = await encodeCheckpoint({
    parameters: networks,
    optimiser,
    step: 300,
    random: {},
    notes: {},
  });
  const before = await training.encode();
  expect(() => {
    training.decode(bytes);
  }).toThrow();
  expect(await training.encode()).toEqual(before);
  training.dispose();
  other.dispose();
});

const optionsOf = async (
  controller: AbortController,
  from: string | undefined,
  abortAt: number,
): Promise<RunOptions> => ({
  seed: 1,
  replay: replayKinds.uniform,
  isDouble: true,
  isDuelling: false,
  journal: await openJournal(join(folder, "journal.json"), from),
  checkpointEvery: 0,
  signal: controller.signal,
  onProgress: (step) => {
    if (step >= abortAt) controller.abort();
  },
});

test("an interrupt writes the journal, from which the run ends as if there had been none", async () => {
  const journal = join(folder, "journal.json");
  const uninterrupted = await trainOnce(
    shortCatch,
    await optionsOf(new AbortController(), undefined, Infinity),
  );
  expect(await readdir(folder)).toEqual(["journal.json"]);
  expect(await trainOnce(shortCatch, await optionsOf(new AbortController(), undefined, 200))).toBeUndefined();
  // Of all the states that were written on the way only the last is left.
  expect(await readdir(folder)).toEqual([
    "journal.json",
    "journal.json.0-200.replay",
    "journal.json.0-200.safetensors",
  ]);
  const steps: number[] = [];
  const options = await optionsOf(new AbortController(), journal, Infinity);
  const resumed = await trainOnce(shortCatch, { ...options, onProgress: (step) => steps.push(step) });
  expect(steps).toEqual([300, 400]);
  expect(resumed).toEqual(uninterrupted);
  // What is finished is not trained again.
  const again = await optionsOf(new AbortController(), journal, 0);
  expect(await trainOnce(shortCatch, again)).toEqual(uninterrupted);
});

test("a file that is no journal is refused", async () => {
  const path = join(folder, "other.json");
  await writeFile(path, "{}");
  await expect(openJournal(path, path)).rejects.toThrow(/expected a file that .* wrote, got .*other.json/);
});
