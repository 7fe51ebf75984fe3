/** Throws a RangeError that names the function unless `value` is a finite number from `low` to `high`. */
export function assertBetween(
  where: string,
  name: string,
  value: number,
  low: number,
  high = Number.MAX_VALUE,
): void {
  if (value >= low && value <= high) return;
  const range = high === Number.MAX_VALUE ? `of ${low} or more` : `from ${low} to ${high}`;
  throw new RangeError(`${where}: expected ${name} to be a finite number ${range}, got ${value}`);
}

/** Throws a RangeError that names the function unless `value` is an integer of `low` or more. */
export function assertInteger(where: string, name: string, value: number, low: number): void {
  if (Number.isSafeInteger(value) && value >= low) return;
  throw new RangeError(`${where}: expected ${name} to be an integer of ${low} or more, got ${value}`);
}

/** Throws a TypeError unless the weights are a Float64Array with something in it. */
export function assertWeights(where: string, weights: Float64Array): void {
  const given: unknown = weights;
  if (given instanceof Float64Array && given.length > 0) return;
  throw new TypeError(
    `${where}: expected weights in a Float64Array that is not empty; make one with new Float64Array(featureCount)`,
  );
}

/** Throws a RangeError unless two vectors are of one length. */
export function assertSameLength(
  where: string,
  names: readonly [string, string],
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): void {
  if (a.length === b.length) return;
  throw new RangeError(
    `${where}: expected ${names[0]} and ${names[1]} to be of one length, got ${a.length} and ${b.length}`,
  );
}

/** Throws a RangeError unless an importance ratio ρ is a finite number of 0 or more. */
export function assertRatio(where: string, rhoTm1: number): void {
  if (rhoTm1 >= 0 && rhoTm1 <= Number.MAX_VALUE) return;
  throw new RangeError(
    `${where}: expected rhoTm1 to be a finite number of 0 or more, got ${rhoTm1}; where the behaviour can never choose the action, leave the transition out`,
  );
}

/** Returns the TD error, or throws a RangeError that says what makes one non-finite. */
export function finite(where: string, error: number): number {
  if (Number.isFinite(error)) return error;
  throw new RangeError(
    `${where}: the TD error is ${error}; check that feature indices lie inside the weights, that rewards, discounts ` +
      "and ratios are finite, and that the step size is small enough for learning to stay bounded",
  );
}
