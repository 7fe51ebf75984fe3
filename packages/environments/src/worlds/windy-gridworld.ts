import { restart, termination, transition } from "../environment.ts";
import { discrete } from "../spaces.ts";
import { defineDiscreteEnvironment, type DiscreteEnvironment } from "./discrete-environment.ts";
import { isSame, moved, moves, type Cell } from "./grid.ts";

const size: Cell = [7, 10];
const start: Cell = [3, 0];
const goal: Cell = [3, 7];
/** How many cells up the wind of each column carries whoever leaves it. */
const wind: readonly number[] = [0, 0, 0, 1, 1, 1, 2, 2, 1, 0];
const stateOf = ([row, column]: Cell): number => row * size[1] + column;

/**
 * The windy gridworld: every step costs 1, and a crosswind carries the walker up in the middle columns. The shortest
 * way takes 15 steps.
 *
 * Observations: 10 · row + column in a grid of 7 × 10, row 0 at the top; start 30, goal 37. Actions: up, right, down,
 * left. No chance is in it.
 * @example
 * const windy = createWindyGridworld();
 * windy.reset({ seed: 1 }).observation; // 30
 * @see Sutton & Barto (2018), example 6.5
 */
export function createWindyGridworld(): DiscreteEnvironment {
  let cell = start;
  return defineDiscreteEnvironment({
    observationSpace: discrete(size[0] * size[1]),
    actionSpace: discrete(4),
    begin: () => {
      cell = start;
      return restart(stateOf(cell));
    },
    advance: (action) => {
      const [down, right] = moves[action]!;
      cell = moved(cell, [down - wind[cell[1]]!, right], size);
      return isSame(cell, goal) ? termination(stateOf(cell), -1) : transition(stateOf(cell), -1);
    },
  });
}
