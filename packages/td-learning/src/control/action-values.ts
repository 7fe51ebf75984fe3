import { assertInteger } from "../linear/checks.ts";
import type { Features } from "../linear/features.ts";

/** Throws a RangeError unless every index is a feature of a state: any other lies in another action's weights. */
function assertIndices(where: string, { indices }: Features, featureCount: number): void {
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k]!;
    if (index >= 0 && index < featureCount) continue;
    throw new RangeError(
      `${where}: expected feature indices from 0 to ${featureCount - 1}, got ${index}; let featureCount be the number of all features that a state can have`,
    );
  }
}

/** Options shared by the learners of action values. */
export interface ActionValueOptions {
  /** How many features describe a state; the weights hold as many for each action. */
  featureCount: number;
}

/** The linear action values q(s, a) = w_aᵀx(s) over weights `[actions, features]`. */
export interface ActionValues {
  /** w, `[actions × features]`: the array that was given, learned in place. */
  readonly weights: Float64Array;
  /**
   * q(s, ·), `[actions]`.
   * @throws RangeError if an index of x is not below `featureCount`.
   */
  readonly values: (x: Features) => Float64Array;
}

/**
 * The features of a state and an action: those of the state, in the action's own block. With them a learner of
 * state values learns action values, which is all that Sarsa is.
 * @param x The features of the state.
 * @param action The action, from 0.
 * @param featureCount How many features a state has.
 * @throws RangeError if an index of x is not below `featureCount`, or the action is no integer of 0 or more.
 * @example
 * stateActionFeatures(oneHot(3), 1, 10); // index 13
 */
export function stateActionFeatures(x: Features, action: number, featureCount: number): Features {
  return pairFeatures("stateActionFeatures", x, action, featureCount);
}

/** As {@link stateActionFeatures}, for a function whose name its errors give. */
export function pairFeatures(where: string, x: Features, action: number, featureCount: number): Features {
  assertInteger(where, "the action", action, 0);
  assertIndices(where, x, featureCount);
  const offset = action * featureCount;
  const indices = new Int32Array(x.indices.length);
  for (let k = 0; k < indices.length; k++) indices[k] = x.indices[k]! + offset;
  return { indices, values: x.values };
}

/** The features whose value is the policy's mean, Σ_a π(a) x(s, a), for a function whose name its errors give. */
export function expectedFeatures(
  where: string,
  x: Features,
  probabilities: ArrayLike<number>,
  featureCount: number,
): Features {
  assertIndices(where, x, featureCount);
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
  const whereValues = `${where}.values`;
  const values = (x: Features): Float64Array => {
    assertIndices(whereValues, x, featureCount);
    const q = new Float64Array(actions);
    for (let action = 0; action < actions; action++) q[action] = dotFrom(weights, action * featureCount, x);
    return q;
  };
  return { weights, values };
}
