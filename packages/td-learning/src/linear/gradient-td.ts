import { assertBetween, assertRatio, assertSameLength, assertWeights, finite } from "./checks.ts";
import { addScaled, dot } from "./features.ts";
import type { OffPolicyPredictor } from "./predictor.ts";

/** Options of {@link createGtd2} and {@link createTdc}. */
export interface GradientTdOptions {
  /** α, the step size of the weights w; 0.01 unless told. */
  stepSize?: number;
  /** β, the step size of the second weights v; 0.05 unless told. */
  secondStepSize?: number;
  /** v, `[features]`, learned in place: an estimate of the expected error given x. Zeros unless told. */
  secondWeights?: Float64Array;
}

function checked(
  where: string,
  weights: Float64Array,
  { stepSize = 0.01, secondStepSize = 0.05, secondWeights }: GradientTdOptions,
): { alpha: number; beta: number; v: Float64Array } {
  assertWeights(where, weights);
  const v = secondWeights ?? new Float64Array(weights.length);
  assertSameLength(where, ["weights", "secondWeights"], weights, v);
  assertBetween(where, "stepSize", stepSize, 0);
  assertBetween(where, "secondStepSize", secondStepSize, 0);
  return { alpha: stepSize, beta: secondStepSize, v };
}

/**
 * GTD2, gradient temporal differences: descends the projected Bellman error, so it stays bounded off-policy.
 *
 * w ← w + α ρ (x_{t−1} − γ_t x_t)(x_{t−1}ᵀv),  v ← v + β ρ (δ_t − vᵀx_{t−1}) x_{t−1}.
 * @param weights w, `[features]`, learned in place.
 * @throws TypeError if the weights are no Float64Array; RangeError for an impossible number or length.
 * @example
 * const gtd = createGtd2(new Float64Array(8), { stepSize: 0.005, secondStepSize: 0.05 });
 * @see Sutton, Maei, Precup, Bhatnagar, Silver, Szepesvári & Wiewiora (2009); Sutton & Barto (2018), section 11.7
 */
export function createGtd2(weights: Float64Array, options: GradientTdOptions = {}): OffPolicyPredictor {
  const { alpha, beta, v } = checked("createGtd2", weights, options);
  return {
    weights,
    value: (x) => dot(weights, x),
    learn: (xTm1, rT, discountT, xT, rhoTm1 = 1) => {
      assertRatio("createGtd2.learn", rhoTm1);
      const error = finite("createGtd2.learn", rT + discountT * dot(weights, xT) - dot(weights, xTm1));
      const expected = dot(v, xTm1);
      addScaled(weights, alpha * rhoTm1 * expected, xTm1);
      addScaled(weights, -alpha * rhoTm1 * discountT * expected, xT);
      addScaled(v, beta * rhoTm1 * (error - expected), xTm1);
      return error;
    },
  };
}

/**
 * TDC, TD with gradient correction (also GTD(0)): TD(0) plus a term that makes it descend the projected Bellman error.
 *
 * w ← w + α ρ (δ_t x_{t−1} − γ_t x_t (x_{t−1}ᵀv)),  v ← v + β ρ (δ_t − vᵀx_{t−1}) x_{t−1}.
 * @param weights w, `[features]`, learned in place.
 * @throws TypeError if the weights are no Float64Array; RangeError for an impossible number or length.
 * @example
 * const tdc = createTdc(new Float64Array(8), { stepSize: 0.005, secondStepSize: 0.05 });
 * tdc.learn(oneHot(0), 0, 0.99, oneHot(6), 7); // ρ = 7
 * @see Sutton et al. (2009); Sutton & Barto (2018), section 11.7
 */
export function createTdc(weights: Float64Array, options: GradientTdOptions = {}): OffPolicyPredictor {
  const { alpha, beta, v } = checked("createTdc", weights, options);
  return {
    weights,
    value: (x) => dot(weights, x),
    learn: (xTm1, rT, discountT, xT, rhoTm1 = 1) => {
      assertRatio("createTdc.learn", rhoTm1);
      const error = finite("createTdc.learn", rT + discountT * dot(weights, xT) - dot(weights, xTm1));
      const expected = dot(v, xTm1);
      addScaled(weights, alpha * rhoTm1 * error, xTm1);
      addScaled(weights, -alpha * rhoTm1 * discountT * expected, xT);
      addScaled(v, beta * rhoTm1 * (error - expected), xTm1);
      return error;
    },
  };
}
