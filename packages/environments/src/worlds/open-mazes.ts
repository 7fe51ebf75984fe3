import { sinCos } from "@wayfield/portable";
import { samplePosition } from "../arena-queries.ts";
import { circularArena, squareArena, type Point } from "../arena.ts";
import { drawHeading, drawSeed, startClearance, steadyMaze, type Maze, type Pose } from "./maze.ts";

/** What {@link squareArenaMaze} takes. */
export interface SquareArenaMazeOptions {
  /** The side of the arena, metres. Default 2.5: 10 × 10 cells. */
  readonly side?: number;
  /** The side of the central square to start in, metres. Default 1.5: 6 × 6 cells. */
  readonly startSide?: number;
  /** The radius of the goal, metres. Default 0.125, half a cell (ours). */
  readonly goalRadius?: number;
}

/**
 * The square arena ("land maze") of Banino et al. 2018: an unmarked goal somewhere on the floor, another one in each
 * episode; starts are in the central part, and so are those after each goal.
 *
 * Source: Supplementary section 1a.
 *
 * @throws RangeError if the start square or the goal does not fit into the arena.
 * @example
 * const world = createNavigationEnvironment(squareArenaMaze());
 */
export function squareArenaMaze({
  side = 2.5,
  startSide = 1.5,
  goalRadius = 0.125,
}: SquareArenaMazeOptions = {}): Maze {
  const arena = squareArena(side);
  if (
    !(startSide >= 0 && startSide <= side - 2 * startClearance) ||
    !(goalRadius > 0 && goalRadius < side / 2)
  ) {
    throw new RangeError(
      `squareArenaMaze: expected startSide and goalRadius that fit a side of ${side} m, got ${startSide} and ${goalRadius}`,
    );
  }
  return steadyMaze(arena.bounds, (random) => {
    const [x, y] = samplePosition(random, arena, goalRadius);
    return {
      arena,
      goal: { x, y, radius: goalRadius },
      look: drawSeed(random),
      start: (source): Pose => ({
        x: (source() - 0.5) * startSide,
        y: (source() - 0.5) * startSide,
        heading: drawHeading(source),
      }),
    };
  });
}

/** What {@link waterMaze} takes. */
export interface WaterMazeOptions {
  /** The diameter of the pool, metres. Default 2. */
  readonly diameter?: number;
  /** The radius of the hidden platform, metres. Default 0.06. */
  readonly platformRadius?: number;
  /** The centre of the platform, metres. Default the middle of the south-west quadrant. */
  readonly platform?: Point;
}

/**
 * The water maze (Morris 1984): a round pool with a hidden platform that never moves. A trial starts at the wall in the
 * east, north, west or south, facing it, and ends on the platform.
 *
 * Source: Morris 1984, Journal of Neuroscience Methods 11: 47; sizes vary between laboratories, these are ours.
 *
 * @throws RangeError if the platform does not lie in the pool.
 * @example
 * const world = createNavigationEnvironment(waterMaze(), { episodeDuration: 60 });
 */
export function waterMaze({
  diameter = 2,
  platformRadius = 0.06,
  platform = [-diameter / 6, -diameter / 6],
}: WaterMazeOptions = {}): Maze {
  const arena = circularArena(diameter);
  const [x, y] = platform;
  if (!(platformRadius > 0) || !(Math.sqrt(x * x + y * y) + platformRadius < diameter / 2)) {
    throw new RangeError(
      `waterMaze: expected a platform inside a pool of diameter ${diameter} m, got radius ${platformRadius} at [${x}, ${y}]`,
    );
  }
  const fromCentre = diameter / 2 - 2 * startClearance;
  const start = (random: () => number): Pose => {
    const heading = (Math.floor(random() * 4) * Math.PI) / 2;
    const { sin, cos } = sinCos(heading);
    return { x: fromCentre * cos, y: fromCentre * sin, heading };
  };
  return steadyMaze(
    arena.bounds,
    (random) => ({ arena, goal: { x, y, radius: platformRadius }, look: drawSeed(random), start }),
    { endsAtGoal: true },
  );
}
