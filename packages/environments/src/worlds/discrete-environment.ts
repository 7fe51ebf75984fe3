import { defineEnvironment, type Environment, type Info, type Task } from "../environment.ts";
import type { DiscreteSpace } from "../spaces.ts";

/** A world of numbered states and numbered actions, such as a table of values can learn. */
export interface DiscreteEnvironment<Facts extends Info = Info> extends Environment<number, number, Facts> {
  /** The states 0 … `count` − 1, the last ones of an episode included. */
  readonly observationSpace: DiscreteSpace;
  /** The actions 0 … `count` − 1. */
  readonly actionSpace: DiscreteSpace;
}

/** `defineEnvironment` that keeps the spaces' types. */
export function defineDiscreteEnvironment(
  task: Task<number, number> & Pick<DiscreteEnvironment, "observationSpace" | "actionSpace">,
): DiscreteEnvironment {
  const { observationSpace, actionSpace } = task;
  return { ...defineEnvironment(task), observationSpace, actionSpace };
}

/** Throws a RangeError unless `value` is an integer of at least `low`. */
export function assertCount(where: string, name: string, value: number, low: number): void {
  if (Number.isSafeInteger(value) && value >= low) return;
  throw new RangeError(`${where}: expected ${name} to be an integer of at least ${low}, got ${value}`);
}
