import { bootstrapMean, meanOf, type WithInterval } from "@wayfield/example-kit/statistics";

const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

/**
 * How much more one list has than another on average, pair by pair: what makes both of a pair large or small cancels
 * out, so that smaller differences show than between means.
 */
export const pairedDifference = (
  one: readonly number[],
  other: readonly number[],
  uniform: () => number,
): WithInterval =>
  bootstrapMean(
    one.map((value, index) => value - other[index]!),
    uniform,
  );

/**
 * Cohen's d: the difference of two means over the pooled standard deviation (the measure of Banino et al. 2018,
 * Supplementary 3f).
 *
 * d = (x̄ − ȳ) / √(((n−1)s²ₓ + (m−1)s²ᵧ) / (n+m−2))
 */
export function cohensD(one: readonly number[], other: readonly number[]): number {
  const [n, m] = [one.length, other.length];
  const pooled = ((n - 1) * varianceOf(one) + (m - 1) * varianceOf(other)) / (n + m - 2);
  return (meanOf(one) - meanOf(other)) / Math.sqrt(pooled);
}

/** Pearson's correlation of two equally long lists. */
export function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [x, y] = [Array.from(one), Array.from(other)];
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, index) => {
    const [dx, dy] = [value - meanX, y[index]! - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  });
  return xy / Math.sqrt(xx * yy);
}
