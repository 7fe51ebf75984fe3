import { add, concat, mul, pad, slice, type Tensor2D } from "@tensorflow/tfjs-core";

/** Row t becomes row t + `steps` of x; zeros come in at the end. */
const later = (x: Tensor2D, steps: number): Tensor2D =>
  pad(slice(x, [steps, 0]), [
    [0, steps],
    [0, 0],
  ]);

/** Row t becomes row t + 1 of x, and the last becomes the last row of `end`. */
export function nextRows(x: Tensor2D, end: Tensor2D): Tensor2D {
  const last = slice(end, [end.shape[0] - 1, 0]);
  return x.shape[0] === 1 ? last : concat([slice(x, [1, 0]), last]);
}

/** x with its last row set to zero. */
export const withoutLastRow = (x: Tensor2D): Tensor2D =>
  pad(slice(x, [0, 0], [x.shape[0] - 1, x.shape[1]]), [
    [0, 1],
    [0, 0],
  ]);

/**
 * Solves y_t = a_t + b_t y_{t+1} backwards from y = 0 behind the end, `[time, batch]`.
 *
 * By doubling: after k rounds y holds 2ᵏ terms and b the product of 2ᵏ factors, so ⌈log₂ time⌉ rounds over whole
 * tensors take the place of `time` small ones. Differentiable in both.
 */
export function backwardRecurrence(a: Tensor2D, b: Tensor2D): Tensor2D {
  let y = a;
  let factor = b;
  for (let reach = 1; reach < a.shape[0]; reach *= 2) {
    y = add(y, mul(factor, later(y, reach)));
    if (2 * reach < a.shape[0]) factor = mul(factor, later(factor, reach));
  }
  return y;
}
