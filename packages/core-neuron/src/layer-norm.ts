import {
  add,
  div,
  mean,
  mul,
  ones,
  sqrt,
  square,
  sub,
  tidy,
  zeros,
  type Tensor,
  type Tensor1D,
} from "@tensorflow/tfjs-core";
import { assertExtent, assertLastExtent } from "./checks.ts";

/** Gain and offset of a layer normalisation, `[features]` each. */
export interface LayerNormParameters {
  /** Gain γ. */
  gain: Tensor1D;
  /** Offset β. */
  bias: Tensor1D;
}

/** Options of {@link layerNorm}. */
export interface LayerNormOptions {
  /** Added to the variance under the root. Default 1e-5. */
  epsilon?: number;
}

/**
 * Gain one, offset zero. The tensors are the caller's.
 * @throws RangeError unless `features` is a positive integer.
 */
export function initLayerNorm(features: number): LayerNormParameters {
  assertExtent("initLayerNorm", "features", features);
  return { gain: ones([features]), bias: zeros([features]) };
}

/**
 * Normalises each vector along the last axis: y = γ (x − μ) / √(σ² + ε) + β (Ba, Kiros & Hinton 2016, equation 4).
 * @param x `[…, features]`.
 * @returns The same shape, the caller's.
 * @throws RangeError if the last extent of `x` is not `features`.
 * @example const y = layerNorm(initLayerNorm(64), x);
 */
export function layerNorm<T extends Tensor>(
  { gain, bias }: LayerNormParameters,
  x: T,
  { epsilon = 1e-5 }: LayerNormOptions = {},
): T {
  assertLastExtent("layerNorm", x, gain.shape[0], 1);
  return tidy(() => {
    const centred = sub(x, mean(x, -1, true));
    const deviation = sqrt(add(mean(square(centred), -1, true), epsilon));
    return add<T>(mul(div(centred, deviation), gain), bias);
  });
}
