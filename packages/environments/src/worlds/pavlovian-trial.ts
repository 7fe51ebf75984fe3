import { assertCount } from "./discrete-environment.ts";

/** The timeline of one trial, in steps of time. */
export interface PavlovianTrial {
  /** How many stimuli there are. */
  readonly stimuli: number;
  /** Whether each stimulus is on, 0 or 1, `[time × stimuli]`. */
  readonly cues: Uint8Array;
  /** The reward (unconditioned stimulus) at every step, `[time]`. */
  readonly rewards: Float64Array;
}

/** A stimulus that comes on once in a trial. */
export interface Cue {
  /** Which stimulus, from 0. */
  readonly stimulus: number;
  /** The step it comes on. */
  readonly onset: number;
  /** For how many steps it stays on; 1 unless told. */
  readonly duration?: number;
}

/** A reward at one step of a trial. */
export interface TimedReward {
  /** The step it comes. */
  readonly at: number;
  /** Its size; 1 unless told. */
  readonly size?: number;
}

/** What {@link pavlovianTrial} may be told. */
export interface PavlovianTrialOptions {
  /** How many steps; 25 unless told. */
  readonly steps?: number;
  /** How many stimuli; 1 unless told. */
  readonly stimuli?: number;
  /** The stimuli that come on; none unless told. */
  readonly cues?: readonly Cue[];
  /** The rewards that come; none unless told. */
  readonly rewards?: readonly TimedReward[];
}

function assertStep(name: string, value: number, count: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && value < count) return;
  throw new RangeError(
    `pavlovianTrial: expected ${name} to be an integer from 0 to ${count - 1}, got ${value}`,
  );
}

/**
 * One trial of classical conditioning, drawn up from what comes when.
 * @throws RangeError for a stimulus, an onset or a reward outside the trial.
 * @example
 * // The trial of Schultz, Dayan & Montague's figure: a cue at 5, juice at 15.
 * const trial = pavlovianTrial({ cues: [{ stimulus: 0, onset: 5 }], rewards: [{ at: 15 }] });
 */
export function pavlovianTrial({
  steps = 25,
  stimuli = 1,
  cues = [],
  rewards = [],
}: PavlovianTrialOptions = {}): PavlovianTrial {
  assertCount("pavlovianTrial", "steps", steps, 1);
  assertCount("pavlovianTrial", "stimuli", stimuli, 1);
  const trial = { stimuli, cues: new Uint8Array(steps * stimuli), rewards: new Float64Array(steps) };
  for (const { stimulus, onset, duration = 1 } of cues) {
    assertStep("a stimulus", stimulus, stimuli);
    assertStep("an onset", onset, steps);
    assertCount("pavlovianTrial", "a duration", duration, 1);
    for (let t = onset; t < Math.min(onset + duration, steps); t++) trial.cues[t * stimuli + stimulus] = 1;
  }
  for (const { at, size = 1 } of rewards) {
    assertStep("a reward's time", at, steps);
    trial.rewards[at]! += size;
  }
  return trial;
}
