import {
  add,
  mul,
  reshape,
  relu,
  slice,
  tidy,
  zeros,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { lecunUniform, type Initialiser, type RandomStream } from "@wayfield/backend";
import { assertDecay, assertExtent, assertLastExtent, assertShape } from "./checks.ts";
import { affine } from "./dense.ts";
import { flattenTime } from "./gates.ts";
import { leakySequence } from "./leaky-sequence.ts";
import { reluRate, type UnitFunction } from "./unit-functions.ts";

/** The weights of a network of leaky rate units. */
export interface LeakyRnnParameters {
  /** From the inputs, `[inputs, units]`. */
  inputKernel: Tensor2D;
  /** From the units' own rates, `[units, units]`; row: from, column: to. */
  recurrentKernel: Tensor2D;
  /** Offsets, `[units]`: a constant drive. */
  bias: Tensor1D;
}

/** Options of {@link initLeakyRnn}. */
export interface InitLeakyRnnOptions {
  /** Numbers that come in each step. */
  inputs: number;
  /** Units. */
  units: number;
  /** Draws both kernels. Default uniform in ±1/√fanIn. */
  initialiser?: Initialiser;
}

/** Options of {@link leakyRnn}. */
export interface LeakyRnnOptions {
  /** Δt / τ: the length of a step in membrane time constants, in (0, 1]. */
  stepSize: number;
  /** The rate as a function of the potential. Default {@link reluRate}. */
  rate?: UnitFunction;
  /**
   * σ ξₜ, `[time, batch, units]`. In short steps a unit left alone comes to a standard deviation of σ, and in steps of a
   * share a of the time constant to σ / √(1 − a / 2).
   */
  noise?: Tensor3D;
}

/** What {@link leakyRnn} returns; the tensors are the caller's. */
export interface LeakyRnnOutput {
  /** Rates at every step, `[time, batch, units]`. */
  rates: Tensor3D;
  /** Potentials after the last step, `[batch, units]`: the state to go on from. */
  state: Tensor2D;
}

/**
 * Weights for {@link leakyRnn}, offsets at zero. The tensors are the caller's.
 * @throws RangeError unless inputs and units are positive integers.
 * @example const parameters = initLeakyRnn(random, { inputs: 2, units: 100 });
 */
export function initLeakyRnn(
  random: RandomStream,
  { inputs, units, initialiser = lecunUniform }: InitLeakyRnnOptions,
): LeakyRnnParameters {
  assertExtent("initLeakyRnn", "inputs", inputs);
  assertExtent("initLeakyRnn", "units", units);
  return {
    inputKernel: initialiser<Rank.R2>(random, [inputs, units]),
    recurrentKernel: initialiser<Rank.R2>(random, [units, units]),
    bias: zeros([units]),
  };
}

/**
 * Weights that obey Dale's law: every unit excites or inhibits all whom it reaches. w = max(0, m) · sign of the sending
 * unit (Song, Yang & Wang 2016). Differentiable in the magnitudes; hand the result to {@link leakyRnn} as
 * its recurrent kernel.
 * @param magnitudes m, `[from, to]`; what is negative counts as no connection.
 * @param signs 1 for an excitatory, −1 for an inhibitory unit, `[from]`.
 * @returns `[from, to]`, the caller's.
 * @throws RangeError if the shapes do not fit.
 * @example const kernel = daleKernel(parameters.recurrentKernel, signs);
 */
export function daleKernel(magnitudes: Tensor2D, signs: Tensor1D): Tensor2D {
  const [from] = magnitudes.shape;
  assertShape("daleKernel", "signs", signs, [from]);
  return tidy(() => mul(relu(magnitudes), reshape(signs, [from, 1])));
}

function assertFits(
  { inputKernel, recurrentKernel, bias }: LeakyRnnParameters,
  x: Tensor3D,
  state: Tensor2D,
  noise: Tensor3D | undefined,
): void {
  const [inputs, units] = inputKernel.shape;
  assertLastExtent("leakyRnn", x, inputs, 3);
  const [steps, batch] = x.shape;
  assertExtent("leakyRnn", "time", steps);
  assertShape("leakyRnn", "recurrentKernel", recurrentKernel, [units, units]);
  assertShape("leakyRnn", "bias", bias, [units]);
  assertShape("leakyRnn", "state", state, [batch, units]);
  if (noise) assertShape("leakyRnn", "noise", noise, [steps, batch, units]);
}

/**
 * A recurrent network of leaky rate units, as models of cortical circuits use it, by Euler steps of
 * τ dv/dt = −v + x W + r V + b + noise (Song, Yang & Wang 2016):
 *
 * vₜ = (1 − a) vₜ₋₁ + a (xₜ W + rₜ₋₁ V + b) + √(2a) σ ξₜ, rₜ = f(vₜ), with a = Δt / τ.
 * @param parameters Weights.
 * @param x Inputs, `[time, batch, inputs]`, at least one step.
 * @param state Potentials before the first step, `[batch, units]`.
 * @throws RangeError if shapes do not fit or the step size lies outside (0, 1].
 * @example const { rates } = leakyRnn(parameters, x, zeros([32, 100]), { stepSize: 0.2 });
 */
export function leakyRnn(
  parameters: LeakyRnnParameters,
  x: Tensor3D,
  state: Tensor2D,
  { stepSize, rate = reluRate, noise }: LeakyRnnOptions,
): LeakyRnnOutput {
  assertFits(parameters, x, state, noise);
  if (!(stepSize > 0)) throw new RangeError(`leakyRnn: expected stepSize in (0, 1], got ${stepSize}`);
  assertDecay("leakyRnn", "stepSize", stepSize);
  const { inputKernel, recurrentKernel, bias } = parameters;
  const [steps, batch] = x.shape;
  const units = bias.shape[0];
  const constants = {
    synapseDecay: 0,
    membraneDecay: 1 - stepSize,
    threshold: 0,
    reset: 0,
    isResetDifferentiated: false,
    unit: rate,
  };
  const [rates, last] = tidy(() => {
    const projected = mul(affine(flattenTime(x), inputKernel, bias), stepSize);
    const drive = reshape<Rank.R3>(projected, [steps, batch, units]);
    const noisy: Tensor3D = noise === undefined ? drive : add(drive, mul(noise, Math.sqrt(2 * stepSize)));
    const before = { current: zeros<Rank.R2>([batch, units]), potential: state, output: rate.value(state) };
    const packed = leakySequence(noisy, mul(recurrentKernel, stepSize), before, constants);
    const end = slice(packed, [steps, 0, 0], [1, batch, units]);
    return [slice(packed, [0, 0, 0], [steps, batch, units]), reshape(end, [batch, units])] as [
      Tensor3D,
      Tensor2D,
    ];
  });
  return { rates, state: last };
}
