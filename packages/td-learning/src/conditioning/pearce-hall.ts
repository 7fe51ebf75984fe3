import { assertBetween, assertSameLength } from "../linear/checks.ts";
import { assertSaliences, predictedOutcome } from "./rescorla-wagner.ts";

/** What an animal of the Pearce-Hall model has learned about its stimuli. */
export interface PearceHallState {
  /** V, excitatory strength, `[stimuli]`. */
  readonly excitation: Float64Array;
  /** V̄, inhibitory strength, `[stimuli]`. */
  readonly inhibition: Float64Array;
  /** α, how readily each stimulus is learned about, `[stimuli]`. */
  readonly associability: Float64Array;
}

/** Options of {@link pearceHallState}. */
export interface PearceHallStateOptions {
  /** α of a new stimulus, from 0 to 1; 1 unless told. */
  associability?: number;
}

/**
 * The state of an animal to which every stimulus is new.
 * @param stimuli How many there are.
 * @example
 * let state = pearceHallState(2);
 */
export function pearceHallState(
  stimuli: number,
  { associability = 1 }: PearceHallStateOptions = {},
): PearceHallState {
  assertBetween("pearceHallState", "associability", associability, 0, 1);
  return {
    excitation: new Float64Array(stimuli),
    inhibition: new Float64Array(stimuli),
    associability: new Float64Array(stimuli).fill(associability),
  };
}

/** Options of {@link pearceHall}. */
export interface PearceHallOptions {
  /** γ, how fast associability follows surprise, from 0 to 1; 1, the model of 1980, unless told. */
  associabilityRate?: number;
}

/** What {@link pearceHall} returns. */
export interface PearceHallTrial {
  /** λ − (ΣV − ΣV̄), the surprise. */
  readonly error: number;
  /** What the animal knows after the trial. */
  readonly state: PearceHallState;
}

/**
 * One trial of the Pearce-Hall model: surprise does not drive learning itself but attention to the stimuli, and so
 * the next trial's learning.
 *
 * With surprise e = λ − (ΣV − ΣV̄): ΔV_i = S_i α_i λ if e > 0, ΔV̄_i = S_i α_i |e| if e < 0, then
 * α_i ← γ |e| + (1 − γ) α_i (at most 1) for the stimuli present.
 * @param state What the animal knows before the trial; left as it is.
 * @param salienceT S of each stimulus on this trial, `[stimuli]`, from 0 to 1; 0 where it is absent.
 * @param outcomeT λ; 0 without an outcome.
 * @throws RangeError if the lengths differ or a number is impossible.
 * @example
 * // Latent inhibition: a cue met alone loses associability before it ever predicts.
 * const { state } = pearceHall(pearceHallState(1), [0.2], 0); // associability 0
 * @see Pearce & Hall (1980); γ from Pearce, Kaye & Hall (1982)
 */
export function pearceHall(
  state: PearceHallState,
  salienceT: ArrayLike<number>,
  outcomeT: number,
  { associabilityRate = 1 }: PearceHallOptions = {},
): PearceHallTrial {
  const { excitation, inhibition, associability } = state;
  assertSameLength("pearceHall", ["state.excitation", "salienceT"], excitation, salienceT);
  assertSaliences("pearceHall", salienceT);
  assertBetween("pearceHall", "outcomeT", outcomeT, 0);
  assertBetween("pearceHall", "associabilityRate", associabilityRate, 0, 1);
  const expected = predictedOutcome(excitation, salienceT) - predictedOutcome(inhibition, salienceT);
  const error = outcomeT - expected;
  const readiness = associability.map((alpha, i) => alpha * salienceT[i]!);
  const attention = Math.min(Math.abs(error), 1);
  return {
    error,
    state: {
      excitation: error > 0 ? excitation.map((v, i) => v + readiness[i]! * outcomeT) : excitation.slice(),
      inhibition: error < 0 ? inhibition.map((v, i) => v - readiness[i]! * error) : inhibition.slice(),
      associability: associability.map((alpha, i) =>
        salienceT[i]! === 0 ? alpha : associabilityRate * attention + (1 - associabilityRate) * alpha,
      ),
    },
  };
}
