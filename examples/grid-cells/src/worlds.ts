import {
  circularArena,
  foragingRat,
  simulateTrajectories,
  squareArena,
  type Arena,
} from "@wayfield/environments";
import type { Bounds, Trajectories, TrajectorySource } from "@wayfield/grid-nav";
import type { Floor } from "@wayfield/grid-nav/analysis";

/** A source of random numbers. */
type Uniform = () => number;

/** The square of 2.2 m in which Banino et al. 2018 train. */
export const home: Arena = squareArena(2.2);

/** The rectangle that holds an arena. */
export function boundsOf({ bounds: [minX, minY, maxX, maxY] }: Arena): Bounds {
  return [minX, minY, maxX, maxY];
}

/** Fresh paths of the paper's rat (Supplementary Table 1), for training. */
export const foraging: TrajectorySource = (random, size) =>
  simulateTrajectories(random, home, { ...foragingRat, ...size });

/** Seconds of a step. */
export const { stepDuration } = foragingRat;

/** Paths that no training sees. */
export const testPaths = (random: Uniform, arena: Arena, steps: number, batchSize: number): Trajectories =>
  simulateTrajectories(random, arena, { ...foragingRat, steps, batchSize });

/** Where a trained network is tried besides home. */
export interface OtherArena {
  readonly name: string;
  readonly arena: Arena;
  readonly floor: Floor;
}

const square = (side: number): Floor => [-side / 2, -side / 2, side / 2, side / 2];

/** A smaller, a larger and a circular arena. */
export const otherArenas: readonly OtherArena[] = [
  { name: "square, 1.6 m", arena: squareArena(1.6), floor: square(1.6) },
  { name: "square, 2.8 m", arena: squareArena(2.8), floor: square(2.8) },
  { name: "circle, 2.2 m across", arena: circularArena(2.2), floor: { centre: [0, 0], radius: 1.1 } },
];

/** The same paths, told wrongly: normal noise on the speed (m/s) and on the turn of each step (radians). */
export function withNoisyVelocity(
  paths: Trajectories,
  normal: Uniform,
  { speed, turn }: { speed: number; turn: number },
): Trajectories {
  const selfMotion = Float32Array.from(paths.selfMotion);
  for (let at = 0; at < selfMotion.length; at += 3) {
    const turned = Math.atan2(selfMotion[at + 1]!, selfMotion[at + 2]!) + turn * normal();
    selfMotion[at]! += speed * normal();
    selfMotion[at + 1] = Math.sin(turned);
    selfMotion[at + 2] = Math.cos(turned);
  }
  return { ...paths, selfMotion };
}
