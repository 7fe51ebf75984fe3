import {
  coarseForagingRat,
  foragingRat,
  simulateTrajectories,
  squareArena,
  type Arena,
  type RatMotion,
} from "@wayfield/environments";
import {
  fastConfig,
  paperConfig,
  type Bounds,
  type PathIntegrationConfig,
  type Trajectories,
  type TrajectorySource,
} from "@wayfield/grid-nav";

/** A configuration together with the rat whose paths it learns from. */
export interface Setting {
  config: PathIntegrationConfig;
  motion: RatMotion;
  /** Updates of a full training. */
  updates: number;
}

/** The settings by the word that selects them. */
export const settings = {
  fast: { config: fastConfig, motion: coarseForagingRat, updates: 10_000 },
  paper: { config: paperConfig, motion: foragingRat, updates: 300_000 },
} satisfies Record<string, Setting>;

/** The square of 2.2 m in which Banino et al. 2018 train. */
export const arena: Arena = squareArena(2.2);

const [minX, minY, maxX, maxY] = arena.bounds;
export const bounds: Bounds = [minX, minY, maxX, maxY];

/** Fresh paths for training. */
export const pathsOf =
  (motion: RatMotion): TrajectorySource =>
  (random, size) =>
    simulateTrajectories(random, arena, { ...motion, ...size });

/** A source of random numbers. */
type Uniform = () => number;

/** Paths that no training sees: their random numbers come from a stream of their own. */
export const testPaths = (
  random: Uniform,
  motion: RatMotion,
  steps: number,
  batchSize: number,
): Trajectories => simulateTrajectories(random, arena, { ...motion, steps, batchSize });
