import { assertBetween, assertSameLength } from "../linear/checks.ts";
import type { Features } from "../linear/features.ts";
import type { Predictor } from "../linear/predictor.ts";
import { stepsSinceOnset, type StimulusRepresentation } from "./representations.ts";

/** Options of {@link tdTrial}. */
export interface TdTrialOptions {
  /** γ per step of time, from 0 to 1; 1 unless told. */
  discount?: number;
}

/** What {@link tdTrial} returns. */
export interface TdTrial {
  /** δ at every step, `[time]`: what the dopamine neurons of Schultz, Dayan & Montague (1997) signal. */
  readonly errors: Float64Array;
  /** v(x_t) at every step as the error saw it, `[time]`; 0 at the last, which ends the trial. */
  readonly values: Float64Array;
}

const nothing: Features = { indices: new Int32Array(0), values: new Float64Array(0) };

/**
 * One trial of the TD model of conditioning: δ_t = r_t + γ v(x_t) − v(x_{t−1}) at every step, learned by any
 * predictor over any representation of the stimuli.
 *
 * Before the trial nothing is predicted (x_{−1} is empty); the last step ends it, so v there counts as 0.
 * @param predictor A learner over `representation.featureCount` weights; learns in place.
 * @param representation How stimuli become features.
 * @param cues Whether each stimulus is on, 0 or 1, `[time × stimuli]`.
 * @param rewards r at every step, `[time]`.
 * @throws RangeError if the lengths do not fit together.
 * @example
 * const clock = createCompleteSerialCompound({ length: 4 });
 * const td = createTd(new Float64Array(clock.featureCount), { stepSize: 0.1 });
 * tdTrial(td, clock, [0, 1, 0, 0, 0], [0, 0, 0, 1, 0]).errors; // [0, 0, 0, 1, 0]: the reward surprises
 * @see Sutton & Barto (1990), "Time-derivative models of Pavlovian reinforcement"; Schultz, Dayan & Montague (1997)
 */
export function tdTrial(
  predictor: Predictor,
  representation: StimulusRepresentation,
  cues: ArrayLike<number>,
  rewards: ArrayLike<number>,
  { discount = 1 }: TdTrialOptions = {},
): TdTrial {
  const { stimuli, featureCount } = representation;
  assertBetween("tdTrial", "discount", discount, 0, 1);
  assertSameLength("tdTrial", ["cues", "rewards × stimuli"], cues, { length: rewards.length * stimuli });
  assertSameLength("tdTrial", ["predictor.weights", "representation.featureCount"], predictor.weights, {
    length: featureCount,
  });
  const present = Array.from(cues);
  const since = stepsSinceOnset(cues, stimuli);
  const errors = new Float64Array(rewards.length);
  const values = new Float64Array(rewards.length);
  let xTm1 = nothing;
  for (let t = 0; t < rewards.length; t++) {
    const at = t * stimuli;
    const xT = representation.encode(since.subarray(at, at + stimuli), present.slice(at, at + stimuli));
    const discountT = t === rewards.length - 1 ? 0 : discount;
    values[t] = discountT === 0 ? 0 : predictor.value(xT);
    errors[t] = predictor.learn(xTm1, rewards[t]!, discountT, xT);
    xTm1 = xT;
  }
  return { errors, values };
}
