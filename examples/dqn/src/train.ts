import { createRandomStream } from "@wayfield/backend";
import {
  anneal,
  createTransitionBuffer,
  int32,
  prioritised,
  uniform,
  type SamplerFactory,
} from "@wayfield/replay-buffer";
import { createAgent, type Agent } from "./agent.ts";
import { sampleCorrelation } from "./batch.ts";
import { greedyReturns, meanOf } from "./evaluate.ts";
import type { Task } from "./tasks.ts";

/** How experience is kept and drawn. */
export interface ReplayKind {
  name: string;
  sampler: SamplerFactory;
  /** Whether the past is kept, or only what came since the last update. */
  isOn: boolean;
}

/** The three agents that are compared. */
export const replayKinds = {
  off: { name: "no replay", sampler: uniform, isOn: false },
  uniform: { name: "uniform replay", sampler: uniform, isOn: true },
  prioritised: { name: "prioritised replay", sampler: prioritised({ alpha: 0.6 }), isOn: true },
} satisfies Record<string, ReplayKind>;

/** One look at a training under way. */
export interface Look {
  step: number;
  /** Mean return of the greedy policy. */
  greedyReturn: number;
  /** Correlation of successive samples since the last look, by the first of every minibatch. */
  correlation: number;
}

/** Options of {@link train}. */
export interface TrainOptions {
  seed: number;
  replay: ReplayKind;
  isDouble: boolean;
  isDuelling: boolean;
  /** Environment steps at most. */
  steps: number;
}

const looks = 20;
const confirmations = 100;
/** A look this far above the bar is worth confirming. */
const seedOf = { looking: 1_000_001, confirming: 2_000_003 };

function createReplay(task: Task, replay: ReplayKind, random: () => number) {
  return createTransitionBuffer({
    observation: task.observation,
    action: int32(),
    // Off: only what came since the last update is there to be drawn, so every transition is learned from once, in turn.
    capacity: replay.isOn ? task.capacity : task.updatePeriod + task.returnSteps,
    random,
    sampler: replay.sampler,
    steps: task.returnSteps,
    discount: task.discount,
  });
}

/** The learning side: minibatches, priorities, and how correlated successive ones are. */
function createLearner(
  task: Task,
  agent: Agent,
  options: TrainOptions,
  buffer: ReturnType<typeof createReplay>,
) {
  const batch = buffer.createBatch(task.batchSize);
  let samples: ArrayLike<number>[] = [];
  return {
    learn: (step: number): void => {
      buffer.sample(batch, anneal(step, { from: 0.4, to: 1, steps: options.steps }));
      buffer.updatePriorities(batch.ids, agent.learn(batch));
      samples.push(batch.columns.observation.slice(0, task.inputs));
    },
    correlation: (): number => {
      const value = sampleCorrelation(samples);
      samples = [];
      return value;
    },
  };
}

/**
 * Trains a DQN until its greedy policy passes the task's bar on 100 episodes, or its steps are used up.
 * Yields a look at the greedy policy now and then; the agent stays the caller's.
 */
export async function* train(task: Task, agent: Agent, options: TrainOptions): AsyncGenerator<Look> {
  const random = createRandomStream(options.seed).split("training");
  const buffer = createReplay(task, options.replay, random.split("replay").uniform);
  const learner = createLearner(task, agent, options, buffer);
  const environment = task.create();
  let { observation } = environment.reset({ seed: random.seed() });
  buffer.begin(observation);
  for (let step = 1; step <= options.steps; step++) {
    const epsilon = anneal(step, { from: 1, to: task.explorationEnd, steps: task.explorationSteps });
    const action =
      random.uniform() < epsilon
        ? environment.actionSpace.sample(random.uniform)
        : agent.act(Float32Array.from(observation))[0]!;
    const result = environment.step(action);
    buffer.step({ ...result, action, reward: result.reward * task.rewardScale });
    observation = result.observation;
    if (result.terminated || result.truncated) {
      ({ observation } = environment.reset());
      buffer.begin(observation);
    }
    if (step >= task.firstUpdate && step % task.updatePeriod === 0 && buffer.size() > 0) learner.learn(step);
    if (step % task.evaluationPeriod !== 0) continue;
    const greedyReturn = meanOf(greedyReturns(task, agent, { episodes: looks, seed: seedOf.looking + step }));
    yield { step, greedyReturn, correlation: learner.correlation() };
    if (greedyReturn >= task.solved && isConfirmed(task, agent, step)) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const isConfirmed = (task: Task, agent: Agent, step: number): boolean =>
  meanOf(greedyReturns(task, agent, { episodes: confirmations, seed: seedOf.confirming + step })) >=
  task.solved;

/** Makes the agent of a task. */
export const makeAgent = (task: Task, { seed, isDouble, isDuelling }: TrainOptions): Agent =>
  createAgent(createRandomStream(seed).split("weights"), { ...task, isDouble, isDuelling });
