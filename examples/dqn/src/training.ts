import { createRandomStream, decodeCheckpoint, encodeCheckpoint, type Checkpoint } from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import { anneal, type Persistent } from "@wayfield/replay-buffer";
import { loadSnapshot, saveSnapshot } from "@wayfield/replay-buffer/node";
import { meanOf } from "@wayfield/example-kit/statistics";
import { createAgent, disposeState, type Agent, type AgentState } from "./agent.ts";
import { createCorrelationMeter, type CorrelationState } from "./correlation.ts";
import { testReturns } from "./evaluate.ts";
import { createExperience, type Experience, type ExperienceState, type ReplayKind } from "./experience.ts";
import type { Task } from "./tasks.ts";

/** One look at a training under way. */
export interface Look {
  step: number;
  /** Mean return of the greedy policy over 20 episodes. Nothing is chosen by it. */
  greedyReturn: number;
  /** Correlation of successive samples since the last look, by the first of every minibatch. */
  correlation: number;
}

/** Options of {@link createTraining}. */
export interface TrainOptions {
  seed: number;
  replay: ReplayKind;
  isDouble: boolean;
  isDuelling: boolean;
}

/** The training of one agent in one world. */
export interface Training {
  readonly agent: Agent;
  readonly memory: Persistent;
  /** Environment steps taken so far. */
  readonly step: () => number;
  readonly looks: () => readonly Look[];
  /** Takes up to so many steps more. */
  readonly advance: (steps: number) => void;
  /** Everything but the memory as a safetensors file. */
  readonly encode: () => Promise<Uint8Array>;
  /** Takes over what {@link Training.encode} wrote; what is none leaves the weights as they are. */
  readonly decode: (bytes: Uint8Array) => void;
  readonly dispose: () => void;
}

/** What a training knows of itself besides weights and memory. */
interface Notes {
  experience: ExperienceState;
  correlation: CorrelationState;
  looks: Look[];
}

const looksAt = { episodes: 20, seed: 1_000_001 };

/** The learning side: minibatches, priorities, and how correlated successive ones are. */
function createLearner(task: Task, agent: Agent, { memory }: Experience) {
  const batch = memory.createBatch(task.batchSize);
  const meter = createCorrelationMeter(task.inputScale);
  return {
    meter,
    learn: (step: number): void => {
      memory.sample(batch, anneal(step, { from: 0.4, to: 1, steps: task.steps }));
      const learningRate = anneal(step - 1, { from: task.learningRate, to: 0, steps: task.steps });
      memory.updatePriorities(batch.ids, agent.learn(batch, learningRate));
      meter.add(batch.columns.observation);
    },
  };
}

/** Makes the agent of a task. */
export const makeAgent = (task: Task, { seed, isDouble, isDuelling }: Omit<TrainOptions, "replay">): Agent =>
  createAgent(createRandomStream(seed).split("weights"), { ...task, isDouble, isDuelling });

/** A DQN in the world of a task, before its first step. It runs for the task's steps, whatever it achieves. */
export function createTraining(task: Task, options: TrainOptions): Training {
  const all = createRandomStream(options.seed).split("training");
  const random = { explore: all.split("explore"), draw: all.split("draw") };
  const agent = makeAgent(task, options);
  const life = { random: random.explore, draw: random.draw, seed: all.seed() };
  const experience = createExperience(task, options.replay, life);
  const { memory } = experience;
  const { learn, meter } = createLearner(task, agent, experience);
  let step = 0;
  let looks: Look[] = [];

  const look = (): void => {
    const { episodes, seed } = looksAt;
    const greedyReturn = meanOf(testReturns(task, agent, { episodes, seed: seed + step }));
    looks.push({ step, greedyReturn, correlation: meter.value() });
    meter.reset();
  };

  const advanceOne = (): void => {
    step++;
    experience.step(agent, anneal(step, { from: 1, to: task.explorationEnd, steps: task.explorationSteps }));
    if (step >= task.firstUpdate && step % task.updatePeriod === 0 && memory.size() > 0) learn(step);
    if (step % task.evaluationPeriod === 0) look();
  };

  const restore = (saved: Pick<Checkpoint<AgentState["networks"]>, "random" | "step" | "notes">): void => {
    const notes = saved.notes as Notes;
    random.explore.restore(saved.random["explore"]!);
    random.draw.restore(saved.random["draw"]!);
    experience.restore(notes.experience);
    meter.restore(notes.correlation);
    looks = [...notes.looks];
    ({ step } = saved);
  };

  return {
    agent,
    memory,
    step: () => step,
    looks: () => looks,
    advance: (steps) => {
      for (let left = Math.min(steps, task.steps - step); left > 0; left--) advanceOne();
    },
    encode: () => {
      const { networks, optimiser } = agent.state();
      const notes: Notes = { experience: experience.state(), correlation: meter.state(), looks };
      const states = { explore: random.explore.state(), draw: random.draw.state() };
      return encodeCheckpoint({ parameters: networks, optimiser, step, random: states, notes });
    },
    decode: (bytes) => {
      const { networks, optimiser: template } = agent.state();
      const saved = decodeCheckpoint(bytes, { parameters: networks, optimiser: template });
      const learned = { networks: saved.parameters, optimiser: saved.optimiser };
      try {
        restore(saved);
      } catch (error) {
        disposeState(learned);
        throw error;
      }
      agent.adopt(learned);
    },
    dispose: agent.dispose,
  };
}

const weightsOf = (stem: string): string => `${stem}.safetensors`;
const memoryOf = (stem: string): string => `${stem}.replay`;

/** The files that {@link saveTraining} writes. */
export const trainingFiles = (stem: string): string[] => [weightsOf(stem), memoryOf(stem)];

/** Writes a training to two files: all it is, and its memory. */
export async function saveTraining(training: Training, stem: string): Promise<void> {
  await writeFileAtomically(weightsOf(stem), await training.encode());
  await saveSnapshot(memoryOf(stem), training.memory);
}

/** Brings a fresh training of the same task and options to where the saved one was. */
export async function loadTraining(training: Training, stem: string): Promise<void> {
  const bytes = await readFileOrExplain(weightsOf(stem));
  await loadSnapshot(memoryOf(stem), training.memory);
  training.decode(bytes);
}
