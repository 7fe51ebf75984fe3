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
import { assertDecay, assertExtent, assertLastExtent, assertShape } from "./checks.ts";
import { assertPositive } from "./spiking/checks.ts";
import { affine } from "./dense.ts";
import { flattenTime } from "./gates.ts";
import { leakySequence, type LeakyState } from "./leaky-sequence.ts";
import { fastSigmoidSpike, type UnitFunction } from "./unit-functions.ts";

/** The weights of a layer of leaky integrate-and-fire units. */
export interface LifParameters {
  /** From the inputs, `[inputs, units]`. */
  inputKernel: Tensor2D;
  /** Offsets, `[units]`: a constant current. */
  bias: Tensor1D;
  /** From the units' own spikes of the step before, `[units, units]`. Left out where the layer has no such connections. */
  recurrentKernel?: Tensor2D;
}

/** Options of {@link initLif}. */
export interface InitLifOptions {
  /** Numbers that come in each step. */
  inputs: number;
  /** Units. */
  units: number;
  /** Whether the units connect to each other. Default false. */
  recurrent?: boolean;
  /** Draws the kernels. Default uniform in ±1/√fanIn. */
  initialiser?: Initialiser;
}

/** The state of a layer of leaky integrate-and-fire units, `[batch, units]` each. */
export interface LifState {
  /** Synaptic current i. */
  current: Tensor2D;
  /** Membrane potential v. */
  potential: Tensor2D;
  /** Spikes of the step before, 0 or 1. */
  spikes: Tensor2D;
}

/** What {@link lif} returns; the tensors are the caller's. */
export interface LifOutput {
  /** The spikes of every step, 0 or 1, `[time, batch, units]`. */
  spikes: Tensor3D;
  /** The state after the last step. */
  state: LifState;
}

/** Options of {@link lif}. */
export interface LifLayerOptions {
  /** β = exp(−Δt / τ): what of the potential is left after a step, in [0, 1]. */
  membraneDecay: number;
  /** α = exp(−Δt / τ_syn): what of the synaptic current is left after a step, in [0, 1]. Default 0: none. */
  synapseDecay?: number;
  /** θ, and how far a spike takes the potential down. Default 1. */
  threshold?: number;
  /** The spike and the surrogate of its derivative. Default {@link fastSigmoidSpike}. */
  spike?: UnitFunction;
  /**
   * Whether the derivative goes through the reset as well. Default false: learning is steadier without
   * (Zenke & Vogels 2021).
   */
  isResetDifferentiated?: boolean;
}

/**
 * Weights for {@link lif}, offsets at zero. The tensors are the caller's.
 * @throws RangeError unless inputs and units are positive integers.
 * @example const parameters = initLif(random, { inputs: 784, units: 128 });
 */
export function initLif(
  random: RandomStream,
  { inputs, units, recurrent = false, initialiser = lecunUniform }: InitLifOptions,
): LifParameters {
  assertExtent("initLif", "inputs", inputs);
  assertExtent("initLif", "units", units);
  const inputKernel = initialiser<Rank.R2>(random, [inputs, units]);
  const bias: Tensor1D = zeros([units]);
  if (!recurrent) return { inputKernel, bias };
  return { inputKernel, bias, recurrentKernel: initialiser<Rank.R2>(random, [units, units]) };
}

/** A state of zeros for a batch. The tensors are the caller's. */
export const zeroLifState = (batch: number, units: number): LifState => ({
  current: zeros([batch, units]),
  potential: zeros([batch, units]),
  spikes: zeros([batch, units]),
});

function assertFits(
  { inputKernel, bias, recurrentKernel }: LifParameters,
  x: Tensor3D,
  { current, potential, spikes }: LifState,
): void {
  const [inputs, units] = inputKernel.shape;
  assertLastExtent("lif", x, inputs, 3);
  assertExtent("lif", "time", x.shape[0]);
  assertShape("lif", "bias", bias, [units]);
  if (recurrentKernel) assertShape("lif", "recurrentKernel", recurrentKernel, [units, units]);
  for (const [name, part] of Object.entries({ current, potential, spikes }))
    assertShape("lif", `state.${name}`, part, [x.shape[1], units]);
}

/**
 * A layer of leaky integrate-and-fire units over time, in steps of Δt, differentiable by a surrogate gradient
 * (Neftci, Mostafa & Zenke 2019):
 *
 * iₜ = α iₜ₋₁ + xₜ W + b + sₜ₋₁ V, vₜ = β vₜ₋₁ + iₜ − θ sₜ₋₁, sₜ = 1 where vₜ ≥ θ, else 0.
 *
 * All inputs are projected in one product; the derivative is one sweep back through time.
 * @param parameters Weights.
 * @param x Inputs, spikes or currents, `[time, batch, inputs]`, at least one step.
 * @param state The state before the first step.
 * @throws RangeError if shapes do not fit, a decay lies outside [0, 1] or the threshold is not positive.
 * @example
 * const { spikes } = lif(parameters, x, zeroLifState(32, 128), { membraneDecay: 0.9 }); // [25, 32, 784] → [25, 32, 128]
 */
export function lif(
  parameters: LifParameters,
  x: Tensor3D,
  state: LifState,
  {
    membraneDecay,
    synapseDecay = 0,
    threshold = 1,
    spike = fastSigmoidSpike(),
    isResetDifferentiated = false,
  }: LifLayerOptions,
): LifOutput {
  assertFits(parameters, x, state);
  assertDecay("lif", "membraneDecay", membraneDecay);
  assertDecay("lif", "synapseDecay", synapseDecay);
  assertPositive("lif", { threshold });
  const { inputKernel, bias, recurrentKernel } = parameters;
  const [steps, batch] = x.shape;
  const units = inputKernel.shape[1];
  const before: LeakyState = { current: state.current, potential: state.potential, output: state.spikes };
  const constants = {
    synapseDecay,
    membraneDecay,
    threshold,
    reset: threshold,
    isResetDifferentiated,
    unit: spike,
  };
  const [spikes, ...last] = tidy(() => {
    const projected = reshape<Rank.R3>(affine(flattenTime(x), inputKernel, bias), [steps, batch, units]);
    const packed = leakySequence(projected, recurrentKernel, before, constants);
    const at = (t: number): Tensor2D => reshape(slice(packed, [t, 0, 0], [1, batch, units]), [batch, units]);
    const all = slice(packed, [0, 0, 0], [steps, batch, units]);
    return [all, at(steps + 1), at(steps), at(steps - 1)] as [Tensor3D, Tensor2D, Tensor2D, Tensor2D];
  });
  return { spikes, state: { current: last[0], potential: last[1], spikes: last[2] } };
}
