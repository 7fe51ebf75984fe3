import { assertBetween, assertWeights, finite } from "./checks.ts";
import { addScaled, dot } from "./features.ts";
import type { Predictor } from "./predictor.ts";
import { createTrace, dutchTrace } from "./trace.ts";

/** Options of {@link createTrueOnlineTdLambda}. */
export interface TrueOnlineTdLambdaOptions {
  /** α; 0.1 unless told. */
  stepSize?: number;
  /** λ, from 0 (one-step TD) to 1 (Monte Carlo); 0.9 unless told. */
  lambda?: number;
  /** Entries of the trace smaller than this are forgotten; 1e-12 unless told, 0 keeps all. */
  cutoff?: number;
}

/**
 * True online TD(λ): step by step exactly the online λ-return algorithm, at the cost of TD(λ).
 *
 * z_t = γλ z_{t−1} + (1 − αγλ z_{t−1}ᵀx_t) x_t,
 * w_{t+1} = w_t + α δ_{t+1} z_t + α (w_tᵀx_t − w_{t−1}ᵀx_t)(z_t − x_t).
 * @param weights w, `[features]`, learned in place.
 * @throws TypeError if the weights are no Float64Array; RangeError for an impossible number.
 * @example
 * const td = createTrueOnlineTdLambda(new Float64Array(19), { stepSize: 0.4, lambda: 0.8 });
 * @see van Seijen, Mahmood, Pilarski, Machado & Sutton (2016); Sutton & Barto (2018), section 12.5
 */
export function createTrueOnlineTdLambda(
  weights: Float64Array,
  { stepSize = 0.1, lambda = 0.9, cutoff = 1e-12 }: TrueOnlineTdLambdaOptions = {},
): Predictor {
  const where = "createTrueOnlineTdLambda";
  const whereLearn = `${where}.learn`;
  assertWeights(where, weights);
  assertBetween(where, "stepSize", stepSize, 0);
  assertBetween(where, "lambda", lambda, 0, 1);
  assertBetween(where, "cutoff", cutoff, 0);
  const z = createTrace(weights.length, cutoff);
  let discountTm1 = 0;
  let valueBefore = 0;
  return {
    weights,
    value: (x) => dot(weights, x),
    learn: (xTm1, rT, discountT, xT) => {
      const vTm1 = dot(weights, xTm1);
      const vT = dot(weights, xT);
      const error = finite(whereLearn, rT + discountT * vT - vTm1);
      dutchTrace(z, discountTm1 * lambda, xTm1, stepSize);
      // After an episode's end z = x, so that what the last episode left in valueBefore cancels.
      const change = vTm1 - valueBefore;
      z.addTo(weights, stepSize * (error + change));
      addScaled(weights, -stepSize * change, xTm1);
      discountTm1 = discountT;
      valueBefore = vT;
      return error;
    },
  };
}
