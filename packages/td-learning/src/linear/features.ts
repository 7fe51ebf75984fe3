/**
 * A sparse feature vector x: `values[k]` at `indices[k]`, zero elsewhere. One form for a table (one index, value 1),
 * for tile coding (a few indices, values 1) and for any dense vector (all indices).
 */
export interface Features {
  /** Positions of the entries that may differ from zero, each at most once. */
  readonly indices: Int32Array;
  /** Their values, in the same order. */
  readonly values: Float64Array;
}

/**
 * The features of one row of a table: x = e_s, so that wᵀx = w_s.
 * @param state The row, an integer from 0.
 * @throws RangeError if `state` is negative or no integer.
 * @example
 * const states = Array.from({ length: 19 }, (_, state) => oneHot(state));
 */
export function oneHot(state: number): Features {
  if (!Number.isInteger(state) || state < 0) {
    throw new RangeError(`oneHot: expected an integer of 0 or more, got ${state}`);
  }
  return { indices: Int32Array.of(state), values: Float64Array.of(1) };
}

/**
 * The features of a plain vector; its zeros are left out.
 * @param vector `[features]`; copied.
 * @throws RangeError if a number is not finite.
 * @example
 * const bias = denseFeatures([0.5, 0, 1]); // indices 0 and 2
 */
export function denseFeatures(vector: ArrayLike<number>): Features {
  const indices: number[] = [];
  for (let index = 0; index < vector.length; index++) {
    const value = vector[index]!;
    if (!Number.isFinite(value)) {
      throw new RangeError(`denseFeatures: expected finite numbers, got ${value} at ${index}`);
    }
    if (value !== 0) indices.push(index);
  }
  return {
    indices: Int32Array.from(indices),
    values: Float64Array.from(indices, (index) => vector[index]!),
  };
}

/**
 * The inner product wᵀx, the value of a linear value function.
 * @param weights w, `[features]`.
 * @param x Features whose indices lie inside `weights`; an index outside makes the result NaN.
 * @example
 * dot(Float64Array.of(2, 5), oneHot(1)); // 5
 */
export function dot(weights: Float64Array, x: Features): number {
  const { indices, values } = x;
  let sum = 0;
  for (let k = 0; k < indices.length; k++) sum += weights[indices[k]!]! * values[k]!;
  return sum;
}

/** w ← w + scale · x, in place. */
export function addScaled(weights: Float64Array, scale: number, x: Features): void {
  const { indices, values } = x;
  for (let k = 0; k < indices.length; k++) weights[indices[k]!]! += scale * values[k]!;
}
