import { setImmediate } from "node:timers/promises";
import { meanOf } from "@wayfield/example-kit/statistics";
import { testReturns } from "./evaluate.ts";
import type { ReplayKind } from "./experience.ts";
import type { Journal, Run } from "./journal.ts";
import type { Task } from "./tasks.ts";
import { createTraining, type Look, type Training, type TrainOptions } from "./training.ts";

/** All runs of one task with one kind of replay. */
export interface Comparison {
  task: Task;
  replay: ReplayKind;
  runs: Run[];
}

/** What {@link trainOnce} needs besides the task. */
export interface RunOptions extends TrainOptions {
  journal: Journal;
  /** Seconds between two writings of the journal: what a crash can cost at most. */
  checkpointEvery: number;
  signal: AbortSignal;
  /** Told where a resumed training goes on. */
  onResume: (step: number) => void;
  onProgress: (step: number, look: Look | undefined) => void;
}

const testEpisodes = 100;
const testSeed = 3_000_017;

/** Steps between two moments at which an interrupt is heard. */
const pace = 100;

/** Names a training by all that decides how it goes. */
export function keyOf(task: Task, { seed, replay, isDouble, isDuelling }: TrainOptions): string {
  const { name, steps, learningRate, discount, rewardScale, returnSteps, capacity } = task;
  const { batchSize, firstUpdate, updatePeriod, targetPeriod } = task;
  const { explorationSteps, explorationEnd, evaluationPeriod } = task;
  return JSON.stringify([
    name,
    replay.name,
    { seed, isDouble, isDuelling },
    { steps, learningRate, discount, rewardScale, returnSteps, capacity },
    { batchSize, firstUpdate, updatePeriod, targetPeriod },
    { explorationSteps, explorationEnd, evaluationPeriod },
  ]);
}

/** Trains to the last step, or to an interrupt. */
async function trainThrough(training: Training, task: Task, key: string, options: RunOptions): Promise<void> {
  const { journal, checkpointEvery, signal, onProgress } = options;
  let savedAt = performance.now();
  for (;;) {
    training.advance(pace);
    onProgress(training.step(), training.looks().at(-1));
    await setImmediate();
    const isOver = training.step() >= task.steps;
    if (signal.aborted || (!isOver && performance.now() - savedAt >= 1000 * checkpointEvery)) {
      await journal.save(key, training);
      savedAt = performance.now();
    }
    if (signal.aborted || isOver) return;
  }
}

/** Trains one agent and tests its final network on 100 fresh greedy episodes; undefined if interrupted. */
export async function trainOnce(task: Task, options: RunOptions): Promise<Run | undefined> {
  const { seed, journal, signal } = options;
  const key = keyOf(task, options);
  const known = journal.find(key);
  if (known !== undefined) return known;
  const training = createTraining(task, options);
  try {
    await journal.resume(key, training);
    options.onResume(training.step());
    await trainThrough(training, task, key, options);
    if (signal.aborted) return undefined;
    const returns = testReturns(task, training.agent, { episodes: testEpisodes, seed: testSeed + seed });
    const run = { seed, looks: training.looks(), steps: training.step(), returns };
    await journal.finish(key, run);
    return run;
  } finally {
    training.dispose();
  }
}

/** Mean return of the test episodes of every run. */
export const runReturns = ({ runs }: Comparison): number[] => runs.map(({ returns }) => meanOf(returns));

/** Mean return of the test episodes, over all runs. */
export const meanReturn = (comparison: Comparison): number => meanOf(runReturns(comparison));

/** How many runs passed the task's bar on their test episodes. */
export const countSolved = (comparison: Comparison): number =>
  runReturns(comparison).filter((mean) => mean >= comparison.task.solved).length;

/** Mean correlation of successive samples, over all looks of all runs. */
export const meanCorrelation = ({ runs }: Comparison): number =>
  meanOf(runs.flatMap(({ looks }) => looks.map(({ correlation }) => correlation)));
