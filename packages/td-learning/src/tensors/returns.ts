import { add, mul, sub, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import { assertBetween, assertInteger } from "../linear/checks.ts";
import type { LambdaReturnsOptions, NStepReturnsOptions } from "../linear/returns.ts";
import { backwardRecurrence, nextRows, withoutLastRow } from "./recurrence.ts";
import { assertTimeBatch } from "./shapes.ts";

/**
 * λ-returns: G_{t−1} = r_t + γ_t ((1 − λ) v_t + λ G_t), bootstrapped from the last v.
 *
 * Where rows of another episode follow a time limit, give γ_t = 0 and r_t + γ v of the cut state as reward: a discount
 * that is kept would carry the other episode's returns back over the cut.
 *
 * Gradient: flows into every argument; wrap the result in `stopGradient` to use it as a target.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param vT v(s_t), `[time, batch]`.
 * @returns G_{t−1}, `[time, batch]`.
 * @throws RangeError if the shapes differ, or if λ lies outside [0, 1].
 * @example
 * const targets = lambdaReturns(rT, discountT, vT, { lambda: 0.95 });
 * @see Sutton & Barto (2018), equation 12.18
 */
export function lambdaReturns(
  rT: Tensor2D,
  discountT: Tensor2D,
  vT: Tensor2D,
  { lambda = 0.9 }: LambdaReturnsOptions = {},
): Tensor2D {
  assertTimeBatch("lambdaReturns", { rT }, { discountT, vT });
  assertBetween("lambdaReturns", "lambda", lambda, 0, 1);
  return tidy(() => {
    const traceT = withoutLastRow(mul<Tensor2D>(discountT, lambda));
    return backwardRecurrence(add<Tensor2D>(rT, mul(sub(discountT, traceT), vT)), traceT);
  });
}

/**
 * n-step returns: G_{t−1} = r_t + γ_t r_{t+1} + … + γ_t⋯γ_{t+n−1} v_{t+n−1}, with fewer rewards where the sequence
 * ends sooner.
 *
 * Where rows of another episode follow a time limit, give γ_t = 0 and r_t + γ v of the cut state as reward.
 *
 * Gradient: flows into every argument.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param vT v(s_t), `[time, batch]`.
 * @returns G_{t−1}, `[time, batch]`.
 * @throws RangeError if the shapes differ, or if n is no positive integer.
 * @example
 * const targets = nStepReturns(rT, discountT, vT, { n: 5 });
 * @see Sutton & Barto (2018), equation 7.1
 */
export function nStepReturns(
  rT: Tensor2D,
  discountT: Tensor2D,
  vT: Tensor2D,
  { n = 4 }: NStepReturnsOptions = {},
): Tensor2D {
  assertTimeBatch("nStepReturns", { rT }, { discountT, vT });
  assertInteger("nStepReturns", "n", n, 1);
  return tidy(() => {
    let returns = add<Tensor2D>(rT, mul(discountT, vT));
    for (let step = 1; step < Math.min(n, rT.shape[0]); step++) {
      returns = add(rT, mul(discountT, nextRows(returns, vT)));
    }
    return returns;
  });
}

/** Options of {@link generalizedAdvantages}. */
export interface GeneralizedAdvantagesOptions {
  /** λ, from 0 (low variance) to 1 (low bias); 0.95 unless told. */
  lambda?: number;
}

/**
 * Generalized advantage estimates: A_{t−1} = δ_t + γ_t λ A_t with δ_t = r_t + γ_t v_t − v_{t−1}.
 *
 * Where rows of another episode follow a time limit, give γ_t = 0 and r_t + γ v of the cut state as reward.
 *
 * Gradient: flows into every argument; {@link policyGradientTerm} stops it where advantages weight a policy.
 * @param vTm1 v(s_{t−1}), `[time, batch]`.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param vT v(s_t), `[time, batch]`.
 * @returns A_{t−1}, `[time, batch]`.
 * @throws RangeError if the shapes differ, or if λ lies outside [0, 1].
 * @example
 * const advantages = generalizedAdvantages(vTm1, rT, discountT, vT, { lambda: 0.95 });
 * @see Schulman, Moritz, Levine, Jordan & Abbeel (2016), equation 16
 */
export function generalizedAdvantages(
  vTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  vT: Tensor2D,
  { lambda = 0.95 }: GeneralizedAdvantagesOptions = {},
): Tensor2D {
  assertTimeBatch("generalizedAdvantages", { rT }, { vTm1, discountT, vT });
  assertBetween("generalizedAdvantages", "lambda", lambda, 0, 1);
  return tidy(() =>
    backwardRecurrence(sub<Tensor2D>(add(rT, mul(discountT, vT)), vTm1), mul<Tensor2D>(discountT, lambda)),
  );
}
