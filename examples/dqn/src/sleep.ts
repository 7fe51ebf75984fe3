import { createRandomStream, shuffle, type RandomStream } from "@wayfield/backend";
import { anneal } from "@wayfield/replay-buffer";
import { meanOf } from "@wayfield/example-kit/statistics";
import type { Agent } from "./agent.ts";
import type { TransitionArrays } from "./batch.ts";
import { testReturns } from "./evaluate.ts";
import { createExperience, replayKinds, type Experience } from "./experience.ts";
import { rooms, type Task } from "./tasks.ts";
import { makeAgent } from "./training.ts";

/** What an agent dreams of while it learns a new task. */
export interface SleepKind {
  name: string;
  /** How a memory of the old task is changed before it is learned from; none are recalled where this is missing. */
  recall?: (batch: TransitionArrays, random: RandomStream) => void;
}

/** Every old state with the action of another one: the same states, but not what leads where. */
function shuffleActions({ columns: { action }, size }: TransitionArrays, { uniform }: RandomStream): void {
  shuffle(action.subarray(0, size), uniform);
}

/** The three nights that are compared. All are of the same length. */
export const sleepKinds = {
  newOnly: { name: "replay of the new task alone" },
  interleaved: { name: "old and new interleaved", recall: () => undefined },
  shuffled: { name: "old one shuffled", recall: shuffleActions },
} satisfies Record<string, SleepKind>;

/** Share of the balls caught in both rooms at the end of a day and its night. */
export interface SleepLook {
  day: number;
  old: number;
  new: number;
}

/** One agent's life in two rooms. */
export interface SleepRun {
  seed: number;
  /** What it could in the old room before it moved. */
  learned: number;
  looks: SleepLook[];
  /** What it can in both rooms at the end. */
  final: SleepLook;
}

const stepsPerDay = 100;
const nightUpdates = 100;
const dayEpisodes = 50;
const finalEpisodes = 200;
const testSeed = 5_000_011;

const successOf = (task: Task, agent: Agent, episodes: number, seed: number): number =>
  (meanOf(testReturns(task, agent, { episodes, seed })) + 1) / 2;

/** One day in a room, learning from the memory of that room at every step. */
function liveDay(task: Task, agent: Agent, life: Experience, day: number): void {
  const batch = life.memory.createBatch(task.batchSize);
  for (let step = day * stepsPerDay + 1; step <= (day + 1) * stepsPerDay; step++) {
    life.step(agent, anneal(step, { from: 1, to: task.explorationEnd, steps: task.explorationSteps }));
    if (step < task.firstUpdate) continue;
    life.memory.sample(batch);
    agent.learn(batch, task.learningRate);
  }
}

/** One night: every other memory is one of the old room, if any are recalled. */
function dream(
  agent: Agent,
  lives: { old: Experience; new: Experience },
  kind: SleepKind,
  random: RandomStream,
) {
  const [oldTask, newTask] = rooms;
  const memories = {
    old: lives.old.memory.createBatch(oldTask.batchSize),
    new: lives.new.memory.createBatch(newTask.batchSize),
  };
  for (let update = 0; update < nightUpdates; update++) {
    const which = kind.recall !== undefined && update % 2 === 0 ? "old" : "new";
    lives[which].memory.sample(memories[which]);
    if (which === "old") kind.recall?.(memories.old, random);
    agent.learn(memories[which], newTask.learningRate);
  }
}

function beginLife(task: Task, random: RandomStream): Experience {
  const streams = { random: random.split("explore"), draw: random.split("draw"), seed: random.seed() };
  return createExperience(task, replayKinds.uniform, streams);
}

/**
 * An agent learns to catch in one room, moves to another where the controls are exchanged, and sleeps after every day
 * there. A lamp tells the rooms apart, so one network can know both.
 * @param days In each room.
 * @see McCloskey & Cohen (1989); McClelland, McNaughton & O'Reilly (1995)
 */
export function liveAndSleep(kind: SleepKind, { seed, days }: { seed: number; days: number }): SleepRun {
  const random = createRandomStream(seed).split("sleep");
  const [oldTask, newTask] = rooms;
  const agent = makeAgent(oldTask, { seed, isDouble: true, isDuelling: false });
  const lives = {
    old: beginLife(oldTask, random.split("old")),
    new: beginLife(newTask, random.split("new")),
  };
  const look = (day: number, episodes: number): SleepLook => ({
    day,
    old: successOf(oldTask, agent, episodes, testSeed + day),
    new: successOf(newTask, agent, episodes, testSeed + day),
  });
  const looks = [look(0, dayEpisodes)];
  for (let day = 0; day < days; day++) {
    liveDay(oldTask, agent, lives.old, day);
    looks.push(look(day + 1, dayEpisodes));
  }
  const learned = look(days, finalEpisodes).old;
  for (let day = 0; day < days; day++) {
    liveDay(newTask, agent, lives.new, day);
    dream(agent, lives, kind, random);
    looks.push(look(days + day + 1, dayEpisodes));
  }
  const final = look(2 * days, finalEpisodes);
  agent.dispose();
  return { seed, learned, looks, final };
}
