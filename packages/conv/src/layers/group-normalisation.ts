import {
  add,
  div,
  mean,
  mul,
  ones,
  reshape,
  sqrt,
  square,
  sub,
  tidy,
  zeros,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { assertExtent, assertImages } from "../checks.ts";

/** Gain and offset of every channel. */
export interface GroupNormalisationParameters {
  /** γ, `[channels]`. */
  gain: Tensor1D;
  /** β, `[channels]`. */
  bias: Tensor1D;
}

/** Options of {@link groupNormalisation}. */
export interface GroupNormalisationOptions {
  /** Groups that the channels are divided into. Default 1: all together. */
  groups?: number;
  /** ε, added to the variance. Default 1e-5. */
  epsilon?: number;
}

/**
 * Gain 1 and offset 0 for {@link groupNormalisation}. The tensors are the caller's.
 * @throws RangeError unless `channels` is a positive integer.
 * @example const norm = initGroupNormalisation(16);
 */
export function initGroupNormalisation(channels: number): GroupNormalisationParameters {
  assertExtent("initGroupNormalisation", "channels", channels);
  return {
    gain: ones<Rank.R1>([channels]),
    bias: zeros<Rank.R1>([channels]),
  };
}

/**
 * Mean 0 and variance 1 over the pixels and the channels of each group, image by image, then gain and offset:
 * y = γ (x − μ) / √(σ² + ε) + β (Wu & He 2018, equations 1 and 7). Unlike batch normalisation it is the same in
 * training and use, and at any batch size.
 * @param images `[batch, height, width, channels]`.
 * @returns The same shape, the caller's.
 * @throws RangeError if the groups do not divide the channels.
 * @example const y = groupNormalisation(norm, images, { groups: 4 });
 */
export function groupNormalisation(
  { gain, bias }: GroupNormalisationParameters,
  images: Tensor4D,
  { groups = 1, epsilon = 1e-5 }: GroupNormalisationOptions = {},
): Tensor4D {
  const [channels] = gain.shape;
  assertImages("groupNormalisation", images, channels);
  assertExtent("groupNormalisation", "groups", groups);
  if (channels % groups !== 0) {
    throw new RangeError(
      `groupNormalisation: expected a number of groups that divides ${channels} channels, got ${groups}`,
    );
  }
  const [batch, height, width] = images.shape;
  return tidy(() => {
    const grouped: Tensor = reshape(images, [batch, height * width, groups, channels / groups]);
    const centred = sub(grouped, mean(grouped, [1, 3], true));
    const deviation = sqrt(add(mean(square(centred), [1, 3], true), epsilon));
    const normalised = reshape<Rank.R4>(div(centred, deviation), images.shape);
    return add(mul(normalised, gain), bias);
  });
}
