import { assertBetween, assertInteger } from "../linear/checks.ts";
import type { Features } from "../linear/features.ts";

/** How the stimuli of a trial become features at every step of time. */
export interface StimulusRepresentation {
  /** How many stimuli it represents. */
  readonly stimuli: number;
  /** How many features it makes. */
  readonly featureCount: number;
  /**
   * The features at one step.
   * @param sinceOnsetT Steps since each stimulus last came on, `[stimuli]`; −1 if it has not yet.
   * @param presentT Whether each stimulus is on now, 0 or 1, `[stimuli]`.
   */
  readonly encode: (sinceOnsetT: ArrayLike<number>, presentT: ArrayLike<number>) => Features;
}

/** Gathers features that are written one by one. */
function collect(write: (put: (index: number, value: number) => void) => void): Features {
  const indices: number[] = [];
  const values: number[] = [];
  write((index, value) => {
    indices.push(index);
    values.push(value);
  });
  return { indices: Int32Array.from(indices), values: Float64Array.from(values) };
}

/** Options of {@link createPresence}. */
export interface PresenceOptions {
  /** How many stimuli; 1 unless told. */
  stimuli?: number;
}

/**
 * Presence: one feature a stimulus, 1 while it is on. Knows no time within a stimulus, and nothing once it is off.
 * @throws RangeError if `stimuli` is no positive integer.
 * @example
 * createPresence({ stimuli: 2 }).featureCount; // 2
 * @see Sutton & Barto (1990); Ludvig, Sutton & Kehoe (2012)
 */
export function createPresence({ stimuli = 1 }: PresenceOptions = {}): StimulusRepresentation {
  assertInteger("createPresence", "stimuli", stimuli, 1);
  return {
    stimuli,
    featureCount: stimuli,
    encode: (_, presentT) =>
      collect((put) => {
        for (let i = 0; i < stimuli; i++) if (presentT[i]! !== 0) put(i, 1);
      }),
  };
}

/** Options of {@link createCompleteSerialCompound}. */
export interface CompleteSerialCompoundOptions {
  /** How many stimuli; 1 unless told. */
  stimuli?: number;
  /** For how many steps from its onset a stimulus is followed; 20 unless told. */
  length?: number;
}

/**
 * Complete serial compound: a feature of its own for every step after every stimulus' onset, a perfect clock.
 * @throws RangeError if `stimuli` or `length` is no positive integer.
 * @example
 * createCompleteSerialCompound({ stimuli: 2, length: 20 }).featureCount; // 40
 * @see Sutton & Barto (1990); Montague, Dayan & Sejnowski (1996)
 */
export function createCompleteSerialCompound({
  stimuli = 1,
  length = 20,
}: CompleteSerialCompoundOptions = {}): StimulusRepresentation {
  assertInteger("createCompleteSerialCompound", "stimuli", stimuli, 1);
  assertInteger("createCompleteSerialCompound", "length", length, 1);
  return {
    stimuli,
    featureCount: stimuli * length,
    encode: (sinceOnsetT) =>
      collect((put) => {
        for (let i = 0; i < stimuli; i++) {
          const since = sinceOnsetT[i]!;
          if (since >= 0 && since < length) put(i * length + since, 1);
        }
      }),
  };
}

/** Options of {@link createMicrostimuli}. */
export interface MicrostimuliOptions {
  /** How many stimuli; 1 unless told. */
  stimuli?: number;
  /** m, how many microstimuli each has; 6 unless told. */
  count?: number;
  /** d, what remains of the memory trace from one step to the next, between 0 and 1; 0.985 unless told. */
  decay?: number;
  /** σ, the width of the receptive fields on the trace's height; 0.08 unless told. */
  width?: number;
}

/**
 * Microstimuli: a fading memory trace of every stimulus, read by receptive fields over its height, so that time is
 * known ever more coarsely as it passes.
 *
 * y = d^t at t steps after onset; feature j = 1 … m: y · exp(−(y − j/m)² / 2σ²) / √(2π).
 * @throws RangeError for impossible counts, a decay outside (0, 1) or a width that is not above 0.
 * @example
 * const clock = createMicrostimuli({ stimuli: 1 });
 * clock.encode([0], [1]).values[5]; // 0.3989, the last one at onset
 * @see Ludvig, Sutton & Kehoe (2008, 2012)
 */
export function createMicrostimuli({
  stimuli = 1,
  count = 6,
  decay = 0.985,
  width = 0.08,
}: MicrostimuliOptions = {}): StimulusRepresentation {
  assertInteger("createMicrostimuli", "stimuli", stimuli, 1);
  assertInteger("createMicrostimuli", "count", count, 1);
  assertBetween("createMicrostimuli", "decay", decay, Number.MIN_VALUE, 1 - Number.EPSILON);
  assertBetween("createMicrostimuli", "width", width, Number.MIN_VALUE);
  const level = (height: number, j: number): number =>
    (height * Math.exp(-((height - j / count) ** 2) / (2 * width ** 2))) / Math.sqrt(2 * Math.PI);
  return {
    stimuli,
    featureCount: stimuli * count,
    encode: (sinceOnsetT) =>
      collect((put) => {
        for (let i = 0; i < stimuli; i++) {
          if (sinceOnsetT[i]! < 0) continue;
          const height = decay ** sinceOnsetT[i]!;
          for (let j = 1; j <= count; j++) put(i * count + j - 1, level(height, j));
        }
      }),
  };
}

/**
 * How many steps ago each stimulus last came on, at every step of a trial.
 * @param present Whether a stimulus is on, 0 or 1, `[time × stimuli]`.
 * @param stimuli How many stimuli there are.
 * @returns `[time × stimuli]`; −1 before the first onset.
 * @throws RangeError if `present` does not hold whole steps.
 * @example
 * stepsSinceOnset([0, 1, 1, 0], 1); // [-1, 0, 1, 2]
 */
export function stepsSinceOnset(present: ArrayLike<number>, stimuli: number): Int32Array {
  assertInteger("stepsSinceOnset", "stimuli", stimuli, 1);
  if (present.length % stimuli !== 0) {
    throw new RangeError(
      `stepsSinceOnset: expected whole steps of ${stimuli} stimuli, got ${present.length} numbers`,
    );
  }
  const since = new Int32Array(present.length).fill(-1);
  for (let k = 0; k < present.length; k++) {
    const before = k < stimuli ? -1 : since[k - stimuli]!;
    const comesOn = present[k] !== 0 && (k < stimuli || present[k - stimuli] === 0);
    since[k] = comesOn ? 0 : before < 0 ? -1 : before + 1;
  }
  return since;
}
