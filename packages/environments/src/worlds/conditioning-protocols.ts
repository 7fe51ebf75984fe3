import type { UniformSource } from "../random.ts";
import { assertCount } from "./discrete-environment.ts";
import { pavlovianTrial, type PavlovianTrial } from "./pavlovian-trial.ts";

/** A part of an experiment: trials in their order. */
export interface ConditioningPhase {
  /** What happens in it, e.g. `"A+"`. */
  readonly name: string;
  /** Its trials. */
  readonly trials: readonly PavlovianTrial[];
}

/** A conditioning experiment over two stimuli: A is stimulus 0, B is stimulus 1. */
export type ConditioningProtocol = readonly ConditioningPhase[];

/** What every protocol may be told. */
export interface ProtocolOptions {
  /** How many trials each phase has (each kind of trial, where a phase mixes two); 20 unless told. */
  readonly trials?: number;
  /** The step at which the first stimulus of a trial comes on; 5 unless told. */
  readonly onset?: number;
  /** Steps from a stimulus to what it predicts; 10 unless told. */
  readonly interval?: number;
}

/** What {@link secondOrder} may be told. */
export interface SecondOrderOptions extends ProtocolOptions {
  /** How many trials of the second phase; `trials` unless told. */
  readonly secondTrials?: number;
  /** Steps from B to A in the second phase, at most `interval`; 3 unless told. */
  readonly secondInterval?: number;
}

/** The stimuli of a trial, and whether reward follows them. */
type Kind = "A+" | "A-" | "B+" | "B-" | "AB+" | "AB-" | "B→A-";

function trialOf(
  kind: Kind,
  { onset = 5, interval = 10, secondInterval = 3 }: SecondOrderOptions,
): PavlovianTrial {
  const steps = onset + 2 * interval + 5;
  const isSerial = kind === "B→A-";
  const a = { stimulus: 0, onset: isSerial ? onset + secondInterval : onset };
  const b = { stimulus: 1, onset };
  return pavlovianTrial({
    steps,
    stimuli: 2,
    cues: [...(kind.includes("A") ? [a] : []), ...(kind.includes("B") ? [b] : [])],
    rewards: kind.endsWith("+") ? [{ at: onset + interval }] : [],
  });
}

/** A phase of one kind of trial, or of several by turns. */
function phase(options: SecondOrderOptions, ...kinds: Kind[]): ConditioningPhase {
  const { trials = 20 } = options;
  assertCount("conditioning protocol", "trials", trials, 1);
  const round = kinds.map((kind) => trialOf(kind, options));
  return { name: kinds.join(", "), trials: Array.from({ length: trials }, () => round).flat() };
}

/**
 * Acquisition: A is followed by reward.
 * @example
 * for (const { trials } of acquisition({ trials: 100 })) trials.forEach(learn);
 */
export const acquisition = (options: ProtocolOptions = {}): ConditioningProtocol => [phase(options, "A+")];

/** Extinction: A is followed by reward, then no longer. */
export const extinction = (options: ProtocolOptions = {}): ConditioningProtocol => [
  phase(options, "A+"),
  phase(options, "A-"),
];

/** Omission probe: A is followed by reward; then, once, it is not. */
export const omission = (options: ProtocolOptions = {}): ConditioningProtocol => [
  phase(options, "A+"),
  phase({ ...options, trials: 1 }, "A-"),
];

/** Overshadowing: A and B together are followed by reward. It is also blocking's control. */
export const overshadowing = (options: ProtocolOptions = {}): ConditioningProtocol => [phase(options, "AB+")];

/** Blocking (Kamin 1969): A is followed by reward, then A and B together. Its control is {@link overshadowing}. */
export const blocking = (options: ProtocolOptions = {}): ConditioningProtocol => [
  phase(options, "A+"),
  phase(options, "AB+"),
];

/** Conditioned inhibition: A is followed by reward, A and B together are not, by turns. */
export const conditionedInhibition = (options: ProtocolOptions = {}): ConditioningProtocol => [
  phase(options, "A+", "AB-"),
];

/** Second-order conditioning: A is followed by reward; then B is followed by A, and no reward comes any more. */
export const secondOrder = ({ secondTrials, ...options }: SecondOrderOptions = {}): ConditioningProtocol => [
  phase(options, "A+"),
  phase({ ...options, ...(secondTrials === undefined ? {} : { trials: secondTrials }) }, "B→A-"),
];

/** The control of second-order conditioning: in the second phase B and A come in trials of their own, by turns. */
export const secondOrderUnpaired = ({
  secondTrials,
  ...options
}: SecondOrderOptions = {}): ConditioningProtocol => [
  phase(options, "A+"),
  phase({ ...options, ...(secondTrials === undefined ? {} : { trials: secondTrials }) }, "B-", "A-"),
];

/** What {@link variableDelay} may be told. */
export interface VariableDelayOptions extends ProtocolOptions {
  /** By how many steps the reward may come sooner or later than `interval`; 3 unless told. */
  readonly jitter?: number;
}

/**
 * Variable delay: A is followed by reward after `interval` ± up to `jitter` steps, each as likely.
 * @param random A uniform source; one number a trial.
 * @throws RangeError if the jitter is no integer from 0 to `interval`.
 * @example
 * const phases = variableDelay(seededRandom(1), { trials: 500, jitter: 4 });
 */
export function variableDelay(
  random: UniformSource,
  { trials = 20, onset = 5, interval = 10, jitter = 3 }: VariableDelayOptions = {},
): ConditioningProtocol {
  assertCount("variableDelay", "jitter", jitter, 0);
  if (jitter > interval) {
    throw new RangeError(
      `variableDelay: expected a jitter of at most the interval ${interval}, got ${jitter}`,
    );
  }
  const steps = onset + 2 * interval + 5;
  const one = (): PavlovianTrial =>
    pavlovianTrial({
      steps,
      stimuli: 2,
      cues: [{ stimulus: 0, onset }],
      rewards: [{ at: onset + interval - jitter + Math.floor(random() * (2 * jitter + 1)) }],
    });
  return [{ name: "A+, variable delay", trials: Array.from({ length: trials }, one) }];
}
