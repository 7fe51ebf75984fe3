import type { Features } from "../linear/features.ts";
import type { Predictor } from "../linear/predictor.ts";
import {
  actionValues,
  expectedFeatures,
  pairFeatures,
  type ActionValueOptions,
  type ActionValues,
} from "./action-values.ts";
import { policyTotal } from "./policies.ts";

/** What {@link createSarsa} makes. */
export interface Sarsa extends ActionValues {
  /**
   * Learns from s_{t−1}, a_{t−1}, r_t, γ_t, s_t, a_t: the quintuple that gave Sarsa its name.
   * @returns δ_t = r_t + γ_t q(s_t, a_t) − q(s_{t−1}, a_{t−1}).
   * @throws RangeError for an index that is not below `featureCount`, for an action that is none, and if δ_t is not finite.
   */
  readonly learn: (
    xTm1: Features,
    aTm1: number,
    rT: number,
    discountT: number,
    xT: Features,
    aT: number,
  ) => number;
}

/**
 * Sarsa: a predictor on pairs of state and action. The predictor makes the kind: {@link createTd} one-step Sarsa,
 * {@link createNStepTd} n-step Sarsa, {@link createTdLambda} Sarsa(λ), {@link createTrueOnlineTdLambda} true online
 * Sarsa(λ), {@link createDifferentialTd} differential Sarsa.
 * @param predictor Over weights `[actions × features]`.
 * @throws RangeError if the weights hold no whole number of actions.
 * @example
 * const sarsa = createSarsa(createTd(new Float64Array(4 * 48), { stepSize: 0.5 }), { featureCount: 48 });
 * sarsa.learn(oneHot(36), 0, -1, 1, oneHot(24), 3);
 * @see Rummery & Niranjan (1994); Sutton & Barto (2018), sections 6.4, 7.2, 10.1 and 12.7
 */
export function createSarsa(predictor: Predictor, { featureCount }: ActionValueOptions): Sarsa {
  const pair = (x: Features, action: number): Features =>
    pairFeatures("createSarsa.learn", x, action, featureCount);
  return {
    ...actionValues("createSarsa", predictor.weights, featureCount),
    learn: (xTm1, aTm1, rT, discountT, xT, aT) =>
      predictor.learn(pair(xTm1, aTm1), rT, discountT, pair(xT, aT)),
  };
}

/** What {@link createExpectedSarsa} makes. */
export interface ExpectedSarsa extends ActionValues {
  /**
   * Learns from s_{t−1}, a_{t−1}, r_t, γ_t, s_t and the policy π(·|s_t), `[actions]`.
   * @returns δ_t = r_t + γ_t Σ_a π(a|s_t) q(s_t, a) − q(s_{t−1}, a_{t−1}).
   * @throws RangeError for an index that is not below `featureCount`, for an action that is none, for a policy that is
   * not one probability of 0 or more for each action and 1 in all, and if δ_t is not finite.
   */
  readonly learn: (
    xTm1: Features,
    aTm1: number,
    rT: number,
    discountT: number,
    xT: Features,
    policyT: ArrayLike<number>,
  ) => number;
}

/**
 * Expected Sarsa: bootstraps from the policy's mean instead of the action that happened to be drawn.
 * @param predictor Over weights `[actions × features]`; {@link createTd} or {@link createNStepTd}.
 * @throws RangeError if the weights hold no whole number of actions.
 * @example
 * const learner = createExpectedSarsa(createTd(new Float64Array(4 * 48)), { featureCount: 48 });
 * @see van Seijen, van Hasselt, Whiteson & Wiering (2009); Sutton & Barto (2018), section 6.6
 */
export function createExpectedSarsa(
  predictor: Predictor,
  { featureCount }: ActionValueOptions,
): ExpectedSarsa {
  const where = "createExpectedSarsa.learn";
  const actions = predictor.weights.length / featureCount;
  return {
    ...actionValues("createExpectedSarsa", predictor.weights, featureCount),
    learn: (xTm1, aTm1, rT, discountT, xT, policyT) => {
      if (policyT.length !== actions) {
        throw new RangeError(
          `${where}: expected policyT to be ${actions} probabilities, one an action, got ${policyT.length}; give 0 to an action that is never taken`,
        );
      }
      policyTotal(where, "policyT", policyT);
      return predictor.learn(
        pairFeatures(where, xTm1, aTm1, featureCount),
        rT,
        discountT,
        expectedFeatures(where, xT, policyT, featureCount),
      );
    },
  };
}
