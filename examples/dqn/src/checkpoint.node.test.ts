import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeCheckpoint } from "@wayfield/backend";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keyOf, trainOnce, type RunOptions } from "./compare.ts";
import { replayKinds, type ReplayKind } from "./experience.ts";
import { openJournal } from "./journal.ts";
import { main } from "./main.ts";
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
  onResume: () => undefined,
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
  const resumed = await trainOnce(shortCatch, {
    ...options,
    onResume: (step) => steps.push(step),
    onProgress: (step) => steps.push(step),
  });
  expect(steps).toEqual([200, 300, 400]);
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

test.each([
  "steps",
  "explorationSteps",
  "evaluationPeriod",
  "learningRate",
  "batchSize",
  "capacity",
] as const)("another %s is another training", (name) => {
  const options = { seed: 1, replay: replayKinds.uniform, isDouble: true, isDuelling: false };
  const other = { ...shortCatch, [name]: shortCatch[name] / 2 };
  expect(keyOf(other, options)).not.toBe(keyOf(shortCatch, options));
});

test("another training may not take the place of the one under way", async () => {
  const file = join(folder, "journal.json");
  const interrupted = await optionsOf(new AbortController(), undefined, 200);
  await trainOnce(shortCatch, interrupted);
  const files = await readdir(folder);
  const other = { ...(await optionsOf(new AbortController(), file, Infinity)), seed: 2 };
  await expect(trainOnce(shortCatch, other)).rejects.toThrow(/journal: expected to go on with .*"seed":1/);
  expect(await readdir(folder)).toEqual(files);
});

/** The command, and what it says on stderr. */
async function command(...words: string[]) {
  let said = "";
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  try {
    return { status: await main([...words, "--out", join(folder, "out")]), said };
  } finally {
    vi.restoreAllMocks();
  }
}

test("options that do not ask for the training under way are refused, and it stays", async () => {
  const file = join(folder, "journal.json");
  await trainOnce(shortCatch, await optionsOf(new AbortController(), undefined, 200));
  const [files, journal] = [await readdir(folder), await readFile(file, "utf8")];
  const { status, said } = await command("--world", "catch", "--steps", "300", "--resume", file);
  expect(status).toBe(2);
  expect(said).toMatch(/--resume: expected the options that .*journal.json was begun with.*"Catch"/);
  expect(await readdir(folder)).toEqual(files);
  expect(await readFile(file, "utf8")).toBe(journal);
});

test("the training under way is ended before those that stand before it", async () => {
  const file = join(folder, "journal.json");
  const task: Task = { ...catchBall, steps: 300, evaluationPeriod: 250 };
  await trainOnce(task, await optionsOf(new AbortController(), undefined, 200));
  const words = ["--world", "catch", "--steps", "300", "--seeds", "1", "--resume", file];
  const { status, said } = await command(...words);
  expect(status).toBe(0);
  const lines = said.split("\n").filter((line) => line.startsWith("Catch"));
  expect(lines.map((line) => line.split(", ")[1])).toEqual([
    "uniform replay",
    "no replay",
    "uniform replay",
    "prioritised replay",
  ]);
  expect(await readdir(folder)).toEqual(["journal.json", "out"]);
});
