import { concat, tensor2d, tensor3d, tidy, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import { assertLength } from "./checks.ts";
import type { PathIntegrationConfig } from "./config.ts";
import {
  createHeadDirectionCells,
  headDirectionCode,
  type HeadDirectionCells,
} from "./ensembles/head-direction-cells.ts";
import type { Bounds } from "./bounds.ts";
import { createPlaceCells, type PlaceCells } from "./ensembles/place-cells.ts";
import type { GridNetworkArchitecture } from "./network.ts";

/**
 * What the network learns from: a batch of paths, time-major. `@wayfield/environments` simulates them; anything of
 * this shape will do, a recorded rat as well.
 */
export interface Trajectories {
  /** Steps T. */
  readonly steps: number;
  /** Paths B. */
  readonly batchSize: number;
  /** Positions before the first step, `[B, 2]`, metres. */
  readonly startPositions: Float32Array;
  /** Headings before the first step, `[B]`, radians. */
  readonly startHeadings: Float32Array;
  /** Positions after each step, `[T, B, 2]`, metres. */
  readonly positions: Float32Array;
  /** Headings after each step, `[T, B]`, radians. */
  readonly headings: Float32Array;
  /** Speed in m/s, sine and cosine of the turn, for each step, `[T, B, 3]`. */
  readonly selfMotion: Float32Array;
}

/** The two ensembles that teach the network where it is. */
export interface Ensembles {
  /** Place cells. */
  placeCells: PlaceCells;
  /** Head-direction cells. */
  headDirectionCells: HeadDirectionCells;
}

/**
 * The ensembles of a configuration, drawn in a rectangle.
 * @param random A stream; it is not advanced.
 * @param bounds Least x and y, greatest x and y, metres.
 */
export const createEnsembles = (
  random: RandomStream,
  bounds: Bounds,
  config: PathIntegrationConfig,
): Ensembles => ({
  placeCells: createPlaceCells(random.split("placeCells").uniform, bounds, {
    cells: config.placeCells,
    deviation: config.placeCellDeviation,
    layout: config.placeLayout,
  }),
  headDirectionCells: createHeadDirectionCells(random.split("headDirectionCells").uniform, {
    cells: config.headDirectionCells,
    concentration: config.headDirectionConcentration,
  }),
});

/** The network that a configuration asks for. */
export const architectureOf = (config: PathIntegrationConfig): GridNetworkArchitecture => ({
  inputs: 3,
  units: config.units,
  bottleneckUnits: config.bottleneckUnits,
  bottleneckBias: config.bottleneckBias,
  bottleneckActivation: config.bottleneckActivation,
  placeCells: config.placeCells,
  headDirectionCells: config.headDirectionCells,
  headDirectionFromBottleneck: config.headDirectionFromBottleneck,
});

/** @throws RangeError if an array does not have the length that steps and batch size ask for. */
export function assertTrajectories(where: string, paths: Trajectories): void {
  const { steps, batchSize } = paths;
  assertLength(where, "startPositions", paths.startPositions, 2 * batchSize);
  assertLength(where, "startHeadings", paths.startHeadings, batchSize);
  assertLength(where, "positions", paths.positions, 2 * steps * batchSize);
  assertLength(where, "headings", paths.headings, steps * batchSize);
  assertLength(where, "selfMotion", paths.selfMotion, 3 * steps * batchSize);
}

/**
 * Self-motion as the network takes it: the speed scaled by the configuration's gain.
 * @returns `[time, batch, 3]`, the caller's.
 */
export function selfMotionTensor(
  { selfMotion, steps, batchSize }: Trajectories,
  { speedGain }: PathIntegrationConfig,
): Tensor3D {
  const scaled = Float32Array.from(selfMotion, (value, index) =>
    index % 3 === 0 ? value * speedGain : value,
  );
  return tensor3d(scaled, [steps, batchSize, 3]);
}

const scale = (code: Float32Array, gain: number): Float32Array =>
  gain === 1 ? code : code.map((value) => gain * value);

/**
 * Where the animal is before the first step, as the network is told it.
 * @returns `[batch, placeCells + headDirectionCells]`, the caller's.
 */
export function initialCodeTensor(
  paths: Trajectories,
  { placeCells, headDirectionCells }: Ensembles,
  config: PathIntegrationConfig,
): Tensor2D {
  const places = scale(config.initialPlaceCode(placeCells, paths.startPositions), config.initialPlaceGain);
  const directions = scale(
    headDirectionCode(headDirectionCells, paths.startHeadings),
    config.initialHeadDirectionGain,
  );
  return tidy(() =>
    concat(
      [
        tensor2d(places, [paths.batchSize, config.placeCells]),
        tensor2d(directions, [paths.batchSize, config.headDirectionCells]),
      ],
      1,
    ),
  );
}
