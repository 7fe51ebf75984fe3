import { useBackend } from "@wayfield/backend";
import "@wayfield/backend/cpu";
import "@wayfield/backend/wasm";
import {
  choice,
  defineExample,
  flag,
  number,
  UsageError,
  type ExampleContext,
  type ExampleResult,
} from "@wayfield/example-kit";
import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { keyOf, trainOnce, type Comparison } from "./compare.ts";
import { replayKinds, type ReplayKind } from "./experience.ts";
import { correlationFigure, returnFigure, sleepFigure } from "./figures.ts";
import { openJournal, type Journal, type Run } from "./journal.ts";
import { report, type Comparisons, type Results, type SleepResults } from "./report.ts";
import { liveAndSleep, sleepKinds } from "./sleep.ts";
import { worlds, type Task, type World } from "./tasks.ts";
import type { TrainOptions } from "./training.ts";

const options = {
  world: choice("what to do", ["all", "catch", "cartpole", "breakout", "sleep"]),
  memory: choice("which memory to train with (all: off, uniform and prioritised)", [
    "all",
    "off",
    "uniform",
    "prioritised",
    "recent",
  ]),
  seeds: number("agents trained of each kind", { default: 3, quick: 1, min: 1, integer: true }),
  steps: number("environment steps of a training (0: each world's own)", {
    default: 0,
    min: 0,
    integer: true,
  }),
  learningRate: number("step size of the optimiser at first (0: each world's own)", { default: 0, min: 0 }),
  returnSteps: number("rewards in one return (0: each world's own)", { default: 0, min: 0, integer: true }),
  targetPeriod: number("updates between two copies to the target network; 1: none (0: each world's own)", {
    default: 0,
    min: 0,
    integer: true,
  }),
  plain: flag("judge the next action by the network that chose it: no double Q-learning"),
  duelling: flag("value and advantage in two streams"),
  days: number("days in each room before and after the move", {
    default: 15,
    min: 1,
    integer: true,
  }),
  checkpointEvery: number("seconds between two writings of the checkpoint", { default: 120, min: 0 }),
};

type Context = ExampleContext<typeof options>;

/** A task with what the command line says otherwise. */
function adjusted(task: Task, { quick, options: chosen }: Context): Task {
  const own = quick ? { ...task, ...task.quick } : task;
  const steps = chosen.steps || own.steps;
  return {
    ...own,
    steps,
    // So that there is a look at the end of the shortest training.
    evaluationPeriod: Math.min(own.evaluationPeriod, steps),
    learningRate: chosen.learningRate || own.learningRate,
    returnSteps: chosen.returnSteps || own.returnSteps,
    targetPeriod: chosen.targetPeriod || own.targetPeriod,
  };
}

/** One agent that the options ask for. */
interface Trainee extends TrainOptions {
  task: Task;
}

/** The agents of one task with one kind of replay, seed after seed. */
const agentsOf = ({ seed, options: chosen }: Context, task: Task, replay: ReplayKind): Trainee[] =>
  Array.from({ length: chosen.seeds }, (_, run) => ({
    task,
    replay,
    seed: seed + run,
    isDouble: !chosen.plain,
    isDuelling: chosen.duelling,
  }));

/** Trains one agent and shows how far it is; undefined if interrupted. */
async function trainAgent(context: Context, journal: Journal, agent: Trainee): Promise<Run | undefined> {
  const { signal, progress, options: chosen } = context;
  const { task, replay, seed } = agent;
  const bar = progress(`${task.name}, ${replay.name}, seed ${seed}`, task.steps);
  const done = await trainOnce(task, {
    ...agent,
    journal,
    checkpointEvery: chosen.checkpointEvery,
    signal,
    onResume: (step) => {
      bar.goOnFrom(step);
    },
    onProgress: (step, look) => {
      bar.update(step, look ? `greedy return ${look.greedyReturn.toFixed(1)}` : "");
    },
  });
  bar.finish();
  return done;
}

/** Trains the agents of one task and one kind of replay, seed after seed. */
async function compare(context: Context, journal: Journal, task: Task, replay: ReplayKind) {
  const comparison: Comparison = { task, replay, runs: [] };
  for (const agent of agentsOf(context, task, replay)) {
    if (context.signal.aborted) break;
    const done = await trainAgent(context, journal, agent);
    if (done !== undefined) comparison.runs.push(done);
  }
  return comparison;
}

/** The worlds that were asked for. */
const worldsOf = ({ options: { world } }: Context): World[] =>
  worlds.filter(({ word }) => world === "all" || world === word);

/** The memories that were asked for. */
const memoriesOf = ({ options: { memory } }: Context) =>
  (["off", "recent", "uniform", "prioritised"] as const).filter((name) =>
    memory === "all" ? name !== "recent" : name === memory,
  );

/** Trains with every memory that was asked for. */
async function compareMemories(context: Context, journal: Journal, { task }: World): Promise<Comparisons> {
  const comparisons: Comparisons = {};
  for (const name of memoriesOf(context))
    comparisons[name] = await compare(context, journal, adjusted(task, context), replayKinds[name]);
  return comparisons;
}

/**
 * Ends the training that the journal has under way, whichever it is; the others find it among what is finished.
 * @throws UsageError if the options do not ask for it: going on without it would lose it.
 */
async function endUnderWay(context: Context, journal: Journal): Promise<void> {
  const key = journal.underWay();
  if (key === undefined) return;
  const asked = worldsOf(context).flatMap(({ task }) =>
    memoriesOf(context).flatMap((name) => agentsOf(context, adjusted(task, context), replayKinds[name])),
  );
  const agent = asked.find((each) => keyOf(each.task, each) === key);
  if (agent === undefined) {
    throw new UsageError(
      `--resume: expected the options that ${context.resume ?? "the checkpoint"} was begun with, which has ${key} under way, ` +
        "got options that do not ask for it; give the same ones again, or begin afresh without --resume",
    );
  }
  await trainAgent(context, journal, agent);
}

/** The same lives with every kind of sleep; nothing if it was not asked for. */
async function compareSleep({ seed, signal, progress, options: chosen }: Context): Promise<SleepResults> {
  const { world, seeds, days } = chosen;
  const results: SleepResults = {};
  if (world !== "all" && world !== "sleep") return results;
  for (const name of ["newOnly", "interleaved", "shuffled"] as const) {
    const kind = sleepKinds[name];
    const bar = progress(`sleep, ${kind.name}`, seeds, "lives");
    const runs = [];
    for (let run = 0; run < seeds && !signal.aborted; run++) {
      runs.push(liveAndSleep(kind, { seed: seed + run, days }));
      bar.update(runs.length);
      await setImmediate();
    }
    bar.finish();
    results[name] = { kind, runs };
  }
  return results;
}

async function drawFigures({ figure }: Context, { worlds, sleep }: Results): Promise<void> {
  for (const { word, task, comparisons } of worlds) {
    await figure(`${word}.svg`, returnFigure(Object.values(comparisons), task.returns));
    await figure(`${word}-correlation.svg`, correlationFigure(Object.values(comparisons)));
  }
  const lives = Object.values(sleep);
  if (lives.length === 0) return;
  await figure(
    "sleep-old.svg",
    sleepFigure(lives, ({ old }) => old, "Sleep: what is left of the first room"),
  );
  await figure(
    "sleep-new.svg",
    sleepFigure(lives, (look) => look.new, "Sleep: what is learned of the second room"),
  );
}

async function run(context: Context): Promise<ExampleResult> {
  await useBackend("wasm");
  const { signal, resume, log } = context;
  const file = resume ?? (await context.checkpointFile("checkpoint.json"));
  const journal = await openJournal(file, resume);
  const results: Results = { worlds: [], sleep: {} };
  await endUnderWay(context, journal);
  for (const world of worldsOf(context))
    results.worlds.push({ ...world, comparisons: await compareMemories(context, journal, world) });
  if (!signal.aborted) results.sleep = await compareSleep(context);
  if (signal.aborted) {
    if (existsSync(file)) log(`checkpoint: ${file} (go on with ${context.resumeCommand(file)})`);
    return { metrics: {} };
  }
  await drawFigures(context, results);
  return report(results);
}

export const main = defineExample({
  name: "dqn",
  summary: "a deep Q-network with replay off, uniform and prioritised; and what sleep does for old memories",
  options,
  resumable: true,
  run,
});
