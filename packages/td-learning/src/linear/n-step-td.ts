import { assertBetween, assertInteger, assertWeights, finite } from "./checks.ts";
import { addScaled, dot, type Features } from "./features.ts";
import type { Predictor } from "./predictor.ts";

/** Options of {@link createNStepTd}. */
export interface NStepTdOptions {
  /** α; 0.1 unless told. */
  stepSize?: number;
  /** n, the number of rewards in a target before it bootstraps; 4 unless told. */
  n?: number;
}

/** A state whose n-step return is still being gathered: G so far, and the product of the discounts so far. */
interface Pending {
  readonly x: Features;
  age: number;
  gathered: number;
  discount: number;
}

/**
 * n-step TD: a state is updated once n rewards have followed it, or the episode has ended.
 *
 * w ← w + α (G − wᵀx_t) x_t,  G = r_{t+1} + γ r_{t+2} + … + γⁿ⁻¹ r_{t+n} + γⁿ wᵀx_{t+n}.
 * @param weights w, `[features]`, learned in place.
 * @throws TypeError if the weights are no Float64Array; RangeError for an impossible step size or n.
 * @example
 * const td = createNStepTd(new Float64Array(19), { stepSize: 0.4, n: 4 });
 * @see Sutton & Barto (2018), section 7.1 and equation 9.15
 */
export function createNStepTd(
  weights: Float64Array,
  { stepSize = 0.1, n = 4 }: NStepTdOptions = {},
): Predictor {
  assertWeights("createNStepTd", weights);
  assertBetween("createNStepTd", "stepSize", stepSize, 0);
  assertInteger("createNStepTd", "n", n, 1);
  const pending: Pending[] = [];
  const gather = (rT: number, discountT: number): void => {
    for (const entry of pending) {
      entry.age += 1;
      entry.gathered += entry.discount * rT;
      entry.discount *= discountT;
    }
  };
  const updateOldest = (xT: Features): void => {
    const { x, gathered, discount } = pending.shift()!;
    addScaled(weights, stepSize * (gathered + discount * dot(weights, xT) - dot(weights, x)), x);
  };
  // A return is complete after n rewards, and also once no later reward can reach it.
  const complete = (entry: Pending | undefined): boolean =>
    entry !== undefined && (entry.age === n || entry.discount === 0);
  return {
    weights,
    value: (x) => dot(weights, x),
    learn: (xTm1, rT, discountT, xT) => {
      const error = finite("createNStepTd.learn", rT + discountT * dot(weights, xT) - dot(weights, xTm1));
      // A copy, for the caller may fill the same arrays anew before its reward is complete.
      const x = { indices: xTm1.indices.slice(), values: xTm1.values.slice() };
      pending.push({ x, age: 0, gathered: 0, discount: 1 });
      gather(rT, discountT);
      while (complete(pending[0])) updateOldest(xT);
      return error;
    },
  };
}
