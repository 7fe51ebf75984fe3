import { greedyReturns, meanOf } from "./evaluate.ts";
import type { Task } from "./tasks.ts";
import { makeAgent, train, type Look, type ReplayKind, type TrainOptions } from "./train.ts";

/** One trained agent. */
export interface Run {
  seed: number;
  looks: Look[];
  /** Environment steps used. */
  steps: number;
  /** Returns of 100 greedy episodes that nothing was chosen by. */
  returns: number[];
}

/** All runs of one task with one kind of replay. */
export interface Comparison {
  task: Task;
  replay: ReplayKind;
  runs: Run[];
}

/** What {@link trainOnce} needs besides the task. */
export interface RunOptions extends TrainOptions {
  signal: AbortSignal;
  onLook: (look: Look) => void;
}

const testEpisodes = 100;
const testSeed = 3_000_017;

/** Trains one agent and tests it on 100 fresh greedy episodes. */
export async function trainOnce(task: Task, options: RunOptions): Promise<Run> {
  const agent = makeAgent(task, options);
  try {
    const looks: Look[] = [];
    for await (const look of train(task, agent, options)) {
      looks.push(look);
      options.onLook(look);
      if (options.signal.aborted) break;
    }
    const returns = greedyReturns(task, agent, { episodes: testEpisodes, seed: testSeed + options.seed });
    return { seed: options.seed, looks, steps: looks.at(-1)?.step ?? 0, returns };
  } finally {
    agent.dispose();
  }
}

/** Mean return of the test episodes, over all runs. */
export const meanReturn = ({ runs }: Comparison): number =>
  meanOf(runs.map(({ returns }) => meanOf(returns)));

/** How many runs passed the task's bar on their test episodes. */
export const countSolved = ({ runs, task }: Comparison): number =>
  runs.filter(({ returns }) => meanOf(returns) >= task.solved).length;

/** Mean correlation of successive samples, over all looks of all runs. */
export const meanCorrelation = ({ runs }: Comparison): number =>
  meanOf(runs.flatMap(({ looks }) => looks.map(({ correlation }) => correlation)));
