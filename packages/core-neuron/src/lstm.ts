import {
  concat,
  fill,
  reshape,
  slice,
  tidy,
  zeros,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { lecunUniform, type Initialiser, type RandomStream } from "@wayfield/backend";
import { assertExtent, assertLastExtent, assertShape } from "./checks.ts";
import { lstmSequence } from "./lstm-sequence.ts";

/**
 * The weights of an LSTM layer. Along the last axis stand four blocks of `units` columns: input gate i, forget gate f,
 * candidate g, output gate o.
 */
export interface LstmParameters {
  /** From the inputs, `[inputs, 4 · units]`. */
  inputKernel: Tensor2D;
  /** From the units' own last output, `[units, 4 · units]`. */
  recurrentKernel: Tensor2D;
  /** Offsets, `[4 · units]`. */
  bias: Tensor1D;
}

/** The state of an LSTM layer, `[batch, units]` each. */
export interface LstmState {
  /** Output (hidden state) h. */
  hidden: Tensor2D;
  /** Memory (cell state) c. */
  cell: Tensor2D;
}

/** Options of {@link initLstm}. */
export interface InitLstmOptions {
  /** Numbers that come in each step. */
  inputs: number;
  /** Memory cells. */
  units: number;
  /** Offset of the forget gate, so that a new network remembers (Gers et al. 2000; Jozefowicz et al. 2015). Default 1. */
  forgetBias?: number;
  /** Draws both kernels. Default uniform in ±1/√fanIn. */
  initialiser?: Initialiser;
}

/**
 * Weights for {@link lstm}. The tensors are the caller's.
 * @throws RangeError unless inputs and units are positive integers.
 * @example const parameters = initLstm(random, { inputs: 3, units: 128 });
 */
export function initLstm(
  random: RandomStream,
  { inputs, units, forgetBias = 1, initialiser = lecunUniform }: InitLstmOptions,
): LstmParameters {
  assertExtent("initLstm", "inputs", inputs);
  assertExtent("initLstm", "units", units);
  const bias = tidy(() => {
    const zero: Tensor1D = zeros([units]);
    return concat([zero, fill<Rank.R1>([units], forgetBias), zero, zero]);
  });
  return {
    inputKernel: initialiser<Rank.R2>(random, [inputs, 4 * units]),
    recurrentKernel: initialiser<Rank.R2>(random, [units, 4 * units]),
    bias,
  };
}

/** A state of zeros for a batch. The tensors are the caller's. */
export const zeroLstmState = (batch: number, units: number): LstmState => ({
  hidden: zeros([batch, units]),
  cell: zeros([batch, units]),
});

/** What {@link lstm} returns; the tensors are the caller's. */
export interface LstmOutput {
  /** The output at every step, `[time, batch, units]`. */
  hidden: Tensor3D;
  /** The state after the last step. */
  state: LstmState;
}

function assertFits(
  where: string,
  { inputKernel, recurrentKernel, bias }: LstmParameters,
  batch: number,
  { hidden, cell }: LstmState,
): void {
  const [units] = recurrentKernel.shape;
  assertShape(where, "inputKernel", inputKernel, [inputKernel.shape[0], 4 * units]);
  assertShape(where, "recurrentKernel", recurrentKernel, [units, 4 * units]);
  assertShape(where, "bias", bias, [4 * units]);
  assertShape(where, "state.hidden", hidden, [batch, units]);
  assertShape(where, "state.cell", cell, [batch, units]);
}

/**
 * A long short-term memory layer over a whole sequence (Hochreiter & Schmidhuber 1997; with the forget gate of Gers,
 * Schmidhuber & Cummins 2000, no peepholes):
 *
 * (i, f, g, o) = (σ, σ, tanh, σ)(xₜ W + hₜ₋₁ U + b), cₜ = f cₜ₋₁ + i g, hₜ = o tanh cₜ.
 *
 * All inputs are projected in one product, then each step takes one more; the derivative is one sweep back through
 * time. Differentiable in everything it is given.
 * @param parameters Weights.
 * @param x Inputs, `[time, batch, inputs]`, at least one step.
 * @param state The state before the first step.
 * @throws RangeError if shapes do not fit.
 * @example
 * const { hidden } = lstm(parameters, x, zeroLstmState(10, 128)); // [100, 10, 3] → [100, 10, 128]
 */
export function lstm(parameters: LstmParameters, x: Tensor3D, state: LstmState): LstmOutput {
  assertLastExtent("lstm", x, parameters.inputKernel.shape[0], 3);
  assertExtent("lstm", "time", x.shape[0]);
  assertFits("lstm", parameters, x.shape[1], state);
  return unroll(parameters, x, state);
}

/** The layer over a sequence that is known to fit. */
function unroll(
  { inputKernel, recurrentKernel, bias }: LstmParameters,
  x: Tensor3D,
  state: LstmState,
): LstmOutput {
  const [steps, batch] = x.shape;
  const units = recurrentKernel.shape[0];
  const [hidden, last, cell] = tidy(() => {
    const packed = lstmSequence(x, inputKernel, recurrentKernel, bias, state.hidden, state.cell);
    const part = (from: number, count: number): Tensor3D =>
      slice(packed, [from, 0, 0], [count, batch, units]);
    const flat = (from: number): Tensor2D => reshape(part(from, 1), [batch, units]);
    return [part(0, steps), flat(steps - 1), flat(steps)] as [Tensor3D, Tensor2D, Tensor2D];
  });
  return { hidden, state: { hidden: last, cell } };
}

/**
 * One step of {@link lstm}, for acting: state in, state out.
 * @param x Inputs, `[batch, inputs]`.
 * @returns The next state, the caller's; its `hidden` is the output.
 * @throws RangeError if shapes do not fit.
 * @example state = lstmCell(parameters, observation, state);
 */
export function lstmCell(parameters: LstmParameters, x: Tensor2D, state: LstmState): LstmState {
  assertLastExtent("lstmCell", x, parameters.inputKernel.shape[0], 2);
  assertFits("lstmCell", parameters, x.shape[0], state);
  const [hidden, cell] = tidy(() => {
    const { state: next } = unroll(parameters, reshape<Rank.R3>(x, [1, ...x.shape]), state);
    return [next.hidden, next.cell] as [Tensor2D, Tensor2D];
  });
  return { hidden, cell };
}
