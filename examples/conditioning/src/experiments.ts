import {
  blocking,
  conditionedInhibition,
  extinction,
  omission,
  overshadowing,
  secondOrder,
  secondOrderUnpaired,
  variableDelay,
  type ConditioningProtocol,
  type PavlovianTrial,
  type UniformSource,
} from "@wayfield/environments";
import {
  createCompleteSerialCompound,
  createTd,
  rescorlaWagner,
  tdTrial,
  type Predictor,
  type StimulusRepresentation,
} from "@wayfield/td-learning";
import { meanOf } from "@wayfield/example-kit/statistics";

/** The stimuli of every protocol. */
const [a, b] = [0, 1];
const clock: StimulusRepresentation = createCompleteSerialCompound({ stimuli: 2, length: 20 });

/** An animal of the TD model: complete serial compound, α = 0.1, γ = 1. */
const createAnimal = (): Predictor => createTd(new Float64Array(clock.featureCount), { stepSize: 0.1 });

/** What a stimulus predicts when it comes on alone. */
const strengthOf = (animal: Predictor, stimulus: number): number => {
  const since = [a, b].map((other) => (other === stimulus ? 0 : -1));
  return animal.value(
    clock.encode(
      since,
      since.map((steps) => (steps === 0 ? 1 : 0)),
    ),
  );
};

/** Has an animal live through one trial; returns its errors, `[time]`. */
const live = (animal: Predictor, { cues, rewards }: PavlovianTrial): Float64Array =>
  tdTrial(animal, clock, cues, rewards).errors;

/** The strengths of A and B at the end of a protocol, by the TD model. */
function tdStrengths(protocol: ConditioningProtocol): number[] {
  const animal = createAnimal();
  for (const { trials } of protocol) trials.forEach((trial) => live(animal, trial));
  return [strengthOf(animal, a), strengthOf(animal, b)];
}

/** The same by Rescorla-Wagner, which knows of a trial only what was there and whether reward came; αβ = 0.3. */
export function rescorlaWagnerStrengths(protocol: ConditioningProtocol): number[] {
  let strengths: ArrayLike<number> = [0, 0];
  for (const { trials } of protocol) {
    for (const { cues, rewards } of trials) {
      const salience = [a, b].map((stimulus) =>
        cues.some((on, k) => on === 1 && k % 2 === stimulus) ? 1 : 0,
      );
      ({ strengths } = rescorlaWagner(strengths, salience, Math.max(...rewards)));
    }
  }
  return Array.from(strengths);
}

/** The strength of B after every trial of a protocol's last phase. */
function strengthOfBOverLastPhase(protocol: ConditioningProtocol): number[] {
  const animal = createAnimal();
  const last = protocol.at(-1)!;
  for (const { trials } of protocol.slice(0, -1)) trials.forEach((trial) => live(animal, trial));
  return last.trials.map((trial) => {
    live(animal, trial);
    return strengthOf(animal, b);
  });
}

/** One number of a phenomenon and of the control that must not show it, by both models. */
export interface Phenomenon {
  readonly name: string;
  readonly td: number;
  readonly tdControl: number;
  readonly rescorlaWagner: number;
  readonly rescorlaWagnerControl: number;
}

function compared(
  name: string,
  stimulus: number,
  protocol: ConditioningProtocol,
  control: ConditioningProtocol,
): Phenomenon {
  return {
    name,
    td: tdStrengths(protocol)[stimulus]!,
    tdControl: tdStrengths(control)[stimulus]!,
    rescorlaWagner: rescorlaWagnerStrengths(protocol)[stimulus]!,
    rescorlaWagnerControl: rescorlaWagnerStrengths(control)[stimulus]!,
  };
}

/** Phenomena that are one strength at the end, each with its control. */
export function phenomena(trials: number): Phenomenon[] {
  const options = { trials };
  return [
    compared(
      "blocking: V(B), against B trained in compound only",
      b,
      blocking(options),
      overshadowing(options),
    ),
    compared(
      "overshadowing: V(A), against A trained alone",
      a,
      overshadowing(options),
      omission(options).slice(0, 1),
    ),
    compared(
      "extinction: V(A), against no extinction",
      a,
      extinction(options),
      extinction(options).slice(0, 1),
    ),
    compared(
      "conditioned inhibition: V(B), against AB without A's training",
      b,
      conditionedInhibition(options),
      conditionedInhibition(options).map(({ name, trials }) => ({
        name,
        trials: trials.filter(({ rewards }) => rewards.every((size) => size === 0)),
      })),
    ),
  ];
}

/** Second-order conditioning: V(B) trial by trial, paired and unpaired. */
export interface SecondOrder {
  readonly paired: readonly number[];
  readonly unpaired: readonly number[];
}

export function secondOrderCurves(trials: number, secondTrials: number): SecondOrder {
  const unpaired = strengthOfBOverLastPhase(secondOrderUnpaired({ trials, secondTrials }));
  return {
    paired: strengthOfBOverLastPhase(secondOrder({ trials, secondTrials })),
    // Its trials come by turns, B first; B is there in every other one.
    unpaired: unpaired.filter((_, at) => at % 2 === 1),
  };
}

/** The TD error over the steps of a trial, before and after learning, and where the reward is left out. */
export interface DopamineFigure {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly omitted: Float64Array;
  /** Errors of every trial, `[trial][time]`. */
  readonly trials: readonly Float64Array[];
}

export function dopamine(trials: number): DopamineFigure {
  const animal = createAnimal();
  const [training, probe] = omission({ trials: trials + 1 });
  const errors = training!.trials.map((trial) => live(animal, trial));
  const omitted = live(animal, probe!.trials[0]!);
  return { before: errors[0]!, after: errors.at(-1)!, omitted, trials: errors };
}

/**
 * Variable delay: the mean error at the reward over the second half of the trials, where the reward comes at any of
 * 2 · jitter + 1 steps. Of each the animal learns 1 / (2 · jitter + 1), so the rest goes on surprising it.
 */
export function variableDelayError(
  random: UniformSource,
  { trials, jitter }: { trials: number; jitter: number },
): number {
  const animal = createAnimal();
  const [phase] = variableDelay(random, { trials, jitter });
  const errors = phase!.trials.map((trial) => live(animal, trial)[trial.rewards.indexOf(1)]!);
  const late = errors.slice(trials / 2);
  return meanOf(late);
}
