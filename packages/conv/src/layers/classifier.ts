import {
  add,
  matMul,
  reshape,
  tidy,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { fusedDense, glorotUniform, zerosInitialiser, type RandomStream } from "@wayfield/backend";
import { assertExtent } from "../checks.ts";

/** The weights of a linear read-out of all pixels and channels. */
export interface ClassifierParameters {
  /** Weights, `[features, classes]`. */
  kernel: Tensor2D;
  /** Offsets, `[classes]`. */
  bias: Tensor1D;
}

/**
 * Weights for {@link classifier}, offsets at zero. The tensors are the caller's.
 * @throws RangeError unless features and classes are positive integers.
 * @example const head = initClassifier(random, { features: 512, classes: 10 });
 */
export function initClassifier(
  random: RandomStream,
  { features, classes }: { features: number; classes: number },
): ClassifierParameters {
  assertExtent("initClassifier", "features", features);
  assertExtent("initClassifier", "classes", classes);
  return {
    kernel: glorotUniform<Rank.R2>(random, [features, classes]),
    bias: zerosInitialiser<Rank.R1>(random, [classes]),
  };
}

/**
 * Every image as one row of numbers, channel by channel within a pixel, pixels row by row.
 * @param images `[batch, height, width, channels]`.
 * @returns `[batch, height · width · channels]`, the caller's.
 * @example const rows = flatten(images);
 */
export const flatten = (images: Tensor4D): Tensor2D => reshape<Rank.R2>(images, [images.shape[0], -1]);

/**
 * Logits of the classes: z = x W + b over the flattened image.
 * @param images `[batch, height, width, channels]` or `[batch, features]`.
 * @returns `[batch, classes]`, the caller's.
 * @throws RangeError if an image does not have as many numbers as the weights, or there is not an offset for each class.
 * @example const logits = classifier(head, features);
 */
export function classifier({ kernel, bias }: ClassifierParameters, images: Tensor4D | Tensor2D): Tensor2D {
  const [features, classes] = kernel.shape;
  if (images.size !== images.shape[0] * features) {
    throw new RangeError(
      `classifier: expected ${features} numbers an image, got shape [${images.shape.join(", ")}]`,
    );
  }
  if (bias.shape.join() !== String(classes)) {
    throw new RangeError(`classifier: expected a bias of shape [${classes}], got [${bias.shape.join(", ")}]`);
  }
  return tidy(() => {
    const rows = reshape<Rank.R2>(images, [-1, features]);
    return fusedDense(rows, kernel, bias) ?? add(matMul(rows, kernel), bias);
  });
}
