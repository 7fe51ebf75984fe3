import { restart, termination, transition } from "../environment.ts";
import { discrete } from "../spaces.ts";
import { defineDiscreteEnvironment, type DiscreteEnvironment } from "./discrete-environment.ts";
import { isSame, moved, moves, type Cell } from "./grid.ts";

const size: Cell = [4, 12];
const start: Cell = [3, 0];
const goal: Cell = [3, 11];
const isCliff = ([row, column]: Cell): boolean => row === 3 && column > 0 && column < 11;
const stateOf = ([row, column]: Cell): number => row * size[1] + column;

/**
 * Cliff walking: from one corner to the other along a cliff's edge. Every step costs 1; a step over the edge costs 100
 * and leads back to the start. The shortest way, 13 steps, runs along the edge.
 *
 * Observations: 12 · row + column in a grid of 4 × 12, row 0 at the top; start 36, goal 47. Actions: up, right, down,
 * left. No chance is in it.
 * @example
 * const cliff = createCliffWalking();
 * cliff.reset({ seed: 1 });
 * cliff.step(1).reward; // −100: the first step to the right falls
 * @see Sutton & Barto (2018), example 6.6
 */
export function createCliffWalking(): DiscreteEnvironment {
  let cell = start;
  return defineDiscreteEnvironment({
    observationSpace: discrete(size[0] * size[1]),
    actionSpace: discrete(4),
    begin: () => {
      cell = start;
      return restart(stateOf(cell));
    },
    advance: (action) => {
      cell = moved(cell, moves[action]!, size);
      if (isCliff(cell)) {
        cell = start;
        return transition(stateOf(cell), -100);
      }
      return isSame(cell, goal) ? termination(stateOf(cell), -1) : transition(stateOf(cell), -1);
    },
  });
}
