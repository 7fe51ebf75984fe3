import { samplePosition } from "../arena-queries.ts";
import type { Arena, Point } from "../arena.ts";
import type { UniformSource } from "../random.ts";

/** Where a body is and where it looks. */
export interface Pose {
  /** Metres. */
  readonly x: number;
  /** Metres. */
  readonly y: number;
  /** Radians, counter-clockwise from the x axis; π/2 is north. */
  readonly heading: number;
}

/** What a round upright thing looks like. */
export interface Pillar {
  /** Metres. */
  readonly radius: number;
  /** How high it is above the floor, metres. */
  readonly height: number;
  /** Red, green and blue, from 0 to 255. */
  readonly color: readonly [red: number, green: number, blue: number];
}

/** A round place that gives the reward to a body whose centre enters it. */
export interface Goal {
  /** Its centre, metres. */
  readonly x: number;
  /** Its centre, metres. */
  readonly y: number;
  /** Metres. */
  readonly radius: number;
  /** What is seen at its centre; bodies walk through it. Left out, nothing marks the goal. */
  readonly pillar?: Pillar;
}

/**
 * Something round that stands upright in a place. Outside the walls it is near enough that its direction and its height
 * tell where one is.
 */
export interface Landmark extends Pillar {
  /** Its middle, metres. */
  readonly x: number;
  /** Its middle, metres. */
  readonly y: number;
}

/** A maze as it stands at one moment: its walls with the doors as they are, its goal, and where bodies start. */
export interface MazeLayout {
  /** The ground and all walls; a closed door is a wall. */
  readonly arena: Arena;
  /** Where the reward is. */
  readonly goal: Goal;
  /** Draws a place to start from, clear of walls for the default body; for a larger one it is asked until one is. */
  readonly start: (random: UniformSource) => Pose;
  /** A seed for what the maze looks like: textures and colours. Layouts of one episode share it. */
  readonly look: number;
  /** What stands outside and looks over the walls. Left out, nothing but the far skyline. */
  readonly landmarks?: readonly Landmark[];
}

/** A family of layouts: one to begin each episode with, and how it changes when the goal is reached. */
export interface Maze {
  /** A box around the arena of every layout: minX, minY, maxX, maxY. */
  readonly bounds: Arena["bounds"];
  /** Whether reaching the goal ends the episode; else the body is put somewhere else and the goal stays. */
  readonly endsAtGoal: boolean;
  /** Draws the layout of a new episode. */
  readonly begin: (random: UniformSource) => MazeLayout;
  /** The layout after the goal was reached for the `goals`-th time in the episode. */
  readonly afterGoal: (random: UniformSource, layout: MazeLayout, goals: number) => MazeLayout;
}

/** The side of a maze cell in Banino et al. 2018: 10 × 10 cells are 2.5 × 2.5 m. */
export const cellSize = 0.25;

/** Room for a body at a start place or a goal, metres: larger than the default body's radius. */
export const startClearance = 0.06;

/** A seed drawn from a random source. */
export const drawSeed = (random: UniformSource): number => Math.floor(random() * 2 ** 32);

/** One of them. */
export const draw = <Value>(random: UniformSource, values: readonly Value[]): Value =>
  values[Math.floor(random() * values.length)]!;

/** A heading drawn from all round. */
export const drawHeading = (random: UniformSource): number => 2 * Math.PI * random() - Math.PI;

/**
 * A way to draw starts for {@link MazeLayout}: anywhere on free ground, at least 6 cm from every wall, looking anywhere.
 * @throws RangeError when it is called, if no such place turns up in 100,000 draws.
 * @example
 * const arena = squareArena(2.5);
 * const { x, y, heading } = startAnywhere(arena)(seededRandom(1));
 */
export const startAnywhere =
  (arena: Arena) =>
  (random: UniformSource): Pose => {
    const [x, y] = samplePosition(random, arena, startClearance);
    return { x, y, heading: drawHeading(random) };
  };

/** Somewhere in one of the cells with these middles, clear of what is around it, looking anywhere. */
export const startInCells =
  (cells: readonly Point[], side: number) =>
  (random: UniformSource): Pose => {
    const [x, y] = draw(random, cells);
    const aside = (): number => (2 * random() - 1) * (side / 2 - startClearance);
    return { x: x + aside(), y: y + aside(), heading: drawHeading(random) };
  };

/** A maze whose layout stays as it is when the goal is reached. */
export function steadyMaze(
  bounds: Arena["bounds"],
  begin: (random: UniformSource) => MazeLayout,
  { endsAtGoal = false }: { readonly endsAtGoal?: boolean } = {},
): Maze {
  return { bounds, endsAtGoal, begin, afterGoal: (_random, layout) => layout };
}
