import { sinCos } from "@wayfield/portable";
import { sweepUnchecked } from "../sweep.ts";
import type { Maze } from "./maze.ts";
import type { NavigationState, Sensor } from "./sensors.ts";

/** Rays are this thick, metres, so that none slips through where two walls meet. */
const rayRadius = 1e-9;

/**
 * Knows where it is, two numbers: x and y of the body's centre, metres. For targets and controls; an animal has no such
 * sensor.
 *
 * @param maze - Whose bounds are the sensor's.
 * @example
 * const sensors = [positionSensor(maze)];
 */
export function positionSensor({ bounds: [minX, minY, maxX, maxY] }: Pick<Maze, "bounds">): Sensor {
  return {
    size: 2,
    low: [minX, minY],
    high: [maxX, maxY],
    write: (state, world, target, offset) => {
      target[offset] = state.x[world]!;
      target[offset + 1] = state.y[world]!;
    },
  };
}

/**
 * A compass, two numbers: cosine and sine of the heading.
 * @example
 * const sensors = [headDirectionSensor()];
 */
export function headDirectionSensor(): Sensor {
  return {
    size: 2,
    low: [-1, -1],
    high: [1, 1],
    write: (state, world, target, offset) => {
      target[offset] = state.cosine[world]!;
      target[offset + 1] = state.sine[world]!;
    },
  };
}

/** What {@link boundaryDistanceSensor} takes. */
export interface BoundaryDistanceSensorOptions {
  /** In how many directions, evenly spaced from east counter-clockwise. Default 8. */
  readonly directions?: number;
  /** How far it reaches, metres; where there is no wall, it tells this. Default 1. */
  readonly range?: number;
}

/**
 * Distances to the boundary in fixed directions of the compass, metres: what boundary-vector cells are tuned to (Barry
 * et al. 2006), whichever way the body looks.
 *
 * @throws RangeError for a number of directions that is not a positive integer, or a range that is not positive.
 * @example
 * const sensors = [boundaryDistanceSensor({ directions: 16, range: 2 })];
 */
export function boundaryDistanceSensor({
  directions = 8,
  range = 1,
}: BoundaryDistanceSensorOptions = {}): Sensor {
  if (!Number.isSafeInteger(directions) || directions < 1) {
    throw new RangeError(
      `boundaryDistanceSensor: expected directions to be a positive integer, got ${directions}`,
    );
  }
  const angles = Array.from({ length: directions }, (_, index) => (2 * Math.PI * index) / directions);
  return raySensor("boundaryDistanceSensor", angles, range, () => east);
}

/** What {@link whiskerSensor} takes. */
export interface WhiskerSensorOptions {
  /** Where the whiskers point, radians to the left of the heading. Default ±30°, ±60° and ±90°. */
  readonly angles?: readonly number[];
  /** How long they are, metres from the body's centre. Default 0.15. */
  readonly length?: number;
}

const degrees = Math.PI / 180;

/**
 * Whiskers: distances to the walls in directions that turn with the head, metres, up to the whiskers' length.
 *
 * @throws RangeError without angles, for an angle that is not finite, or a length that is not positive.
 * @example
 * const sensors = [whiskerSensor({ angles: [-0.5, 0, 0.5] })];
 */
export function whiskerSensor({
  angles = [90, 60, 30, -30, -60, -90].map((angle) => angle * degrees),
  length = 0.15,
}: WhiskerSensorOptions = {}): Sensor {
  const heading = { sin: 0, cos: 1 };
  return raySensor("whiskerSensor", angles, length, (state, world) => {
    heading.sin = state.sine[world]!;
    heading.cos = state.cosine[world]!;
    return heading;
  });
}

const east = { sin: 0, cos: 1 };

/** Distances to walls along rays at some angles to a frame of reference. */
function raySensor(
  caller: string,
  angles: readonly number[],
  range: number,
  frameOf: (state: NavigationState, world: number) => { readonly sin: number; readonly cos: number },
): Sensor {
  if (angles.length === 0 || !angles.every(Number.isFinite) || !(range > 0 && range < Infinity)) {
    throw new RangeError(
      `${caller}: expected finite angles and a positive reach, got [${angles.join(", ")}] and ${range}`,
    );
  }
  const rays = angles.map((angle) => sinCos(angle));
  return {
    size: rays.length,
    low: rays.map(() => 0),
    high: rays.map(() => range),
    write: (state, world, target, offset) => {
      const { sin, cos } = frameOf(state, world);
      const { arena } = state.layouts[world]!;
      rays.forEach((ray, index) => {
        const dx = range * (cos * ray.cos - sin * ray.sin);
        const dy = range * (sin * ray.cos + cos * ray.sin);
        const fraction = sweepUnchecked(arena, state.x[world]!, state.y[world]!, dx, dy, rayRadius);
        target[offset + index] = fraction * range;
      });
    },
  };
}

/** What {@link goalSensor} takes. */
export interface GoalSensorOptions {
  /** How wide it sees, radians about the heading, at most 2π. Default 2π: all round. */
  readonly fieldOfView?: number;
  /** How far it sees, metres. Default 5. */
  readonly range?: number;
}

/**
 * Sees the goal, four numbers: 1 if the middle of the goal is in sight and 0 if not; then cosine and sine of its angle
 * to the left of the heading, and its distance in metres, which are all 0 while it is not in sight.
 *
 * @throws RangeError for a field of view not above 0 and at most 2π, or a range that is not positive.
 * @example
 * const sensors = [selfMotionSensor(), goalSensor({ fieldOfView: Math.PI / 2 })];
 */
export function goalSensor({ fieldOfView = 2 * Math.PI, range = 5 }: GoalSensorOptions = {}): Sensor {
  if (!(fieldOfView > 0 && fieldOfView <= 2 * Math.PI) || !(range > 0 && range < Infinity)) {
    throw new RangeError(
      `goalSensor: expected a fieldOfView above 0 and at most 2π and a positive range, got ${fieldOfView} and ${range}`,
    );
  }
  const narrowest = sinCos(fieldOfView / 2).cos;
  return {
    size: 4,
    low: [0, -1, -1, 0],
    high: [1, 1, 1, range],
    write: (state, world, target, offset) => {
      target.fill(0, offset, offset + 4);
      const { arena, goal } = state.layouts[world]!;
      const dx = goal.x - state.x[world]!;
      const dy = goal.y - state.y[world]!;
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance > range || sweepUnchecked(arena, state.x[world]!, state.y[world]!, dx, dy, rayRadius) < 1)
        return;
      // On the goal itself any direction is right: ahead.
      const ahead = distance > 0 ? (dx * state.cosine[world]! + dy * state.sine[world]!) / distance : 1;
      const left = distance > 0 ? (dy * state.cosine[world]! - dx * state.sine[world]!) / distance : 0;
      if (ahead < narrowest) return;
      target[offset] = 1;
      target[offset + 1] = Math.max(-1, Math.min(1, ahead));
      target[offset + 2] = Math.max(-1, Math.min(1, left));
      target[offset + 3] = distance;
    },
  };
}
