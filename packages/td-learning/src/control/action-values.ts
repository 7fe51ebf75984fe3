import { assertInteger } from "../linear/checks.ts";
import type { Features } from "../linear/features.ts";

/** Options shared by the learners of action values. */
export interface ActionValueOptions {
  /** How many features describe a state; the weights hold as many for each action. */
  featureCount: number;
}

/** The linear action values q(s, a) = w_aᵀx(s) over weights `[actions, features]`. */
export interface ActionValues {
  /** w, `[actions × features]`: the array that was given, learned in place. */
  readonly weights: Float64Array;
  /** q(s, ·), `[actions]`. */
  readonly values: (x: Features) => Float64Array;
}

/**
 * The features of a state and an action: those of the state, in the action's own block. With them a learner of
 * state values learns action values, which is all that Sarsa is.
 * @param x The features of the state.
 * @param action The action, from 0.
 * @param featureCount How many features a state has.
 * @example
 * stateActionFeatures(oneHot(3), 1, 10); // index 13
 */
export function stateActionFeatures(x: Features, action: number, featureCount: number): Features {
  const offset = action * featureCount;
  const indices = new Int32Array(x.indices.length);
  for (let k = 0; k < indices.length; k++) indices[k] = x.indices[k]! + offset;
  return { indices, values: x.values };
}

/** The features whose value is the policy's mean, Σ_a π(a) x(s, a). */
export function expectedFeatures(
  x: Features,
  probabilities: ArrayLike<number>,
  featureCount: number,
): Features {
  const size = x.indices.length;
  const indices = new Int32Array(size * probabilities.length);
  const values = new Float64Array(size * probabilities.length);
  for (let action = 0; action < probabilities.length; action++) {
    for (let k = 0; k < size; k++) {
      indices[action * size + k] = x.indices[k]! + action * featureCount;
      values[action * size + k] = x.values[k]! * probabilities[action]!;
    }
  }
  return { indices, values };
}

/** w_aᵀx for the block of weights that starts at `offset`. */
function dotFrom(weights: Float64Array, offset: number, { indices, values }: Features): number {
  let sum = 0;
  for (let k = 0; k < indices.length; k++) sum += weights[offset + indices[k]!]! * values[k]!;
  return sum;
}

/** Action values over weights, after checking that these hold a whole number of actions. */
export function actionValues(where: string, weights: Float64Array, featureCount: number): ActionValues {
  assertInteger(where, "featureCount", featureCount, 1);
  const actions = weights.length / featureCount;
  if (!Number.isInteger(actions) || actions === 0) {
    throw new RangeError(
      `${where}: expected actions × featureCount weights, got ${weights.length} for ${featureCount} features`,
    );
  }
  const values = (x: Features): Float64Array => {
    const q = new Float64Array(actions);
    for (let action = 0; action < actions; action++) q[action] = dotFrom(weights, action * featureCount, x);
    return q;
  };
  return { weights, values };
}
