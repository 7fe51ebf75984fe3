import { restart, termination, transition } from "../environment.ts";
import type { UniformSource } from "../random.ts";
import { discrete } from "../spaces.ts";
import { defineDiscreteEnvironment, type DiscreteEnvironment } from "./discrete-environment.ts";
import { isSame, moves, type Cell } from "./grid.ts";

const plan = [
  "#############",
  "#     #     #",
  "#     #     #",
  "#           #",
  "#     #     #",
  "#     #     #",
  "## ####     #",
  "#     ### ###",
  "#     #     #",
  "#     #     #",
  "#           #",
  "#     #     #",
  "#############",
];

const cells: readonly Cell[] = plan.flatMap((line, row) =>
  Array.from(line).flatMap((mark, column): Cell[] => (mark === " " ? [[row, column]] : [])),
);
const isWall = ([row, column]: Cell): boolean => plan[row]?.[column] !== " ";
const stateOf = (cell: Cell): number => cells.findIndex((other) => isSame(other, cell));

/** What {@link createFourRooms} may be told. */
export interface FourRoomsOptions {
  /** The goal as [row, column], a free cell; [7, 9], the doorway into the lower right room, unless told. */
  readonly goal?: readonly [row: number, column: number];
  /** How often a move goes in one of the other three directions instead, from 0 to 1; ⅓ unless told. */
  readonly slip?: number;
}

/**
 * The four-room maze: 104 free cells on 13 × 13, four rooms joined by four doorways. Reward 1 at the goal, 0 elsewhere;
 * a wall stops a move. The start is a free cell drawn at random, other than the goal.
 *
 * Observations: the free cells, numbered row by row. Actions: up, right, down, left.
 * @throws RangeError if the goal is no free cell or the slip lies outside [0, 1].
 * @example
 * const maze = createFourRooms({ slip: 0 });
 * maze.observationSpace.count; // 104
 * @see Sutton, Precup & Singh (1999), "Between MDPs and semi-MDPs"
 */
export function createFourRooms({ goal = [7, 9], slip = 1 / 3 }: FourRoomsOptions = {}): DiscreteEnvironment {
  if (isWall(goal)) {
    throw new RangeError(`createFourRooms: expected a free cell as goal, got [${goal.join(", ")}]`);
  }
  if (!(slip >= 0 && slip <= 1)) {
    throw new RangeError(`createFourRooms: expected a slip from 0 to 1, got ${slip}`);
  }
  const starts = cells.filter((cell) => !isSame(cell, goal));
  let random: UniformSource;
  let cell = starts[0]!;
  return defineDiscreteEnvironment({
    observationSpace: discrete(cells.length),
    actionSpace: discrete(4),
    begin: (source) => {
      random = source;
      cell = starts[Math.floor(random() * starts.length)]!;
      return restart(stateOf(cell));
    },
    advance: (action) => {
      const slips = random() < slip;
      const [down, right] = moves[slips ? (action + 1 + Math.floor(random() * 3)) % 4 : action]!;
      const next: Cell = [cell[0] + down, cell[1] + right];
      if (!isWall(next)) cell = next;
      return isSame(cell, goal) ? termination(stateOf(cell), 1) : transition(stateOf(cell), 0);
    },
  });
}
