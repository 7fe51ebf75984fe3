import type { RandomStream } from "@wayfield/backend";
import { deriveSeed } from "@wayfield/environments";
import {
  createTransitionBuffer,
  int32,
  uniform,
  prioritised,
  type SamplerFactory,
} from "@wayfield/replay-buffer";
import type { Agent } from "./agent.ts";
import type { Task } from "./tasks.ts";

/** How experience is kept and drawn. */
export interface ReplayKind {
  name: string;
  sampler: SamplerFactory;
  /** Observations held at most. The transitions are fewer by the rewards of one return. */
  capacity: (task: Task) => number;
}

/**
 * The memories that are compared. Two of them have no past to speak of: with `off` every transition is learned from
 * once, in turn, as it comes; with `recent` a minibatch is drawn from the latest transitions, as many as it has places.
 */
export const replayKinds = {
  off: {
    name: "no replay",
    sampler: uniform,
    capacity: ({ updatePeriod, returnSteps }) => updatePeriod + returnSteps,
  },
  recent: {
    name: "last minibatch only",
    sampler: uniform,
    capacity: ({ batchSize, returnSteps }) => batchSize + returnSteps,
  },
  uniform: { name: "uniform replay", sampler: uniform, capacity: ({ capacity }) => capacity },
  prioritised: {
    name: "prioritised replay",
    sampler: prioritised({ alpha: 0.6 }),
    capacity: ({ capacity }) => capacity,
  },
} satisfies Record<string, ReplayKind>;

/** Where an agent's life stands. The world itself is not saved: the episode's actions bring it back from its seed. */
export interface ExperienceState {
  /** Number of the episode under way. */
  episode: number;
  /** Its actions so far. */
  actions: number[];
}

/** An agent's life in one world, and its memory of it. */
export type Experience = ReturnType<typeof createExperience>;

function createMemory(task: Task, replay: ReplayKind, random: () => number) {
  return createTransitionBuffer({
    observation: task.observation,
    action: int32(),
    capacity: replay.capacity(task),
    random,
    sampler: replay.sampler,
    steps: task.returnSteps,
    discount: task.discount,
  });
}

/**
 * A life in the world of a task. Every episode has a seed of its own.
 * @param random Decides about exploration.
 * @param draw Decides what is remembered.
 */
export function createExperience(
  task: Task,
  replay: ReplayKind,
  { random, draw, seed }: { random: RandomStream; draw: RandomStream; seed: number },
) {
  const memory = createMemory(task, replay, draw.uniform);
  const environment = task.create();
  let life: ExperienceState = { episode: 0, actions: [] };
  let { observation } = environment.reset({ seed: deriveSeed(seed, 0) });
  memory.begin(observation);

  const startEpisode = (episode: number): void => {
    life = { episode, actions: [] };
    ({ observation } = environment.reset({ seed: deriveSeed(seed, episode) }));
  };

  return {
    memory,
    /** One step in the world: with probability ε at random, else what the agent thinks best. */
    step: (agent: Agent, epsilon: number): void => {
      const action =
        random.uniform() < epsilon
          ? environment.actionSpace.sample(random.uniform)
          : agent.act(observation)[0]!;
      const result = environment.step(action);
      life.actions.push(action);
      memory.step({ ...result, action, reward: result.reward * task.rewardScale });
      observation = result.observation;
      if (!result.terminated && !result.truncated) return;
      startEpisode(life.episode + 1);
      memory.begin(observation);
    },
    state: (): ExperienceState => life,
    /** Puts the world back to where it was; the memory restores itself. */
    restore: ({ episode, actions }: ExperienceState): void => {
      startEpisode(episode);
      for (const action of actions) ({ observation } = environment.step(action));
      life.actions = [...actions];
    },
  };
}
