import { seededRandom, type UniformSource } from "./random.ts";
import type { Space } from "./spaces.ts";

/** Facts beside the observation, for people and analyses; an agent must not need them. */
export type Info = Readonly<Record<string, unknown>>;

/** What an environment answers to `reset`: the start of an episode. */
export interface ResetResult<Observation, Facts extends Info = Info> {
  /** What the agent sees first. */
  readonly observation: Observation;
  /** Facts beside the observation. */
  readonly info: Facts;
}

/** What an environment answers to `step`. Build it with {@link transition}, {@link termination} or {@link truncation}. */
export interface StepResult<Observation, Facts extends Info = Info> extends ResetResult<Observation, Facts> {
  /** The reward of this step. */
  readonly reward: number;
  /** The task has ended here; the value of what follows is zero. */
  readonly terminated: boolean;
  /** The episode was cut short here (time limit); the value of what follows is still that of the observation. */
  readonly truncated: boolean;
}

/** What `reset` may be given. */
export interface ResetOptions {
  /** Starts the environment's random numbers afresh. Without it they go on from where they are. */
  readonly seed?: number;
}

/**
 * A world to act in, in the shape of Gymnasium (Towers et al. 2024), in TypeScript.
 *
 * `reset` starts an episode, `step` moves it on until `terminated` or `truncated`; then `reset` comes again. Results
 * are fresh: a later step never writes into an earlier observation. The same seed and actions give the same bits on
 * every platform.
 */
export interface Environment<Observation, Action, Facts extends Info = Info> {
  /** Where observations lie. */
  readonly observationSpace: Space<Observation>;
  /** Where actions lie. */
  readonly actionSpace: Space<Action>;
  /**
   * Starts an episode.
   * @throws Error on the first call without a seed, since nothing here is random by itself.
   */
  readonly reset: (options?: ResetOptions) => ResetResult<Observation, Facts>;
  /**
   * Acts once.
   * @throws Error before the first `reset` and after the end of an episode.
   * @throws RangeError if the action is not in the action space.
   */
  readonly step: (action: Action) => StepResult<Observation, Facts>;
}

const noInfo: Info = Object.freeze({});

/**
 * The start of an episode.
 * @example
 * return restart(observation);
 */
export function restart<Observation, Facts extends Info = Info>(
  observation: Observation,
  info: Facts = noInfo as Facts,
): ResetResult<Observation, Facts> {
  return { observation, info };
}

/**
 * A step inside an episode, which goes on.
 * @example
 * return transition(observation, 0);
 */
export function transition<Observation, Facts extends Info = Info>(
  observation: Observation,
  reward: number,
  info: Facts = noInfo as Facts,
): StepResult<Observation, Facts> {
  return { observation, reward, terminated: false, truncated: false, info };
}

/**
 * The last step of an episode whose task is over: nothing of value follows.
 * @example
 * return termination(observation, 1);
 */
export function termination<Observation, Facts extends Info = Info>(
  observation: Observation,
  reward: number,
  info: Facts = noInfo as Facts,
): StepResult<Observation, Facts> {
  return { observation, reward, terminated: true, truncated: false, info };
}

/**
 * The last step of an episode that was cut short by a time limit: the agent should bootstrap from the observation.
 * @example
 * return truncation(observation, 0);
 */
export function truncation<Observation, Facts extends Info = Info>(
  observation: Observation,
  reward: number,
  info: Facts = noInfo as Facts,
): StepResult<Observation, Facts> {
  return { observation, reward, terminated: false, truncated: true, info };
}

/** The task itself, without the rules of the interface; {@link defineEnvironment} adds them. */
export interface Task<Observation, Action, Facts extends Info = Info> {
  /** Where observations lie. */
  readonly observationSpace: Space<Observation>;
  /** Where actions lie. */
  readonly actionSpace: Space<Action>;
  /** Starts an episode, drawing from `random`, which stays valid until the next seed. */
  readonly begin: (random: UniformSource) => ResetResult<Observation, Facts>;
  /** Takes one action, which is already known to lie in the action space. */
  readonly advance: (action: Action) => StepResult<Observation, Facts>;
}

/**
 * Makes an environment of a task: keeps the random numbers, and refuses a step before the first reset, a step after
 * the end, and an action outside the action space.
 *
 * @example
 * const coin = defineEnvironment({
 *   observationSpace: discrete(2),
 *   actionSpace: discrete(2),
 *   begin: (random) => restart(discrete(2).sample(random)),
 *   advance: (guess) => termination(guess, guess),
 * });
 * coin.reset({ seed: 1 });
 * coin.step(0).terminated; // true
 */
export function defineEnvironment<Observation, Action, Facts extends Info = Info>(
  task: Task<Observation, Action, Facts>,
): Environment<Observation, Action, Facts> {
  let random: UniformSource | undefined;
  let running = false;
  return {
    observationSpace: task.observationSpace,
    actionSpace: task.actionSpace,
    reset: ({ seed } = {}) => {
      if (seed !== undefined) random = seededRandom(seed);
      if (random === undefined) {
        throw new Error("reset: expected a seed on the first call, got none; call reset({ seed: 1 })");
      }
      running = false; // so that a start that fails does not leave an episode half begun
      const first = task.begin(random);
      running = true;
      return first;
    },
    step: (action) => {
      if (!running) {
        throw new Error(
          "step: expected a running episode, got none; call reset first, and again after each end",
        );
      }
      if (!task.actionSpace.contains(action)) {
        throw new RangeError(`step: expected an action in the action space, got ${String(action)}`);
      }
      const result = task.advance(action);
      running = !(result.terminated || result.truncated);
      return result;
    },
  };
}
