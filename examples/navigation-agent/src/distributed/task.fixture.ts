import { createUnroll, type Unroll } from "../unroll.ts";
import type { Task } from "./task.ts";

/** Sizes of a small unroll with pictures. */
export const sizes = { steps: 2, inputs: 3, units: 2, actions: 4, pictureSize: { width: 2, height: 1 } };

/** A task of such unrolls. */
export const smallTask = (queueWorlds = 200): Task => ({
  format: 1,
  spec: { config: "fast", world: "square", agent: "pose", seed: 1, modules: "" },
  sizes,
  queueWorlds,
  modules: "",
});

/** An unroll in which every number differs from its neighbours. */
export function countingUnroll(version: number, worlds = 2): Unroll {
  const unroll = createUnroll({ ...sizes, worlds }, version);
  const { inputs, images, rewards, weights, cuts, logProbabilities, values, hidden, cell } = unroll;
  let next = version;
  for (const array of [inputs, images!, rewards, weights, cuts, logProbabilities, values, hidden, cell]) {
    for (let at = 0; at < array.length; at++) array[at] = next++ / (array === images ? 1 : 8);
  }
  unroll.actions.forEach((_, at, actions) => (actions[at] = at % sizes.actions));
  return { ...unroll, episodes: [1, version] };
}
