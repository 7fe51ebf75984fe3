import { assertBetween, assertSameLength } from "../linear/checks.ts";

/** Options of {@link rescorlaWagner}. */
export interface RescorlaWagnerOptions {
  /** β, the learning rate on trials with an outcome, from 0 to 1; 0.3 unless told. */
  learningRate?: number;
  /** β on trials whose outcome is 0; `learningRate` unless told. */
  omissionRate?: number;
}

/** What {@link rescorlaWagner} returns. */
export interface RescorlaWagnerTrial {
  /** λ − ΣV, the surprise. */
  readonly error: number;
  /** V after the trial, `[stimuli]`. */
  readonly strengths: Float64Array;
}

/**
 * One trial of the Rescorla-Wagner model: stimuli that are present share one surprise.
 *
 * ΔV_i = α_i β (λ − Σ_present V_j).
 * @param strengths V before the trial, `[stimuli]`; left as it is.
 * @param salienceT α of each stimulus on this trial, `[stimuli]`, from 0 to 1; 0 where it is absent.
 * @param outcomeT λ, the strength the outcome supports; 0 without one.
 * @throws RangeError if the lengths differ or a number is impossible.
 * @example
 * const { strengths } = rescorlaWagner([0.5, 0], [1, 1], 1); // [0.65, 0.15]
 * @see Rescorla & Wagner (1972), "A theory of Pavlovian conditioning"
 */
export function rescorlaWagner(
  strengths: ArrayLike<number>,
  salienceT: ArrayLike<number>,
  outcomeT: number,
  { learningRate = 0.3, omissionRate = learningRate }: RescorlaWagnerOptions = {},
): RescorlaWagnerTrial {
  assertSameLength("rescorlaWagner", ["strengths", "salienceT"], strengths, salienceT);
  assertSaliences("rescorlaWagner", salienceT);
  assertBetween("rescorlaWagner", "outcomeT", outcomeT, 0);
  assertBetween("rescorlaWagner", "learningRate", learningRate, 0, 1);
  assertBetween("rescorlaWagner", "omissionRate", omissionRate, 0, 1);
  const error = outcomeT - predictedOutcome(strengths, salienceT);
  const rate = outcomeT === 0 ? omissionRate : learningRate;
  return {
    error,
    strengths: Float64Array.from(strengths, (strength, i) => strength + salienceT[i]! * rate * error),
  };
}

/** Throws a RangeError unless every salience is a number from 0 to 1. */
export function assertSaliences(where: string, salienceT: ArrayLike<number>): void {
  for (let i = 0; i < salienceT.length; i++) {
    assertBetween(where, `salienceT[${i}]`, salienceT[i]!, 0, 1);
  }
}

/** ΣV over the stimuli whose salience is not 0. */
export function predictedOutcome(strengths: ArrayLike<number>, salienceT: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < strengths.length; i++) if (salienceT[i]! !== 0) sum += strengths[i]!;
  return sum;
}
