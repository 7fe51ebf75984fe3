import {
  add,
  conv2d,
  pad,
  reshape,
  slice,
  tidy,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { heNormal, zerosInitialiser, type Initialiser, type RandomStream } from "@wayfield/backend";
import { assertExtent, assertImages } from "../checks.ts";
import { outputShapeFor, pairOf, type ConvolutionOptions, type Extent } from "./shape.ts";

/** A function applied to every unit alike; the result is the caller's. */
export type Activation = <T extends Tensor>(x: T) => T;

/** The weights of a convolution. */
export interface ConvolutionParameters {
  /** Filters, `[height, width, inputs, outputs]`. */
  kernel: Tensor4D;
  /** Offsets, `[outputs]`. Left out where the layer is purely linear. */
  bias?: Tensor1D;
}

/** Options of {@link initConvolution}. */
export interface InitConvolutionOptions {
  /** Channels that come in. */
  inputs: number;
  /** Filters. */
  outputs: number;
  /** Height and width of a filter, pixels. */
  size: Extent;
  /** Whether the filters have offsets. Default true. */
  bias?: boolean;
  /** Draws the filters. Default He's normal, for rectified units. */
  initialiser?: Initialiser;
}

/**
 * Weights for {@link convolution}, offsets at zero. The tensors are the caller's.
 * @throws RangeError unless every size is a positive integer.
 * @example const filters = initConvolution(random, { inputs: 1, outputs: 16, size: 5 });
 */
export function initConvolution(
  random: RandomStream,
  { inputs, outputs, size, bias = true, initialiser = heNormal }: InitConvolutionOptions,
): ConvolutionParameters {
  const [rows, columns] = pairOf(size);
  for (const [name, extent] of Object.entries({ inputs, outputs, rows, columns }))
    assertExtent("initConvolution", name, extent);
  const kernel = initialiser<Rank.R4>(random, [rows, columns, inputs, outputs]);
  return bias ? { kernel, bias: zerosInitialiser<Rank.R1>(random, [outputs]) } : { kernel };
}

/**
 * The filter with holes that a dilated convolution amounts to. Built from operations that have gradients, which a
 * dilated convolution of TensorFlow.js has not.
 */
function withHoles(kernel: Tensor4D, [down, across]: readonly [number, number]): Tensor4D {
  const [rows, columns, inputs, outputs] = kernel.shape;
  const apart = pad(reshape(kernel, [rows, 1, columns, 1, inputs * outputs]), [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, across - 1],
    [0, 0],
  ]);
  const spread = reshape<Rank.R4>(apart, [rows * down, columns * across, inputs, outputs]);
  return slice(spread, [0, 0, 0, 0], [down * (rows - 1) + 1, across * (columns - 1) + 1, inputs, outputs]);
}

/**
 * A layer of shared filters: y[i, j, o] = Σ_{r, c, n} W[r, c, n, o] x[s i + d r − p, s j + d c − p, n] + b[o], with
 * stride s, dilation d and padding p (LeCun, Bottou, Bengio & Haffner 1998, section II A). Like every deep-learning
 * library it correlates: the filter is not flipped.
 * @param images `[batch, height, width, inputs]`.
 * @returns `[batch, height', width', outputs]` with the extents of {@link convolutionOutputShape}, the caller's.
 * @throws RangeError if the channels do not fit, or the filter does not fit into the image.
 * @example const y = convolution(filters, images, { stride: 2, padding: "same" });
 */
export function convolution(
  { kernel, bias }: ConvolutionParameters,
  images: Tensor4D,
  { stride = 1, padding = "valid", dilation = 1 }: ConvolutionOptions = {},
): Tensor4D {
  const [rows, columns, inputs] = kernel.shape;
  assertImages("convolution", images, inputs);
  const [, height, width] = images.shape;
  outputShapeFor("convolution", [height, width], [rows, columns], { stride, padding, dilation }); // refuses what cannot be
  const spacing = pairOf(dilation);
  return tidy(() => {
    const filter = Math.max(...spacing) > 1 ? withHoles(kernel, spacing) : kernel;
    const y = conv2d(images, filter, pairOf(stride), padding);
    return bias === undefined ? y : add(y, bias);
  });
}
