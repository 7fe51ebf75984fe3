import { assertBetween, assertWeights, finite } from "./checks.ts";
import { addScaled, dot } from "./features.ts";
import type { Predictor } from "./predictor.ts";

/** Options of {@link createDifferentialTd}. */
export interface DifferentialTdOptions {
  /** α, the step size of the weights; 0.1 unless told. */
  stepSize?: number;
  /** β, the step size of the average reward; 0.01 unless told. */
  rewardStepSize?: number;
  /** R̄ at the start; 0 unless told. */
  averageReward?: number;
}

/** A {@link Predictor} of continuing tasks, which values states against the average reward. */
export interface DifferentialPredictor extends Predictor {
  /** R̄, the present estimate of the reward per step. */
  readonly averageReward: () => number;
}

/**
 * Differential TD(0), for tasks that go on for ever and are judged by reward per step.
 *
 * δ_t = r_t − R̄ + γ_t wᵀx_t − wᵀx_{t−1},  R̄ ← R̄ + β δ_t,  w ← w + α δ_t x_{t−1}. A continuing task has γ_t = 1.
 * @param weights w, `[features]`, learned in place; values are relative to one another.
 * @throws TypeError if the weights are no Float64Array; RangeError for an impossible number.
 * @example
 * const td = createDifferentialTd(new Float64Array(2));
 * td.learn(oneHot(0), 1, 1, oneHot(1));
 * td.averageReward(); // 0.01
 * @see Sutton & Barto (2018), section 10.3
 */
export function createDifferentialTd(
  weights: Float64Array,
  { stepSize = 0.1, rewardStepSize = 0.01, averageReward = 0 }: DifferentialTdOptions = {},
): DifferentialPredictor {
  assertWeights("createDifferentialTd", weights);
  assertBetween("createDifferentialTd", "stepSize", stepSize, 0);
  assertBetween("createDifferentialTd", "rewardStepSize", rewardStepSize, 0);
  let rate = averageReward;
  return {
    weights,
    value: (x) => dot(weights, x),
    averageReward: () => rate,
    learn: (xTm1, rT, discountT, xT) => {
      const error = finite(
        "createDifferentialTd.learn",
        rT - rate + discountT * dot(weights, xT) - dot(weights, xTm1),
      );
      rate += rewardStepSize * error;
      addScaled(weights, stepSize * error, xTm1);
      return error;
    },
  };
}
