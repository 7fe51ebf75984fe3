import { shuffle as portableShuffle } from "@wayfield/portable";

/** A list whose values can change places: an array, or a typed one. */
export interface MutableList<Value> {
  /** How many values it has. */
  readonly length: number;
  /** The values, from 0. */
  [index: number]: Value;
}

/**
 * Brings a list into random order, in place: every order is equally likely (Fisher and Yates).
 *
 * @param values The list; it is changed and returned.
 * @param uniform Numbers in [0, 1); one is drawn for each value but the first.
 * @returns The same list.
 * @example
 * const { uniform } = createRandomStream(1);
 * const order = shuffle(Uint32Array.from({ length: 5 }, (_, index) => index), uniform);
 */
export const shuffle = <List extends MutableList<unknown>>(values: List, uniform: () => number): List =>
  portableShuffle(values, uniform);
