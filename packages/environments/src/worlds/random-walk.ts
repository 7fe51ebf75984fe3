import { restart, termination, transition } from "../environment.ts";
import type { UniformSource } from "../random.ts";
import { discrete } from "../spaces.ts";
import { assertCount, defineDiscreteEnvironment, type DiscreteEnvironment } from "./discrete-environment.ts";

/** What {@link createRandomWalk} and {@link randomWalkValues} may be told. */
export interface RandomWalkOptions {
  /** How many states lie between the two ends, an odd number; 19 unless told. */
  readonly states?: number;
  /** The reward for leaving at the left; −1 unless told. */
  readonly leftReward?: number;
  /** The reward for leaving at the right; 1 unless told. */
  readonly rightReward?: number;
}

/**
 * The symmetric random walk, on which predictions are learned: from the middle, one step left or right by the toss of
 * a coin, until it leaves at an end.
 *
 * Observations: 1 … `states` inside, 0 and `states` + 1 behind the ends. There is one action, 0: walk on.
 * @param options The 19 states of Sutton & Barto's example 7.1 unless told; `{ states: 5, leftReward: 0 }` makes
 * example 6.2.
 * @throws RangeError if the number of states is not odd and positive.
 * @example
 * const walk = createRandomWalk();
 * walk.reset({ seed: 1 }).observation; // 10, the middle
 * @see Sutton (1988); Sutton & Barto (2018), examples 6.2 and 7.1
 */
export function createRandomWalk({
  states = 19,
  leftReward = -1,
  rightReward = 1,
}: RandomWalkOptions = {}): DiscreteEnvironment {
  assertCount("createRandomWalk", "states", states, 1);
  if (states % 2 === 0) {
    throw new RangeError(
      `createRandomWalk: expected an odd number of states, so that one is the middle, got ${states}`,
    );
  }
  let random: UniformSource;
  let state = 0;
  return defineDiscreteEnvironment({
    observationSpace: discrete(states + 2),
    actionSpace: discrete(1),
    begin: (source) => {
      random = source;
      state = (states + 1) / 2;
      return restart(state);
    },
    advance: () => {
      state += random() < 0.5 ? -1 : 1;
      if (state === 0) return termination(state, leftReward);
      return state > states ? termination(state, rightReward) : transition(state, 0);
    },
  });
}

/**
 * The true values of the random walk's states, undiscounted: a straight line from one end's reward to the other's.
 * @returns `[states]`, the value of observation 1 first.
 * @example
 * randomWalkValues({ states: 5, leftReward: 0 }); // [1/6, 2/6, 3/6, 4/6, 5/6]
 */
export function randomWalkValues({
  states = 19,
  leftReward = -1,
  rightReward = 1,
}: RandomWalkOptions = {}): Float64Array {
  assertCount("randomWalkValues", "states", states, 1);
  return Float64Array.from({ length: states }, (_, index) => {
    const right = (index + 1) / (states + 1);
    return (1 - right) * leftReward + right * rightReward;
  });
}
