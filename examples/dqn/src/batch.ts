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
  const copy = new Float32Array(observations.length);
  for (let start = 0; start < copy.length; start += inputScale.length) {
    for (let element = 0; element < inputScale.length; element++) {
      copy[start + element] = observations[start + element]! * inputScale[element]!;
    }
  }
  return copy;
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
