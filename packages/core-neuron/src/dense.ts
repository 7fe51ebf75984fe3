import {
  add,
  matMul,
  reshape,
  tidy,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import {
  fusedDense,
  glorotUniform,
  zerosInitialiser,
  type Initialiser,
  type RandomStream,
} from "@wayfield/backend";
import { assertExtent, assertLastExtent, assertShape } from "./checks.ts";

/** The weights of a layer of units, each a weighted sum of all inputs. */
export interface DenseParameters {
  /** Weights, `[inputs, outputs]`. */
  kernel: Tensor2D;
  /** Offsets, `[outputs]`. Left out where the layer is purely linear. */
  bias?: Tensor1D;
}

/** Options of {@link initDense}. */
export interface InitDenseOptions {
  /** Numbers that come in. */
  inputs: number;
  /** Units. */
  outputs: number;
  /** Whether the units have offsets. Default true. */
  bias?: boolean;
  /** Draws the weights. Default Glorot's uniform. */
  initialiser?: Initialiser;
}

/**
 * Weights for {@link dense}, offsets at zero. The tensors are the caller's.
 * @throws RangeError unless inputs and outputs are positive integers.
 * @example const layer = initDense(random, { inputs: 128, outputs: 256 });
 */
export function initDense(
  random: RandomStream,
  { inputs, outputs, bias = true, initialiser = glorotUniform }: InitDenseOptions,
): DenseParameters {
  assertExtent("initDense", "inputs", inputs);
  assertExtent("initDense", "outputs", outputs);
  const kernel = initialiser<Rank.R2>(random, [inputs, outputs]);
  return bias ? { kernel, bias: zerosInitialiser<Rank.R1>(random, [outputs]) } : { kernel };
}

/** x W + b: in one pass where the engine has a kernel for it. */
export const affine = (x: Tensor2D, kernel: Tensor2D, bias: Tensor1D): Tensor2D =>
  fusedDense(x, kernel, bias) ?? add(matMul(x, kernel), bias);

/**
 * A layer of linear units: y = x W + b.
 * @param x `[…, inputs]`, two or more axes.
 * @returns `[…, outputs]`, the caller's.
 * @throws RangeError if the last extent of `x` is not `inputs`, or there is not an offset for each output.
 * @example const y = dense(layer, x); // [time, batch, 128] → [time, batch, 256]
 */
export function dense<T extends Tensor>({ kernel, bias }: DenseParameters, x: T): T {
  const [inputs, outputs] = kernel.shape;
  assertLastExtent("dense", x, inputs, 2);
  if (bias !== undefined) assertShape("dense", "bias", bias, [outputs]);
  return tidy(() => {
    const rows = reshape<Rank.R2>(x, [-1, inputs]);
    const y = bias === undefined ? matMul(rows, kernel) : affine(rows, kernel, bias);
    return reshape(y, [...x.shape.slice(0, -1), outputs]) as T;
  });
}
