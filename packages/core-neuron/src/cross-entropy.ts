import {
  customGrad,
  div,
  logSoftmax,
  mean,
  mul,
  neg,
  softmax,
  sub,
  sum,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { fusedSoftmaxCrossEntropy } from "@wayfield/backend";
import { assertShape } from "./checks.ts";

/**
 * Cross-entropy between given distributions and the softmax of logits, averaged over rows:
 * L = −(1/n) Σₙ Σₖ pₙₖ ln softmax(z)ₙₖ, with ∂L/∂z = (softmax(z) − p) / n. Rows of `targets` must sum to one.
 * No gradient flows into the targets.
 * @param logits `[rows, classes]`.
 * @param targets `[rows, classes]`.
 * @returns A scalar, the caller's.
 * @throws RangeError if the shapes differ.
 * @example const loss = softmaxCrossEntropy(placeLogits, placeCode);
 */
export function softmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D): Scalar {
  assertShape("softmaxCrossEntropy", "targets", targets, logits.shape);
  return fusedSoftmaxCrossEntropy(logits, targets) ?? composed(logits, targets);
}

function composed(logits: Tensor2D, targets: Tensor2D): Scalar {
  const operation = customGrad((z, save) => {
    (save as (tensors: Tensor[]) => void)([z as Tensor, targets]);
    // Row by row first: one sum over everything loses digits in float32.
    const perRow = sum(mul(targets, logSoftmax(z as Tensor)), 1);
    return {
      value: neg(mean<Scalar>(perRow)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [scores, target] = saved as [Tensor2D, Tensor2D];
        return tidy(() => mul(sub(softmax(scores), target), div(dy, scores.shape[0])));
      },
    };
  });
  return operation(logits);
}
