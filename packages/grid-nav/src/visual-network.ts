import { concat, slice, tidy, type Tensor, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import { dense, initDense, initLstm, lstmCell, type LstmState } from "@wayfield/core-neuron";
import {
  assertSizes,
  gridNetwork,
  type GridNetworkArchitecture,
  type GridNetworkOptions,
  type GridNetworkOutput,
  type GridNetworkParameters,
} from "./network.ts";

/** The weights of a grid network that is not told where it starts: {@link initVisualGridNetwork} makes them. */
export type VisualGridNetworkParameters = Omit<GridNetworkParameters, "initialHidden" | "initialCell">;

/**
 * Weights for {@link visualGridNetwork}. The tensors are the caller's.
 * @param architecture Sizes; `inputs` counts the numbers of self-motion alone.
 * @throws RangeError for sizes that are no positive integers.
 * @example
 * const parameters = initVisualGridNetwork(random, { ...architectureOf(config), inputs: 4 });
 */
export function initVisualGridNetwork(
  random: RandomStream,
  architecture: GridNetworkArchitecture,
): VisualGridNetworkParameters {
  assertSizes("initVisualGridNetwork", architecture);
  const { inputs, units, bottleneckUnits, bottleneckBias, placeCells, headDirectionCells } = architecture;
  const headDirectionInputs = architecture.headDirectionFromBottleneck ? bottleneckUnits : units;
  return {
    lstm: initLstm(random.split("lstm"), { inputs: inputs + placeCells + headDirectionCells, units }),
    bottleneck: initDense(random.split("bottleneck"), {
      inputs: units,
      outputs: bottleneckUnits,
      bias: bottleneckBias,
    }),
    placeHead: initDense(random.split("placeHead"), { inputs: bottleneckUnits, outputs: placeCells }),
    headDirectionHead: initDense(random.split("headDirectionHead"), {
      inputs: headDirectionInputs,
      outputs: headDirectionCells,
    }),
  };
}

/**
 * The grid network inside the agent of Banino et al. 2018 (Methods, "Navigation through deep reinforcement learning"):
 * the LSTM takes self-motion beside what vision says about place and head direction. Where nothing is seen the visual
 * part is zero, and the network integrates its path; it starts from a state of zeros and finds out where it is.
 * @param parameters Weights.
 * @param architecture The same that made them.
 * @param selfMotion `[time, batch, inputs]`.
 * @param seen Place beside head-direction estimates, zeros where nothing is seen,
 * `[time, batch, placeCells + headDirectionCells]`.
 * @param state The LSTM's state before the first step.
 * @throws RangeError if shapes do not fit.
 * @example
 * const { gridCode, state } = visualGridNetwork(parameters, architecture, selfMotion, seen, zeroLstmState(32, 128));
 */
export function visualGridNetwork(
  parameters: VisualGridNetworkParameters,
  architecture: GridNetworkArchitecture,
  selfMotion: Tensor3D,
  seen: Tensor3D,
  state: LstmState,
  options: GridNetworkOptions = {},
): GridNetworkOutput {
  const inputs = tidy(() => concat([selfMotion, seen], 2));
  try {
    return gridNetwork(parameters, architecture, inputs, state, options);
  } finally {
    inputs.dispose();
  }
}

/** What {@link visualGridStep} returns; the tensors are the caller's. */
export interface VisualGridStep {
  /** The linear layer's activity, `[batch, bottleneckUnits]`: the grid code. */
  gridCode: Tensor2D;
  /** The LSTM's state after the step. */
  state: LstmState;
}

/** What {@link visualGridStep} needs of a grid network: the integrator and the linear layer. */
export type GridStepParameters = Pick<VisualGridNetworkParameters, "lstm" | "bottleneck">;

/**
 * The same integrator for those who see nothing now: without the rows of its input weights that zeros would meet, most
 * of its cost when vision speaks rarely.
 * @param selfMotionInputs Numbers of self-motion.
 * @returns Parameters for {@link visualGridStep} that share all tensors but `lstm.inputKernel`, which is the caller's.
 * @throws RangeError unless there are inputs beside those of self-motion.
 * @example
 * const blind = blindGridNetwork(parameters, 4);
 * const { gridCode } = visualGridStep(blind, architecture, selfMotion, state);
 */
export function blindGridNetwork(
  { lstm, bottleneck }: GridStepParameters,
  selfMotionInputs: number,
): GridStepParameters {
  const [inputs, columns] = lstm.inputKernel.shape;
  if (!(Number.isSafeInteger(selfMotionInputs) && selfMotionInputs > 0 && selfMotionInputs < inputs)) {
    throw new RangeError(
      `blindGridNetwork: expected a number of self-motion inputs from 1 to ${inputs - 1}, got ${selfMotionInputs}`,
    );
  }
  const inputKernel = slice(lstm.inputKernel, [0, 0], [selfMotionInputs, columns]);
  return { lstm: { ...lstm, inputKernel }, bottleneck };
}

/**
 * One step of {@link visualGridNetwork} for acting: the grid code alone, without the read-outs.
 * @param inputs Self-motion beside the visual estimates, `[batch, inputs + placeCells + headDirectionCells]`; self-motion
 * alone for the parameters of {@link blindGridNetwork}.
 * @param state The LSTM's state before the step.
 * @throws RangeError if shapes do not fit.
 * @example ({ gridCode, state } = visualGridStep(parameters, architecture, inputs, state));
 */
export function visualGridStep(
  parameters: GridStepParameters,
  { bottleneckActivation }: Pick<GridNetworkArchitecture, "bottleneckActivation">,
  inputs: Tensor2D,
  state: LstmState,
): VisualGridStep {
  const [gridCode, hidden, cell] = tidy(() => {
    const next = lstmCell(parameters.lstm, inputs, state);
    const code = bottleneckActivation(dense(parameters.bottleneck, next.hidden));
    return [code, next.hidden, next.cell] as Tensor[];
  }) as [Tensor2D, Tensor2D, Tensor2D];
  return { gridCode, state: { hidden, cell } };
}
