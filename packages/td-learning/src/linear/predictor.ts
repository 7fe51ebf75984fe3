import type { Features } from "./features.ts";

/**
 * A linear value function v(x) = wᵀx that learns from one transition at a time.
 *
 * There is no "done": `discountT = 0` says that the transition ended an episode. The value of `xT` then does not
 * count, traces are forgotten, and the next transition may start anywhere.
 *
 * A time limit ends no task. A one-step predictor keeps the discount there; one with traces or with returns still to
 * come would carry them into the next episode, so give it discount 0 and r_t + γ v(x_t) as reward.
 */
export interface Predictor {
  /** w, `[features]`: the array that was given, learned in place. */
  readonly weights: Float64Array;
  /** v(x) = wᵀx. */
  readonly value: (x: Features) => number;
  /**
   * Learns from the transition x_{t−1} → r_t, γ_t, x_t. The features are read and not kept: their arrays may be filled
   * anew for the next one.
   * @returns The TD error δ_t = r_t + γ_t v(x_t) − v(x_{t−1}), with the weights from before the update.
   * @throws RangeError if δ_t is not finite: an index outside the weights, a reward that is NaN, or divergence.
   */
  readonly learn: (xTm1: Features, rT: number, discountT: number, xT: Features) => number;
}

/** A {@link Predictor} that can learn about one policy while another behaves. */
export interface OffPolicyPredictor extends Predictor {
  /**
   * As {@link Predictor.learn}, with the importance ratio ρ_{t−1} = π(a_{t−1}|s_{t−1}) / b(a_{t−1}|s_{t−1}) of the
   * target policy π over the behaviour b; 1 unless given.
   * @throws RangeError as above, and if ρ is negative or not finite.
   */
  readonly learn: (xTm1: Features, rT: number, discountT: number, xT: Features, rhoTm1?: number) => number;
}
