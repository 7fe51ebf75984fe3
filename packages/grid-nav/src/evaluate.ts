import { softmax, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import { disposeParameters } from "@wayfield/backend";
import type { PathIntegrationConfig } from "./config.ts";
import { decodeHeadings, decodePositions } from "./decode.ts";
import { gridNetwork, initialState, type GridNetworkParameters } from "./network.ts";
import {
  architectureOf,
  assertTrajectories,
  initialCodeTensor,
  selfMotionTensor,
  type Ensembles,
  type Trajectories,
} from "./path-integrator.ts";

/** What a network makes of given paths, as plain numbers. */
export interface PathIntegrationReadout {
  /** Activity of the linear layer without dropout, `[T, B, bottleneckUnits]`. */
  gridCode: Float32Array;
  /** Decoded positions, `[T, B, 2]`, metres. */
  positions: Float32Array;
  /** Decoded headings, `[T, B]`, radians. */
  headings: Float32Array;
}

/**
 * Runs a network over paths, dropout off, and decodes where it thinks it is.
 * @param parameters Weights.
 * @param config The configuration that they belong to.
 * @param ensembles The ensembles that they were trained on.
 * @param paths Paths of any number and length.
 * @throws RangeError if the paths' arrays do not fit their size.
 * @example const { positions } = await integratePaths(training.parameters, config, training.ensembles, paths);
 */
export async function integratePaths(
  parameters: GridNetworkParameters,
  config: PathIntegrationConfig,
  ensembles: Ensembles,
  paths: Trajectories,
): Promise<PathIntegrationReadout> {
  assertTrajectories("integratePaths", paths);
  const [gridCode, places, directions] = tidy(() => {
    const state = initialState(parameters, initialCodeTensor(paths, ensembles, config));
    const output = gridNetwork(parameters, architectureOf(config), selfMotionTensor(paths, config), state);
    return [output.gridCode, output.placeLogits, softmax<Tensor2D>(output.headDirectionLogits)] as const;
  });
  const read = {
    gridCode: await gridCode.data<"float32">(),
    positions: decodePositions(ensembles.placeCells, await places.data<"float32">()),
    headings: decodeHeadings(ensembles.headDirectionCells, await directions.data<"float32">()),
  };
  disposeParameters({ gridCode, places, directions });
  return read;
}
