import { add, mul, sub, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import type { LambdaReturnsOptions, NStepReturnsOptions } from "../linear/returns.ts";
import { constant } from "./constant.ts";
import { lambdaReturns, nStepReturns } from "./returns.ts";
import { assertTimeBatch } from "./shapes.ts";

/**
 * The one-step TD error: δ_t = r_t + γ_t v_t − v_{t−1}.
 *
 * Gradient: only into `vTm1` (−1); the target r_t + γ_t v_t is stopped. Half the squared error makes semi-gradient TD.
 * @param vTm1 v(s_{t−1}), `[time, batch]`.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param vT v(s_t), `[time, batch]`.
 * @returns δ_t, `[time, batch]`.
 * @throws RangeError if the shapes differ.
 * @example
 * const loss = mean(square(tdError(vTm1, rT, discountT, vT)));
 * @see Sutton & Barto (2018), equation 6.5
 */
export function tdError(vTm1: Tensor2D, rT: Tensor2D, discountT: Tensor2D, vT: Tensor2D): Tensor2D {
  assertTimeBatch("tdError", { rT }, { vTm1, discountT, vT });
  return tidy(() =>
    sub(
      constant(() => add(rT, mul(discountT, vT))),
      vTm1,
    ),
  );
}

/**
 * The error toward the λ-return: G_{t−1} − v_{t−1}, see {@link lambdaReturns}.
 *
 * Gradient: only into `vTm1` (−1); the return is stopped.
 * @param vTm1 v(s_{t−1}), `[time, batch]`.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param vT v(s_t), `[time, batch]`.
 * @returns `[time, batch]`.
 * @throws RangeError if the shapes differ, or if λ lies outside [0, 1].
 * @example
 * const loss = mean(square(lambdaError(vTm1, rT, discountT, vT, { lambda: 0.9 })));
 * @see Sutton & Barto (2018), section 12.1
 */
export function lambdaError(
  vTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  vT: Tensor2D,
  options: LambdaReturnsOptions = {},
): Tensor2D {
  assertTimeBatch("lambdaError", { rT }, { vTm1, discountT, vT });
  return tidy(() =>
    sub(
      constant(() => lambdaReturns(rT, discountT, vT, options)),
      vTm1,
    ),
  );
}

/**
 * The error toward the n-step return: G_{t−1} − v_{t−1}, see {@link nStepReturns}.
 *
 * Gradient: only into `vTm1` (−1); the return is stopped.
 * @param vTm1 v(s_{t−1}), `[time, batch]`.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param vT v(s_t), `[time, batch]`.
 * @returns `[time, batch]`.
 * @throws RangeError if the shapes differ, or if n is no positive integer.
 * @example
 * const loss = mean(square(nStepError(vTm1, rT, discountT, vT, { n: 5 })));
 * @see Sutton & Barto (2018), section 7.1
 */
export function nStepError(
  vTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  vT: Tensor2D,
  options: NStepReturnsOptions = {},
): Tensor2D {
  assertTimeBatch("nStepError", { rT }, { vTm1, discountT, vT });
  return tidy(() =>
    sub(
      constant(() => nStepReturns(rT, discountT, vT, options)),
      vTm1,
    ),
  );
}
