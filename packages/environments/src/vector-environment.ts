import type { ResetOptions } from "./environment.ts";
import type { Space } from "./spaces.ts";

/** What `reset` of a vector environment takes: one seed for all, from which each world derives its own, or one a world. */
export interface VectorResetOptions extends ResetOptions {
  /** The seed of each world, in order; excludes `seed`. */
  readonly seeds?: readonly number[];
}

/**
 * Many worlds stepped at once, written into arrays that are made once and reused.
 *
 * After `step`, row n of every array tells about world n. A world whose episode ends starts the next one in the same
 * step (Gymnasium's same-step automatic reset): `rewards`, `terminated` and `truncated` still speak of the step that
 * ended, `observations` holds the first observation of the new episode, and `finalObservations` the last of the old
 * one. So the value to bootstrap from is that of `finalObservations[n]` where `truncated[n]` is 1.
 *
 * Every array is overwritten by the next `step` or `reset`; copy what must stay.
 */
export interface VectorEnvironment<Observations extends Float32Array | Uint8Array = Float32Array> {
  /** How many worlds. */
  readonly size: number;
  /** Where one world's observation lies. */
  readonly observationSpace: Space<Observations>;
  /** Where one world's action lies. */
  readonly actionSpace: Space<number>;
  /** The present observations, `[size, …shape of an observation]`. */
  readonly observations: Observations;
  /** The last observations of the episodes that ended in this step, `[size, …]`; other rows mean nothing. */
  readonly finalObservations: Observations;
  /** The rewards of this step, `[size]`. */
  readonly rewards: Float32Array;
  /** 1 where the task ended in this step, `[size]`. */
  readonly terminated: Uint8Array;
  /** 1 where the episode was cut short in this step, `[size]`. */
  readonly truncated: Uint8Array;
  /**
   * Starts an episode in every world.
   * @throws Error on the first call without seeds.
   * @throws RangeError if there are not as many seeds as worlds.
   */
  readonly reset: (options?: VectorResetOptions) => void;
  /**
   * Acts once in every world, with one action a world.
   * @throws Error before the first `reset`.
   * @throws RangeError if there are not as many actions as worlds or one is not in the action space; no world has
   * moved then.
   */
  readonly step: (actions: ArrayLike<number>) => void;
}
