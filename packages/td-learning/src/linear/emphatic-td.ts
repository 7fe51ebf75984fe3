import { assertBetween, assertRatio, assertWeights, finite } from "./checks.ts";
import { dot } from "./features.ts";
import type { OffPolicyPredictor } from "./predictor.ts";
import { createTrace } from "./trace.ts";

/** Options of {@link createEmphaticTd}. */
export interface EmphaticTdOptions {
  /** α; 0.01 unless told. */
  stepSize?: number;
  /** λ, from 0 to 1; 0 unless told. */
  lambda?: number;
  /** I, how much the accuracy of every state matters, of 0 or more; 1 unless told. */
  interest?: number;
  /** Entries of the trace smaller than this are forgotten; 1e-12 unless told, 0 keeps all. */
  cutoff?: number;
}

/**
 * Emphatic TD(λ): off-policy updates weighted so that they are distributed as if the target policy had behaved.
 *
 * F_t = ρ_{t−1} γ_t F_{t−1} + I,  M_t = λ I + (1 − λ) F_t,  z_t = ρ_t (γ_t λ z_{t−1} + M_t x_t),
 * w ← w + α δ_{t+1} z_t. Its variance grows with ρ: on Baird's counterexample it is sound in expectation only.
 * @param weights w, `[features]`, learned in place.
 * @throws TypeError if the weights are no Float64Array; RangeError for an impossible number.
 * @example
 * const etd = createEmphaticTd(new Float64Array(8), { stepSize: 0.001 });
 * @see Sutton, Mahmood & White (2016); Sutton & Barto (2018), sections 11.8 and 12.11
 */
export function createEmphaticTd(
  weights: Float64Array,
  { stepSize = 0.01, lambda = 0, interest = 1, cutoff = 1e-12 }: EmphaticTdOptions = {},
): OffPolicyPredictor {
  assertWeights("createEmphaticTd", weights);
  assertBetween("createEmphaticTd", "stepSize", stepSize, 0);
  assertBetween("createEmphaticTd", "lambda", lambda, 0, 1);
  assertBetween("createEmphaticTd", "interest", interest, 0);
  assertBetween("createEmphaticTd", "cutoff", cutoff, 0);
  const z = createTrace(weights.length, cutoff);
  let discountTm1 = 0;
  let rhoBefore = 1;
  let followOn = 0;
  return {
    weights,
    value: (x) => dot(weights, x),
    learn: (xTm1, rT, discountT, xT, rhoTm1 = 1) => {
      assertRatio("createEmphaticTd.learn", rhoTm1);
      const error = finite("createEmphaticTd.learn", rT + discountT * dot(weights, xT) - dot(weights, xTm1));
      followOn = rhoBefore * discountTm1 * followOn + interest;
      const emphasis = lambda * interest + (1 - lambda) * followOn;
      z.decay(rhoTm1 * discountTm1 * lambda);
      z.add(rhoTm1 * emphasis, xTm1);
      z.addTo(weights, stepSize * error);
      discountTm1 = discountT;
      rhoBefore = rhoTm1;
      return error;
    },
  };
}
