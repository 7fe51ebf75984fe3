import { add, relu, tidy, type Tensor4D } from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import { convolution, initConvolution, type ConvolutionParameters } from "./convolution.ts";
import {
  groupNormalisation,
  initGroupNormalisation,
  type GroupNormalisationParameters,
} from "./group-normalisation.ts";
import type { Extent } from "./shape.ts";

/** The weights of a residual block. */
export interface ResidualBlockParameters {
  /** First convolution, of the block's stride. */
  first: ConvolutionParameters;
  /** Normalises what the first convolution gives. */
  firstNorm: GroupNormalisationParameters;
  /** Second convolution, stride 1. */
  second: ConvolutionParameters;
  /** Normalises what the second convolution gives. */
  secondNorm: GroupNormalisationParameters;
  /** The 1 × 1 convolution of the short cut, where channels or size change. */
  shortCut?: ConvolutionParameters;
}

/** Sizes of a residual block. */
export interface ResidualBlockOptions {
  /** Channels that come in. */
  inputs: number;
  /** Channels that go out. */
  outputs: number;
  /** Height and width of the filters, pixels. Default 3. */
  size?: Extent;
  /** Stride of the first convolution and of the short cut. Default 1. */
  stride?: number;
}

/**
 * Weights for {@link residualBlock}: a short cut is made where channels or size change. The tensors are the caller's.
 * @throws RangeError unless every size is a positive integer.
 * @example const block = initResidualBlock(random, { inputs: 16, outputs: 32, stride: 2 });
 */
export function initResidualBlock(
  random: RandomStream,
  { inputs, outputs, size = 3, stride = 1 }: ResidualBlockOptions,
): ResidualBlockParameters {
  const block = {
    first: initConvolution(random, { inputs, outputs, size, bias: false }),
    firstNorm: initGroupNormalisation(outputs),
    second: initConvolution(random, { inputs: outputs, outputs, size, bias: false }),
    secondNorm: initGroupNormalisation(outputs),
  };
  if (inputs === outputs && stride === 1) return block;
  return { ...block, shortCut: initConvolution(random, { inputs, outputs, size: 1, bias: false }) };
}

/**
 * y = ρ(x' + N(W₂ ∗ ρ(N(W₁ ∗ x)))), with the rectifier ρ, group normalisation N over all channels, and the short cut
 * x' = x, or a 1 × 1 convolution of x where sizes change (He, Zhang, Ren & Sun 2016, figure 2 and equation 2, with
 * group normalisation in the place of batch normalisation).
 * @param images `[batch, height, width, inputs]`.
 * @returns `[batch, ⌈height / stride⌉, ⌈width / stride⌉, outputs]`, the caller's.
 * @throws RangeError if the channels do not fit.
 * @example const y = residualBlock(block, images, { stride: 2 });
 */
export function residualBlock(
  { first, firstNorm, second, secondNorm, shortCut }: ResidualBlockParameters,
  images: Tensor4D,
  { stride = 1 }: Pick<ResidualBlockOptions, "stride"> = {},
): Tensor4D {
  return tidy(() => {
    const inner = relu(
      groupNormalisation(firstNorm, convolution(first, images, { stride, padding: "same" })),
    );
    const change = groupNormalisation(secondNorm, convolution(second, inner, { padding: "same" }));
    const kept = shortCut === undefined ? images : convolution(shortCut, images, { stride, padding: "same" });
    return relu(add(kept, change));
  });
}
