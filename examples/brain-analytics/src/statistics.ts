/** A value with the interval in which 95 of 100 values of resampled data lie. */
export interface WithInterval {
  value: number;
  low: number;
  high: number;
}

const resamples = 2000;

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

/** A statistic with its percentile bootstrap (Efron 1979): `count` things are drawn again and again, with repetition. */
export function bootstrap(
  count: number,
  statistic: (drawn: readonly number[]) => number,
  uniform: () => number,
): WithInterval {
  const all = Array.from({ length: count }, (_, index) => index);
  const values = Array.from({ length: resamples }, () =>
    statistic(all.map(() => Math.floor(uniform() * count))),
  )
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  const at = (share: number): number => values[Math.floor(share * (values.length - 1))] ?? NaN;
  return { value: statistic(all), low: at(0.025), high: at(0.975) };
}

/** The mean of some values, which are drawn again. */
export const bootstrapMean = (values: readonly number[], uniform: () => number): WithInterval =>
  bootstrap(values.length, (drawn) => meanOf(drawn.map((index) => values[index]!)), uniform);

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
