import { tensor2d, tensor3d, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";

/** A minibatch of transitions as a replay buffer gives it. */
export interface TransitionArrays {
  readonly size: number;
  readonly weights: Float32Array;
  readonly columns: {
    readonly observation: Float32Array | Uint8Array | Int32Array;
    readonly action: Int32Array;
    readonly reward: Float32Array;
    readonly discount: Float32Array;
    readonly nextObservation: Float32Array | Uint8Array | Int32Array;
  };
}

/** A copy of observations side by side, each element times its factor. */
export function scaled(observations: ArrayLike<number>, inputScale: readonly number[]): Float32Array {
  return Float32Array.from(observations, (value, index) => value * inputScale[index % inputScale.length]!);
}

/** The same as tensors `[time = 1, batch, …]`; the caller disposes of them. */
export function toTensors({ size, weights, columns }: TransitionArrays, inputScale: readonly number[]) {
  const row = (values: Float32Array): Tensor2D => tensor2d(values.slice(), [1, size]);
  const states = (values: ArrayLike<number>): Tensor3D =>
    tensor3d(scaled(values, inputScale), [1, size, inputScale.length]);
  return {
    statesTm1: states(columns.observation),
    // Copies: a tensor keeps the array that it is made of, and the buffer will fill it again.
    actionsTm1: tensor2d(columns.action.slice(), [1, size], "int32"),
    rewardsT: row(columns.reward),
    discountsT: row(columns.discount),
    statesT: states(columns.nextObservation),
    weights: row(weights),
  };
}

/**
 * How alike the states are that a network learns from one after the other: the autocorrelation at lag 1 of successive
 * samples, averaged over the features that vary. Near 1 for consecutive samples, near 0 for well mixed ones.
 * @param samples `[samples][features]`, in the order in which they were learned from.
 */
export function sampleCorrelation(samples: readonly ArrayLike<number>[]): number {
  const features = samples[0]?.length ?? 0;
  const correlations = Array.from({ length: features }, (_, feature) =>
    laggedCorrelation(samples.map((sample) => sample[feature]!)),
  ).filter((correlation) => correlation !== undefined);
  return correlations.reduce((sum, correlation) => sum + correlation, 0) / Math.max(1, correlations.length);
}

/** Autocorrelation at lag 1: Σ (xᵢ − m)(xᵢ₊₁ − m) / Σ (xᵢ − m)², or undefined if nothing varies. */
function laggedCorrelation(values: readonly number[]): number | undefined {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (variance < 1e-12) return undefined;
  let covariance = 0;
  for (let at = 1; at < values.length; at++) covariance += (values[at - 1]! - mean) * (values[at]! - mean);
  return covariance / variance;
}
