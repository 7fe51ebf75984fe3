import {
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
import { gruSequence } from "./gru-sequence.ts";

/**
 * The weights of a GRU layer. Along the last axis stand three blocks of `units` columns: reset gate r, update gate z,
 * candidate n.
 */
export interface GruParameters {
  /** From the inputs, `[inputs, 3 · units]`. */
  inputKernel: Tensor2D;
  /** From the units' own last output, `[units, 3 · units]`. */
  recurrentKernel: Tensor2D;
  /** Offsets beside the inputs, `[3 · units]`. */
  inputBias: Tensor1D;
  /** Offsets beside the last output, `[3 · units]`; the candidate's block stands inside the reset gate's reach. */
  recurrentBias: Tensor1D;
}

/** Options of {@link initGru}. */
export interface InitGruOptions {
  /** Numbers that come in each step. */
  inputs: number;
  /** Units. */
  units: number;
  /** Draws both kernels. Default uniform in ±1/√fanIn. */
  initialiser?: Initialiser;
}

/**
 * Weights for {@link gru}, offsets at zero. The tensors are the caller's.
 * @throws RangeError unless inputs and units are positive integers.
 * @example const parameters = initGru(random, { inputs: 3, units: 128 });
 */
export function initGru(
  random: RandomStream,
  { inputs, units, initialiser = lecunUniform }: InitGruOptions,
): GruParameters {
  assertExtent("initGru", "inputs", inputs);
  assertExtent("initGru", "units", units);
  return {
    inputKernel: initialiser<Rank.R2>(random, [inputs, 3 * units]),
    recurrentKernel: initialiser<Rank.R2>(random, [units, 3 * units]),
    inputBias: zeros([3 * units]),
    recurrentBias: zeros([3 * units]),
  };
}

/** What {@link gru} returns; the tensors are the caller's. */
export interface GruOutput {
  /** The output at every step, `[time, batch, units]`. */
  hidden: Tensor3D;
  /** The output of the last step, `[batch, units]`: the state to go on from. */
  state: Tensor2D;
}

function assertFits(
  where: string,
  { inputKernel, recurrentKernel, inputBias, recurrentBias }: GruParameters,
  batch: number,
  state: Tensor2D,
): void {
  const [units] = recurrentKernel.shape;
  assertShape(where, "inputKernel", inputKernel, [inputKernel.shape[0], 3 * units]);
  assertShape(where, "recurrentKernel", recurrentKernel, [units, 3 * units]);
  assertShape(where, "inputBias", inputBias, [3 * units]);
  assertShape(where, "recurrentBias", recurrentBias, [3 * units]);
  assertShape(where, "state", state, [batch, units]);
}

/**
 * A layer of gated recurrent units over a whole sequence (Cho et al. 2014), in the form of PyTorch and cuDNN, where the
 * reset gate acts after the product:
 *
 * (r, z) = σ(xₜ W + b + hₜ₋₁ U + c), n = tanh(xₜ W + b + r (hₜ₋₁ U + c)), hₜ = (1 − z) n + z hₜ₋₁,
 *
 * each with its own block of columns. All inputs are projected in one product, then each step takes one more; the
 * derivative is one sweep back through time. Differentiable in everything it is given.
 * @param parameters Weights.
 * @param x Inputs, `[time, batch, inputs]`, at least one step.
 * @param state The state before the first step, `[batch, units]`.
 * @throws RangeError if shapes do not fit.
 * @example
 * const { hidden } = gru(parameters, x, zeros([10, 128])); // [100, 10, 3] → [100, 10, 128]
 */
export function gru(parameters: GruParameters, x: Tensor3D, state: Tensor2D): GruOutput {
  assertLastExtent("gru", x, parameters.inputKernel.shape[0], 3);
  assertExtent("gru", "time", x.shape[0]);
  assertFits("gru", parameters, x.shape[1], state);
  return unroll(parameters, x, state);
}

/** The layer over a sequence that is known to fit. */
function unroll(
  { inputKernel, recurrentKernel, inputBias, recurrentBias }: GruParameters,
  x: Tensor3D,
  state: Tensor2D,
): GruOutput {
  const [steps, batch] = x.shape;
  const [units] = recurrentKernel.shape;
  const [hidden, last] = tidy(() => {
    const all = gruSequence(x, inputKernel, recurrentKernel, inputBias, recurrentBias, state);
    const end = slice(all, [steps - 1, 0, 0], [1, batch, units]);
    return [all, reshape(end, [batch, units])] as [Tensor3D, Tensor2D];
  });
  return { hidden, state: last };
}

/**
 * One step of {@link gru}, for acting: state in, state out.
 * @param x Inputs, `[batch, inputs]`.
 * @returns The next state, which is the output, `[batch, units]`; the caller's.
 * @throws RangeError if shapes do not fit.
 * @example state = gruCell(parameters, observation, state);
 */
export function gruCell(parameters: GruParameters, x: Tensor2D, state: Tensor2D): Tensor2D {
  assertLastExtent("gruCell", x, parameters.inputKernel.shape[0], 2);
  assertFits("gruCell", parameters, x.shape[0], state);
  return tidy(() => unroll(parameters, reshape<Rank.R3>(x, [1, ...x.shape]), state).state);
}
