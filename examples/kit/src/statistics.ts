/** A value with the interval in which 95 of 100 values of resampled data lie. */
export interface WithInterval {
  value: number;
  low: number;
  high: number;
}

const resamples = 2000;

/** The mean; NaN of nothing. */
export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The middle one of those that are numbers, of an even count the mean of the middle two; NaN where there is none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

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
