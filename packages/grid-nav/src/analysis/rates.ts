import type { Numbers } from "./map-stack.ts";

/**
 * How activity `[samples, units]` is read as firing rates, which are never negative. What the measures of borders,
 * directions, fields and information say depends on it.
 */
export type RateConvention = (activity: Numbers, units: number) => Numbers;

/**
 * Negative activity as silence: r = max(0, a).
 * @example rectified(Float32Array.of(-1, 2), 1); // [0, 2]
 */
export const rectified: RateConvention = (activity) => activity.map((value) => Math.max(0, value));

/**
 * Each unit's least activity as silence: r = a − min a. It makes any cosine tuning look sharp: 1 + cos φ has a resultant
 * vector of length ½.
 * @example aboveMinimum(Float32Array.of(-1, 2), 1); // [0, 3]
 */
export const aboveMinimum: RateConvention = (activity, units) => {
  const least = new Float64Array(units).fill(Infinity);
  activity.forEach((value, at) => (least[at % units] = Math.min(least[at % units]!, value)));
  return activity.map((value, at) => value - least[at % units]!);
};

/** @throws RangeError if there is a negative rate. */
export function assertRates(where: string, rates: ArrayLike<number>): void {
  for (let at = 0; at < rates.length; at++) {
    if (!(rates[at]! < 0)) continue;
    throw new RangeError(
      `${where}: expected rates of 0 or more, got ${rates[at]!}; choose how to read the activity as rates, with rectified or aboveMinimum`,
    );
  }
}
