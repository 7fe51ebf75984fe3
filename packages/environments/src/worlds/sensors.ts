import { sinCos } from "@wayfield/portable";
import type { MazeLayout } from "./maze.ts";

/** The present state of all worlds of a navigation environment: row n tells about world n. Read it, never write. */
export interface NavigationState {
  /** How many worlds. */
  readonly size: number;
  /** The bodies' centres, metres, `[size]`. */
  readonly x: Float64Array;
  /** The bodies' centres, metres, `[size]`. */
  readonly y: Float64Array;
  /** Where the bodies look, radians in [−π, π), `[size]`. */
  readonly heading: Float64Array;
  /** The cosines of the headings, `[size]`. */
  readonly cosine: Float64Array;
  /** The sines of the headings, `[size]`. */
  readonly sine: Float64Array;
  /** How far each body moved in the last step, metres along x; 0 after it was put somewhere, `[size]`. */
  readonly movedX: Float64Array;
  /** How far each body moved in the last step, metres along y, `[size]`. */
  readonly movedY: Float64Array;
  /** By how much each body turned in the last step, radians in [−π, π), `[size]`. */
  readonly turned: Float64Array;
  /** How often each reached the goal in this episode, `[size]`. */
  readonly goalsReached: Int32Array;
  /** How many steps each episode has taken, `[size]`. */
  readonly stepsTaken: Int32Array;
  /** The duration of a step, seconds. */
  readonly stepDuration: number;
  /** The maze of each world as it stands. */
  readonly layouts: readonly MazeLayout[];
  /** A source of standard normal numbers for each world. */
  readonly normals: readonly (() => number)[];
}

/** Part of an observation: some numbers within known bounds, written from the state of a world. */
export interface Sensor {
  /** How many numbers. */
  readonly size: number;
  /** The lower bound of each, `[size]`. */
  readonly low: readonly number[];
  /** The upper bound of each, `[size]`. */
  readonly high: readonly number[];
  /** Writes them at `offset` of `target`. */
  readonly write: (state: NavigationState, world: number, target: Float32Array, offset: number) => void;
}

/** What {@link selfMotionSensor} takes. */
export interface SelfMotionSensorOptions {
  /**
   * The standard deviation of the noise on each velocity, m/s. Default 0.01, in training and in testing (Banino et al.
   * 2018, Methods, as quoted by reimplementations).
   */
  readonly velocityNoise?: number;
  /** The largest velocity that it tells, m/s; beyond, it is clipped. Default 2. */
  readonly maximalSpeed?: number;
}

const clip = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));

/**
 * Feels the body's own motion, four numbers: its mean velocity in the last step forward and to its left (m/s, along the
 * heading at the end of the step, with noise), then sine and cosine of its turn. The input of the grid network in the
 * agent of Banino et al. 2018.
 *
 * @throws RangeError for noise that is negative or a maximal speed that is not positive.
 * @example
 * const sensors = [selfMotionSensor({ velocityNoise: 0 })];
 */
export function selfMotionSensor({
  velocityNoise = 0.01,
  maximalSpeed = 2,
}: SelfMotionSensorOptions = {}): Sensor {
  if (!(velocityNoise >= 0 && velocityNoise < Infinity) || !(maximalSpeed > 0 && maximalSpeed < Infinity)) {
    throw new RangeError(
      `selfMotionSensor: expected velocityNoise ≥ 0 and maximalSpeed > 0, got ${velocityNoise} and ${maximalSpeed}`,
    );
  }
  const angle = { sin: 0, cos: 1 };
  return {
    size: 4,
    low: [-maximalSpeed, -maximalSpeed, -1, -1],
    high: [maximalSpeed, maximalSpeed, 1, 1],
    write: (state, world, target, offset) => {
      const cos = state.cosine[world]!;
      const sin = state.sine[world]!;
      const movedX = state.movedX[world]!;
      const movedY = state.movedY[world]!;
      let forward = (movedX * cos + movedY * sin) / state.stepDuration;
      let left = (movedY * cos - movedX * sin) / state.stepDuration;
      if (velocityNoise > 0) {
        const noise = state.normals[world]!;
        forward += velocityNoise * noise();
        left += velocityNoise * noise();
      }
      target[offset] = clip(forward, maximalSpeed);
      target[offset + 1] = clip(left, maximalSpeed);
      sinCos(state.turned[world]!, angle);
      target[offset + 2] = angle.sin;
      target[offset + 3] = angle.cos;
    },
  };
}
