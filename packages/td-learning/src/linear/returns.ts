import { assertBetween, assertInteger, assertSameLength } from "./checks.ts";

function assertSequences(
  where: string,
  rT: ArrayLike<number>,
  discountT: ArrayLike<number>,
  vT: ArrayLike<number>,
): void {
  assertSameLength(where, ["rT", "discountT"], rT, discountT);
  assertSameLength(where, ["rT", "vT"], rT, vT);
}

/** Options of {@link lambdaReturns}. */
export interface LambdaReturnsOptions {
  /** λ, from 0 (bootstrap at once) to 1 (only at the sequence's end); 0.9 unless told. */
  lambda?: number;
}

/**
 * λ-returns of one sequence: G_{t−1} = r_t + γ_t ((1 − λ) v_t + λ G_t), bootstrapped from the last v.
 *
 * Where rows of another episode follow a time limit, give γ_t = 0 and r_t + γ v of the cut state as reward: a discount
 * that is kept would carry the other episode's returns back over the cut.
 * @param rT r_1 … r_T, `[time]`.
 * @param discountT γ_1 … γ_T, `[time]`; 0 where an episode ends.
 * @param vT v(s_1) … v(s_T), `[time]`.
 * @returns G_0 … G_{T−1}, `[time]`.
 * @throws RangeError if the lengths differ or λ lies outside [0, 1].
 * @example
 * lambdaReturns([0, 1], [1, 0], [0.5, 0], { lambda: 0.5 }); // [0.75, 1]
 * @see Watkins (1989); Sutton & Barto (2018), equation 12.18
 */
export function lambdaReturns(
  rT: ArrayLike<number>,
  discountT: ArrayLike<number>,
  vT: ArrayLike<number>,
  { lambda = 0.9 }: LambdaReturnsOptions = {},
): Float64Array {
  assertSequences("lambdaReturns", rT, discountT, vT);
  assertBetween("lambdaReturns", "lambda", lambda, 0, 1);
  const returns = new Float64Array(rT.length);
  let next = vT[rT.length - 1] ?? 0;
  for (let t = rT.length - 1; t >= 0; t--) {
    next = rT[t]! + discountT[t]! * ((1 - lambda) * vT[t]! + lambda * next);
    returns[t] = next;
  }
  return returns;
}

/** Options of {@link nStepReturns}. */
export interface NStepReturnsOptions {
  /** n, the number of rewards before bootstrapping; 4 unless told. */
  n?: number;
}

/**
 * n-step returns of one sequence: G_{t−1} = r_t + γ_t r_{t+1} + … + γ_t⋯γ_{t+n−1} v_{t+n−1}, with fewer rewards
 * where the sequence ends sooner.
 *
 * Where rows of another episode follow a time limit, give γ_t = 0 and r_t + γ v of the cut state as reward.
 * @param rT r_1 … r_T, `[time]`.
 * @param discountT γ_1 … γ_T, `[time]`; 0 where an episode ends.
 * @param vT v(s_1) … v(s_T), `[time]`.
 * @returns G_0 … G_{T−1}, `[time]`.
 * @throws RangeError if the lengths differ or n is no positive integer.
 * @example
 * nStepReturns([1, 1, 1], [1, 1, 1], [5, 6, 7], { n: 2 }); // [8, 9, 8]
 * @see Sutton & Barto (2018), equation 7.1
 */
export function nStepReturns(
  rT: ArrayLike<number>,
  discountT: ArrayLike<number>,
  vT: ArrayLike<number>,
  { n = 4 }: NStepReturnsOptions = {},
): Float64Array {
  assertSequences("nStepReturns", rT, discountT, vT);
  assertInteger("nStepReturns", "n", n, 1);
  const returns = new Float64Array(rT.length);
  for (let start = 0; start < rT.length; start++) {
    const last = Math.min(start + n, rT.length) - 1;
    let gathered = vT[last]!;
    for (let t = last; t >= start; t--) gathered = rT[t]! + discountT[t]! * gathered;
    returns[start] = gathered;
  }
  return returns;
}
