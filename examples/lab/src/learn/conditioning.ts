import { pavlovianTrial } from "@wayfield/environments";
import { createCompleteSerialCompound, createTd, tdTrial } from "@wayfield/td-learning";

/** An experiment with one cue and one reward; times in steps of a trial. */
export interface ConditioningExperiment {
  cueAt: number;
  rewardAt: number;
  rewardSize: number;
  trials: number;
  /** The last so many trials come without the reward. */
  omitted: number;
  /** α. */
  stepSize: number;
  /** γ per step. */
  discount: number;
}

export const defaultExperiment: ConditioningExperiment = {
  cueAt: 5,
  rewardAt: 15,
  rewardSize: 1,
  trials: 60,
  omitted: 1,
  stepSize: 0.3,
  discount: 1,
};

/** What an animal of the TD model did in every trial. */
export interface ConditioningCourse {
  /** Steps of a trial. */
  steps: number;
  /** δ, `[trials, steps]`. */
  errors: Float64Array;
  /** V, `[trials, steps]`. */
  values: Float64Array;
}

export const trialSteps = 25;

/**
 * The TD model of conditioning on a complete serial compound (Sutton & Barto 1990; Schultz, Dayan & Montague 1997).
 * @throws RangeError for times outside the trial.
 */
export function condition(experiment: ConditioningExperiment): ConditioningCourse {
  const { cueAt, rewardAt, rewardSize, trials, omitted, stepSize, discount } = experiment;
  const clock = createCompleteSerialCompound({ length: trialSteps });
  const animal = createTd(new Float64Array(clock.featureCount), { stepSize });
  const errors = new Float64Array(trials * trialSteps);
  const values = new Float64Array(trials * trialSteps);
  for (let trial = 0; trial < trials; trial++) {
    const rewards = trial < trials - omitted ? [{ at: rewardAt, size: rewardSize }] : [];
    const { cues, rewards: course } = pavlovianTrial({
      steps: trialSteps,
      cues: [{ stimulus: 0, onset: cueAt }],
      rewards,
    });
    const lived = tdTrial(animal, clock, cues, course, { discount });
    errors.set(lived.errors, trial * trialSteps);
    values.set(lived.values, trial * trialSteps);
  }
  return { steps: trialSteps, errors, values };
}
