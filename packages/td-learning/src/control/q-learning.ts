import { assertBetween, assertSameLength, assertWeights, finite } from "../linear/checks.ts";
import { addScaled, type Features } from "../linear/features.ts";
import { createTd } from "../linear/td.ts";
import { actionValues, pairFeatures, type ActionValueOptions, type ActionValues } from "./action-values.ts";
import { greedyAction } from "./policies.ts";

/** Options of {@link createQLearning}. */
export interface QLearningOptions extends ActionValueOptions {
  /** α; 0.1 unless told. */
  stepSize?: number;
}

/** What {@link createQLearning} and {@link createDoubleQLearning} make. */
export interface QLearning extends ActionValues {
  /**
   * Learns from s_{t−1}, a_{t−1}, r_t, γ_t, s_t, whatever the policy that behaves.
   * @returns The TD error δ_t.
   * @throws RangeError for an index that is not below `featureCount`, for an action that is none, and if δ_t is not finite.
   */
  readonly learn: (xTm1: Features, aTm1: number, rT: number, discountT: number, xT: Features) => number;
}

/**
 * Q-learning: q(s, a) ← q(s, a) + α (r + γ max_a' q(s', a') − q(s, a)).
 * @param weights w, `[actions × features]`, learned in place.
 * @throws TypeError if the weights are no Float64Array; RangeError for an impossible number.
 * @example
 * const q = createQLearning(new Float64Array(4 * 48), { featureCount: 48, stepSize: 0.5 });
 * q.learn(oneHot(36), 0, -1, 1, oneHot(24));
 * @see Watkins (1989); Sutton & Barto (2018), section 6.5
 */
export function createQLearning(
  weights: Float64Array,
  { featureCount, stepSize = 0.1 }: QLearningOptions,
): QLearning {
  const predictor = createTd(weights, { stepSize });
  const q = actionValues("createQLearning", weights, featureCount);
  const pair = (x: Features, action: number): Features =>
    pairFeatures("createQLearning.learn", x, action, featureCount);
  return {
    ...q,
    learn: (xTm1, aTm1, rT, discountT, xT) =>
      predictor.learn(pair(xTm1, aTm1), rT, discountT, pair(xT, greedyAction(q.values(xT)))),
  };
}

/** Options of {@link createDoubleQLearning}. */
export interface DoubleQLearningOptions extends QLearningOptions {
  /** A source of uniform numbers in [0, 1): it tosses which of the two learns. */
  uniform: () => number;
}

/**
 * Double Q-learning: one set of weights chooses the best next action, the other values it, so that the maximum of
 * noisy values is not taken for the value of the maximum.
 *
 * By the toss of a coin: q₁(s, a) ← q₁(s, a) + α (r + γ q₂(s', argmax_a' q₁(s', a')) − q₁(s, a)), or 1 and 2
 * exchanged. `values` gives the mean of the two, from which a policy acts, and `weights` is q₁'s.
 * @param weights w₁, `[actions × features]`, learned in place.
 * @param secondWeights w₂, likewise.
 * @throws TypeError if the weights are no Float64Array; RangeError for an impossible number or length.
 * @example
 * const random = createRandomStream(7);
 * const q = createDoubleQLearning(new Float64Array(8), new Float64Array(8), {
 *   featureCount: 4,
 *   uniform: random.uniform,
 * });
 * @see van Hasselt (2010); Sutton & Barto (2018), section 6.7
 */
export function createDoubleQLearning(
  weights: Float64Array,
  secondWeights: Float64Array,
  { featureCount, stepSize = 0.1, uniform }: DoubleQLearningOptions,
): QLearning {
  const where = "createDoubleQLearning";
  assertWeights(where, weights);
  assertSameLength(where, ["weights", "secondWeights"], weights, secondWeights);
  assertBetween(where, "stepSize", stepSize, 0);
  const whereLearn = `${where}.learn`;
  const first = actionValues(where, weights, featureCount);
  const second = actionValues(where, secondWeights, featureCount);
  return {
    weights,
    values: (x) => {
      const other = second.values(x);
      return first.values(x).map((value, action) => (value + other[action]!) / 2);
    },
    learn: (xTm1, aTm1, rT, discountT, xT) => {
      const pair = pairFeatures(whereLearn, xTm1, aTm1, featureCount);
      const [learner, judge] = uniform() < 0.5 ? [first, second] : [second, first];
      const best = greedyAction(learner.values(xT));
      const target = rT + discountT * judge.values(xT)[best]!;
      const error = finite(whereLearn, target - learner.values(xTm1)[aTm1]!);
      addScaled(learner.weights, stepSize * error, pair);
      return error;
    },
  };
}
