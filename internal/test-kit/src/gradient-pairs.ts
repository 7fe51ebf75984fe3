import { grads, tensor, tidy, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { finiteDifferenceGradient } from "./finite-difference.ts";

/** The gradient of a loss with respect to one input, found in two ways. */
export interface GradientPair {
  /** By the loss's own derivative. */
  analytic: ArrayLike<number>;
  /** By central differences. */
  numeric: ArrayLike<number>;
}

/** The gradients of a loss with respect to each of its inputs, at the values given. */
export function gradientPairs(
  loss: (...inputs: Tensor[]) => Scalar,
  values: readonly ArrayLike<number>[],
  shapes: readonly number[][],
): GradientPair[] {
  const make = (): Tensor[] => values.map((each, at) => tensor(Float32Array.from(each), shapes[at]));
  const analytic = tidy(() => grads(loss)(make()).map((gradient) => gradient.dataSync()));
  return values.map((start, which) => ({
    analytic: analytic[which]!,
    numeric: finiteDifferenceGradient(
      (moved) =>
        tidy(() => {
          const given = make();
          given[which] = tensor(Float32Array.from(moved), shapes[which]);
          return loss(...given).dataSync()[0]!;
        }),
      start,
    ),
  }));
}
