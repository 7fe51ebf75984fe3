import { deriveSeed } from "@wayfield/environments";
import type { Agent } from "./agent.ts";
import type { Task } from "./tasks.ts";

/** One greedy episode under way. */
function startEpisode({ create }: Task, seed: number) {
  const environment = create();
  return { environment, observation: environment.reset({ seed }).observation, total: 0, isOver: false };
}

/** Returns of greedy episodes, each from its own seed, all played side by side. */
export function greedyReturns(
  task: Task,
  agent: Agent,
  { episodes, seed }: { episodes: number; seed: number },
): number[] {
  const all = Array.from({ length: episodes }, (_, index) => startEpisode(task, deriveSeed(seed, index)));
  for (;;) {
    const running = all.filter(({ isOver }) => !isOver);
    if (running.length === 0) return all.map(({ total }) => total);
    const states = new Float32Array(running.length * task.inputs);
    running.forEach(({ observation }, row) => {
      states.set(observation, row * task.inputs);
    });
    const actions = agent.act(states);
    running.forEach((episode, row) => {
      const { observation, reward, terminated, truncated } = episode.environment.step(actions[row]!);
      episode.observation = observation;
      episode.total += reward;
      episode.isOver = terminated || truncated;
    });
  }
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
