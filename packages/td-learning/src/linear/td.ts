import { assertBetween, assertRatio, assertWeights, finite } from "./checks.ts";
import { addScaled, dot } from "./features.ts";
import type { OffPolicyPredictor } from "./predictor.ts";

/** Options of {@link createTd}. */
export interface TdOptions {
  /** α; 0.1 unless told. */
  stepSize?: number;
}

/**
 * One-step TD(0), semi-gradient: w ← w + α ρ δ x.
 *
 * δ_t = r_t + γ_t wᵀx_t − wᵀx_{t−1}. On-policy (ρ = 1) it converges; off-policy it may diverge (Baird 1995).
 * @param weights w, `[features]`, learned in place.
 * @throws TypeError if the weights are no Float64Array; RangeError if the step size is negative or not finite.
 * @example
 * const td = createTd(new Float64Array(5), { stepSize: 0.1 });
 * td.learn(oneHot(4), 1, 0, oneHot(4)); // reward 1 at the episode's end
 * @see Sutton (1988), "Learning to predict by the methods of temporal differences"; Sutton & Barto (2018), section 9.3
 */
export function createTd(weights: Float64Array, { stepSize = 0.1 }: TdOptions = {}): OffPolicyPredictor {
  assertWeights("createTd", weights);
  assertBetween("createTd", "stepSize", stepSize, 0);
  return {
    weights,
    value: (x) => dot(weights, x),
    learn: (xTm1, rT, discountT, xT, rhoTm1 = 1) => {
      assertRatio("createTd.learn", rhoTm1);
      const error = finite("createTd.learn", rT + discountT * dot(weights, xT) - dot(weights, xTm1));
      addScaled(weights, stepSize * rhoTm1 * error, xTm1);
      return error;
    },
  };
}
