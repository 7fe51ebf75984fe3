import { shuffle } from "@wayfield/portable";
import type { Point } from "../arena.ts";
import type { UniformSource } from "../random.ts";
import {
  cellSize as defaultCellSize,
  draw,
  drawSeed,
  startAnywhere,
  startInCells,
  steadyMaze,
  type Landmark,
  type Maze,
  type Pillar,
} from "./maze.ts";
import { drawRoomPlan, joiner, type RoomPlan } from "./room-maze.ts";
import { assertCellSize, cellCentre, gridArena, type TextGrid } from "./text-grid.ts";

/** What the mazes with rooms take. */
export interface GoalMazeOptions {
  /** Cells from west to east, an odd number of at least 7. Default 11; the paper's larger test maze has 17. */
  readonly columns?: number;
  /** Cells from north to south, an odd number of at least 7. Default 11. */
  readonly rows?: number;
  /** The side of a cell, metres. Default 0.25. */
  readonly cellSize?: number;
  /**
   * Towers outside the walls, the same in every episode: from a maze that nobody has seen they tell where in it one is.
   * Default none, as in the paper, whose skyline tells directions only.
   */
  readonly landmarks?: readonly Landmark[];
  /** What marks the goal to who sees its place. Default none: it is found by entering it. */
  readonly goalPillar?: Pillar;
  /** Whether bodies start in rooms only, as in DeepMind Lab. Default false: anywhere. */
  readonly startsInRooms?: boolean;
}

/** White, which no wall is, and lower than walls: an object at the goal that is seen from all over its room (ours). */
export const whitePillar: Pillar = { radius: 0.1, height: 0.2, color: [255, 255, 255] };

/** What {@link goalDoorsMaze} takes. */
export interface GoalDoorsMazeOptions extends GoalMazeOptions {
  /** Which part of the doors that are not needed to reach every place is closed. Default 0.5. */
  readonly doorsClosed?: number;
}

/** At most four rooms of 3 to 5 cells a side, and now and then a second way (ours). */
const planOptions = { maximalRooms: 4, maximalRoomSide: 5, extraDoorways: 0.15 };

/**
 * The goal-driven maze: rooms and corridors, drawn anew each episode, with a goal in one of the rooms. The body starts
 * anywhere, and anywhere again after each goal.
 *
 * Source: Banino et al. 2018, Supplementary section 1c; sizes as in DeepMind Lab's explore_goal_locations_small (11 × 11
 * cells, at most 4 rooms of 3 to 5 cells a side), where the goal is an object that is seen and bodies start in rooms. The
 * generator is ours.
 *
 * @throws RangeError for a size that is not an odd number of at least 7, or a cell size that is not positive.
 * @example
 * const worlds = createNavigation(goalDrivenMaze({ goalPillar: whitePillar, startsInRooms: true }), { worlds: 32 });
 */
export const goalDrivenMaze = (options: GoalMazeOptions = {}): Maze =>
  roomMaze("goalDrivenMaze", options, () => []);

/**
 * The goal-doors maze: as {@link goalDrivenMaze}, with a door in every doorway. Each episode opens ways at random that
 * join every place to the goal, and closes half of the other doors.
 *
 * Source: Banino et al. 2018, Supplementary section 1c; DeepMind Lab's explore_obstructed_goals_small opens one random
 * path to the goal; ours opens one from every place, since the body may start anywhere.
 *
 * @throws RangeError for a size that is not an odd number of at least 7, a cell size that is not positive, or a part
 * that is not from 0 to 1.
 * @example
 * const worlds = createNavigation(goalDoorsMaze(), { worlds: 32 });
 */
export function goalDoorsMaze({ doorsClosed = 0.5, ...options }: GoalDoorsMazeOptions = {}): Maze {
  if (!(doorsClosed >= 0 && doorsClosed <= 1)) {
    throw new RangeError(`goalDoorsMaze: expected doorsClosed from 0 to 1, got ${doorsClosed}`);
  }
  return roomMaze("goalDoorsMaze", options, (random, plan) => closedDoors(random, plan, doorsClosed));
}

/** Doors to close: a part of those that a random spanning tree of the maze's parts does not need. */
function closedDoors(random: UniformSource, plan: RoomPlan, part: number): readonly number[] {
  const join = joiner(plan.regions);
  const spare = shuffle([...plan.doorways], random).filter(({ from, to }) => !join(from, to));
  return spare.slice(0, Math.round(part * spare.length)).map(({ cell }) => cell);
}

type CloseDoors = (random: UniformSource, plan: RoomPlan) => readonly number[];

function roomMaze(
  caller: string,
  { columns = 11, rows = 11, cellSize = defaultCellSize, ...options }: GoalMazeOptions,
  closeDoors: CloseDoors,
): Maze {
  const { landmarks = [], goalPillar, startsInRooms = false } = options;
  const mark = goalPillar === undefined ? {} : { pillar: goalPillar };
  for (const [name, value] of Object.entries({ columns, rows })) {
    if (!Number.isSafeInteger(value) || value < 7 || value % 2 === 0) {
      throw new RangeError(`${caller}: expected ${name} to be an odd number of at least 7, got ${value}`);
    }
  }
  assertCellSize(caller, cellSize);
  const [x, y] = [(columns / 2 - 1) * cellSize, (rows / 2 - 1) * cellSize];
  return steadyMaze([-x, -y, x, y], (random) => {
    const plan = drawRoomPlan(random, { ...planOptions, columns, rows });
    const grid = gridOf(plan, closeDoors(random, plan), cellSize);
    const arena = gridArena(grid);
    const inRooms = cellsOfRooms(plan, grid);
    const [goalX, goalY] = draw(random, inRooms);
    return {
      arena,
      goal: { x: goalX, y: goalY, radius: cellSize / 2, ...mark },
      look: drawSeed(random),
      start: startsInRooms ? startInCells(inRooms, cellSize) : startAnywhere(arena),
      landmarks,
    };
  });
}

/** The middles of all cells of rooms. */
const cellsOfRooms = ({ region, rooms, columns }: RoomPlan, grid: TextGrid): readonly Point[] =>
  [...region.keys()]
    .filter((cell) => region[cell]! >= 0 && region[cell]! < rooms)
    .map((cell) => cellCentre(grid, cell % columns, Math.floor(cell / columns)));

function gridOf(
  { columns, rows, region, doorways }: RoomPlan,
  closed: readonly number[],
  cellSize: number,
): TextGrid {
  const floor = new Set(doorways.map(({ cell }) => cell));
  for (const cell of closed) floor.delete(cell);
  const character = (cell: number): string => (region[cell] !== -1 || floor.has(cell) ? "." : "#");
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => character(row * columns + column)).join(""),
  );
  return { rows: lines, columns, cellSize };
}
