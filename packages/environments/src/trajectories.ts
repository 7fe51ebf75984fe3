import { sinCos } from "@wayfield/portable";
import { wrapAngle } from "./angle.ts";
import type { Arena } from "./arena.ts";
import type { UniformSource } from "./random.ts";
import { assertRatMotion, foragingRat, type RatMotion } from "./rat-motion.ts";
import { Rat } from "./rat.ts";

/**
 * A batch of trajectories, time-major. Row t of an array tells about the end of step t, or about the step itself; what
 * held before the first step is in the start arrays.
 */
export interface TrajectoryBatch {
  /** How many steps T. */
  readonly steps: number;
  /** How many trajectories B. */
  readonly batchSize: number;
  /** Where each trajectory starts, `[B, 2]`, metres. */
  readonly startPositions: Float32Array;
  /** The heading at the start, `[B]`, radians in [−π, π], counter-clockwise from the x axis. */
  readonly startHeadings: Float32Array;
  /** The position after each step, `[T, B, 2]`, metres. */
  readonly positions: Float32Array;
  /** The heading after each step, `[T, B]`, radians in [−π, π]. */
  readonly headings: Float32Array;
  /**
   * What the rat feels of each step, `[T, B, 3]`: its speed (the length of the path walked in the step over the step's
   * duration, m/s), then sine and cosine of the turn (heading after minus heading before).
   */
  readonly selfMotion: Float32Array;
  /** The mean angular velocity of each step, `[T, B]`: the turn, wrapped into [−π, π], over the step's duration, rad/s. */
  readonly angularVelocities: Float32Array;
}

/** How large a batch is. */
export interface TrajectoryBatchSize {
  /** How many steps T. Default 100. */
  readonly steps?: number;
  /** How many trajectories B. Default 10. */
  readonly batchSize?: number;
}

/** What {@link simulateTrajectories} takes; the motion's parameters default to {@link foragingRat}. */
export interface SimulateTrajectoriesOptions extends TrajectoryBatchSize, Partial<RatMotion> {
  /** A batch of the same size to write into, made by {@link createTrajectoryBatch}. Default a new one. */
  readonly target?: TrajectoryBatch;
}

/**
 * The arrays of a batch, zeroed.
 *
 * @throws RangeError if a size is not a positive integer.
 * @example
 * const target = createTrajectoryBatch({ steps: 100, batchSize: 10 });
 */
export function createTrajectoryBatch({
  steps = 100,
  batchSize = 10,
}: TrajectoryBatchSize = {}): TrajectoryBatch {
  for (const [name, value] of Object.entries({ steps, batchSize })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`createTrajectoryBatch: expected ${name} to be a positive integer, got ${value}`);
    }
  }
  return {
    steps,
    batchSize,
    startPositions: new Float32Array(batchSize * 2),
    startHeadings: new Float32Array(batchSize),
    positions: new Float32Array(steps * batchSize * 2),
    headings: new Float32Array(steps * batchSize),
    selfMotion: new Float32Array(steps * batchSize * 3),
    angularVelocities: new Float32Array(steps * batchSize),
  };
}

/**
 * Simulates rats that forage in an arena, each from a random place and heading.
 *
 * Every simulation step Δt turns and then moves: θ ← θ + σ Δt ξ, p ← p + s (cos θ, sin θ) with ξ normal and s / Δt
 * Rayleigh-distributed with scale b. A rat that heads for a wall inside the perimeter turns by `wallTurn` and walks at
 * `wallSpeedFactor` of its speed; it never crosses a wall, at any step length. Rows are then taken every
 * `stepDuration`, by linear interpolation inside a simulation step where the two do not divide (the ratio is kept to a
 * part in 2²⁰). Trajectories are drawn one after another, so a larger batch begins with those of a smaller one.
 *
 * Same random numbers, same bits, on every platform.
 *
 * Source: Raudies & Hasselmo 2012, PLoS Computational Biology 8(6): e1002553; parameters of Banino et al. 2018,
 * Nature 557: 429, Supplementary Table 1.
 *
 * @param random - The source of all randomness.
 * @param arena - Where the rats run.
 * @throws RangeError for a parameter out of range, a target of another size, or an arena without free ground.
 * @example
 * const { positions, selfMotion } = simulateTrajectories(seededRandom(1), squareArena(2.2), {
 *   steps: 20,
 *   batchSize: 64,
 *   ...coarseForagingRat,
 * });
 */
export function simulateTrajectories(
  random: UniformSource,
  arena: Arena,
  {
    target,
    steps = target?.steps ?? 100,
    batchSize = target?.batchSize ?? 10,
    ...parameters
  }: SimulateTrajectoriesOptions = {},
): TrajectoryBatch {
  const motion: RatMotion = { ...foragingRat, ...parameters };
  assertRatMotion(motion, "simulateTrajectories");
  const batch = target ?? createTrajectoryBatch({ steps, batchSize });
  if (steps !== batch.steps || batchSize !== batch.batchSize) {
    throw new RangeError(
      `simulateTrajectories: expected a target of ${steps} steps × ${batchSize} trajectories, ` +
        `got ${batch.steps} × ${batch.batchSize}; leave steps and batchSize out to use the target's`,
    );
  }
  const ratio = Math.round((motion.stepDuration / motion.simulationStep) * 2 ** 20) / 2 ** 20;
  const rat = new Rat(random, arena, motion);
  for (let column = 0; column < batch.batchSize; column++) writeTrajectory(rat, batch, column, ratio, motion);
  return batch;
}

const fullTurn = 2 * Math.PI;
const turned = { sin: 0, cos: 1 };

/** Simulates one trajectory into its column; `ratio` is how many simulation steps make a row. */
function writeTrajectory(
  rat: Rat,
  batch: TrajectoryBatch,
  column: number,
  ratio: number,
  { stepDuration }: RatMotion,
): void {
  rat.place();
  batch.startPositions[2 * column] = rat.x;
  batch.startPositions[2 * column + 1] = rat.y;
  batch.startHeadings[column] = rat.heading;
  let [beforeX, beforeY, beforeHeading] = [rat.x, rat.y, rat.heading];
  let done = 1; // the part of the present simulation step that earlier rows have used
  for (let step = 0; step < batch.steps; step++) {
    let [needed, distance, turn] = [ratio, 0, 0];
    while (needed > 0) {
      if (done === 1) {
        beforeX = rat.x;
        beforeY = rat.y;
        beforeHeading = rat.heading;
        rat.step();
        done = 0;
      }
      const part = Math.min(needed, 1 - done);
      distance += part * rat.distance;
      turn += part * rat.turn;
      done += part;
      needed -= part;
    }
    const cell = step * batch.batchSize + column;
    batch.positions[2 * cell] = beforeX + done * (rat.x - beforeX);
    batch.positions[2 * cell + 1] = beforeY + done * (rat.y - beforeY);
    batch.headings[cell] = done === 1 ? rat.heading : wrapAngle(beforeHeading + done * rat.turn);
    turn -= fullTurn * Math.floor((turn + Math.PI) / fullTurn);
    sinCos(turn, turned);
    batch.selfMotion[3 * cell] = distance / stepDuration;
    batch.selfMotion[3 * cell + 1] = turned.sin;
    batch.selfMotion[3 * cell + 2] = turned.cos;
    batch.angularVelocities[cell] = turn / stepDuration;
  }
}
