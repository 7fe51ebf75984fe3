import { restart, transition } from "../environment.ts";
import type { UniformSource } from "../random.ts";
import { discrete } from "../spaces.ts";
import { defineDiscreteEnvironment, type DiscreteEnvironment } from "./discrete-environment.ts";

/**
 * Baird's counterexample: seven states, no reward, no end. Action 0 (dashed) leads to one of the states 0 … 5, each as
 * likely; action 1 (solid) to state 6.
 *
 * The behaviour takes dashed 6/7 of the time, the target policy always takes solid; with {@link bairdFeatures} and
 * γ = 0.99 off-policy semi-gradient TD diverges although every value is 0.
 * @example
 * const world = createBairdCounterexample();
 * world.reset({ seed: 1 });
 * world.step(1).observation; // 6
 * @see Baird (1995); Sutton & Barto (2018), figure 11.1
 */
export function createBairdCounterexample(): DiscreteEnvironment {
  let random: UniformSource;
  return defineDiscreteEnvironment({
    observationSpace: discrete(7),
    actionSpace: discrete(2),
    begin: (source) => {
      random = source;
      return restart(Math.floor(7 * random()));
    },
    advance: (action) => transition(action === 1 ? 6 : Math.floor(6 * random()), 0),
  });
}

/**
 * The features of Baird's states over eight weights: v(s) = 2 w_s + w_7 for s = 0 … 5, and v(6) = w_6 + 2 w_7.
 * @returns Seven rows of eight numbers, fresh each time.
 * @example
 * bairdFeatures()[6]; // [0, 0, 0, 0, 0, 0, 1, 2]
 */
export function bairdFeatures(): number[][] {
  return Array.from({ length: 7 }, (_, state) => {
    const row = new Array<number>(8).fill(0);
    row[state] = state < 6 ? 2 : 1;
    row[7] = state < 6 ? 1 : 2;
    return row;
  });
}
