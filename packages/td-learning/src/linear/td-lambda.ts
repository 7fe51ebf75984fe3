import { assertBetween, assertRatio, assertWeights, finite } from "./checks.ts";
import { dot } from "./features.ts";
import type { OffPolicyPredictor } from "./predictor.ts";
import { accumulatingTrace, createTrace, type TraceRule } from "./trace.ts";

/** Options of {@link createTdLambda}. */
export interface TdLambdaOptions {
  /** α; 0.1 unless told. */
  stepSize?: number;
  /** λ, from 0 (one-step TD) to 1 (Monte Carlo); 0.9 unless told. */
  lambda?: number;
  /** How the trace takes in a state; {@link accumulatingTrace} unless told. */
  trace?: TraceRule;
  /** Entries of the trace smaller than this are forgotten; 1e-12 unless told, 0 keeps all. */
  cutoff?: number;
}

/**
 * TD(λ), the backward view: the error reaches every state visited, as far as its trace is still there.
 *
 * z_t = ρ_t (γ_t λ z_{t−1} + x_t),  w ← w + α δ_{t+1} z_t. The trace's rule is an argument: accumulating, replacing
 * or dutch.
 * @param weights w, `[features]`, learned in place.
 * @throws TypeError if the weights are no Float64Array; RangeError for an impossible number.
 * @example
 * const td = createTdLambda(new Float64Array(19), { stepSize: 0.3, lambda: 0.8 });
 * @see Sutton (1988); Sutton & Barto (2018), sections 12.2 and 12.8
 */
export function createTdLambda(
  weights: Float64Array,
  { stepSize = 0.1, lambda = 0.9, trace = accumulatingTrace, cutoff = 1e-12 }: TdLambdaOptions = {},
): OffPolicyPredictor {
  assertWeights("createTdLambda", weights);
  assertBetween("createTdLambda", "stepSize", stepSize, 0);
  assertBetween("createTdLambda", "lambda", lambda, 0, 1);
  assertBetween("createTdLambda", "cutoff", cutoff, 0);
  const z = createTrace(weights.length, cutoff);
  let discountTm1 = 0;
  return {
    weights,
    value: (x) => dot(weights, x),
    learn: (xTm1, rT, discountT, xT, rhoTm1 = 1) => {
      assertRatio("createTdLambda.learn", rhoTm1);
      const error = finite("createTdLambda.learn", rT + discountT * dot(weights, xT) - dot(weights, xTm1));
      trace(z, discountTm1 * lambda, xTm1, stepSize);
      if (rhoTm1 !== 1) z.decay(rhoTm1);
      z.addTo(weights, stepSize * error);
      discountTm1 = discountT;
      return error;
    },
  };
}
