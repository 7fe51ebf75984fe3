import { createRandomStream } from "@wayfield/backend";
import { deriveSeed } from "@wayfield/environments";
import type { Agent } from "./agent.ts";
import type { Task } from "./tasks.ts";

/** Chooses an action for each of several states, side by side in one array. */
export type Policy = Pick<Agent, "act">;

/** One greedy episode under way. */
function startEpisode({ create }: Task, seed: number) {
  const environment = create();
  return { environment, observation: environment.reset({ seed }).observation, total: 0, isOver: false };
}

/** Steps after which a test episode is broken off: a good player of Breakout need never lose. */
const longestEpisode = 5000;

/** Returns of test episodes, each from its own seed, all played side by side. */
export function testReturns(
  task: Task,
  policy: Policy,
  { episodes, seed }: { episodes: number; seed: number },
): number[] {
  const { inputs } = task.trunk;
  const all = Array.from({ length: episodes }, (_, index) => startEpisode(task, deriveSeed(seed, index)));
  for (let step = 0; step < longestEpisode; step++) {
    const running = all.filter(({ isOver }) => !isOver);
    if (running.length === 0) break;
    const states = new Float32Array(running.length * inputs);
    running.forEach(({ observation }, row) => {
      states.set(observation, row * inputs);
    });
    const actions = policy.act(states);
    running.forEach((episode, row) => {
      const { observation, reward, terminated, truncated } = episode.environment.step(actions[row]!);
      episode.observation = observation;
      episode.total += reward;
      episode.isOver = terminated || truncated;
    });
  }
  return all.map(({ total }) => total);
}

/** A player that looks at nothing. */
export function randomPolicy({ actions, trunk }: Task, seed: number): Policy {
  const { uniform } = createRandomStream(seed);
  return {
    act: (states) =>
      Int32Array.from({ length: states.length / trunk.inputs }, () => Math.floor(uniform() * actions)),
  };
}
