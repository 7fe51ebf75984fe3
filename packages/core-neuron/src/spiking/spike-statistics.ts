/** Times between successive spikes, ms: one fewer than spikes. */
export const interSpikeIntervals = (times: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: Math.max(0, times.length - 1) }, (_, k) => times[k + 1]! - times[k]!);

/** Mean and population variance. */
function moments(values: ArrayLike<number>): { mean: number; variance: number } {
  let mean = 0;
  for (let at = 0; at < values.length; at++) mean += values[at]! / values.length;
  let variance = 0;
  for (let at = 0; at < values.length; at++) variance += (values[at]! - mean) ** 2 / values.length;
  return { mean, variance };
}

/**
 * How irregular intervals are: standard deviation over mean (Gabbiani & Koch 1998). 0 for a clock, 1 for a Poisson
 * process.
 * @param intervals `[n]`.
 * @returns NaN where there are fewer than two.
 */
export function coefficientOfVariation(intervals: ArrayLike<number>): number {
  if (intervals.length < 2) return NaN;
  const { mean, variance } = moments(intervals);
  return Math.sqrt(variance) / mean;
}

/**
 * How much counts in equal windows or trials vary: variance over mean. 1 for a Poisson process.
 * @param counts `[windows]`.
 * @returns NaN where there was no spike.
 */
export function fanoFactor(counts: ArrayLike<number>): number {
  const { mean, variance } = moments(counts);
  return variance / mean;
}

/** Options of {@link countSpikes}. */
export interface CountSpikesOptions {
  /** Length of a window, ms. */
  window: number;
  /** Windows side by side from time 0. */
  windows: number;
}

/**
 * Spikes in each of a row of windows; a spike on a border belongs to the later one.
 * @param times ms.
 * @returns `[windows]`.
 */
export function countSpikes(times: ArrayLike<number>, { window, windows }: CountSpikesOptions): Int32Array {
  const counts = new Int32Array(windows);
  for (let spike = 0; spike < times.length; spike++) {
    const at = Math.floor(times[spike]! / window);
    if (at >= 0 && at < windows) counts[at]!++;
  }
  return counts;
}

/** Options of {@link burstIndex}. */
export interface BurstIndexOptions {
  /** Intervals shorter than this belong to a burst, ms. Default 10. */
  limit?: number;
}

/**
 * Share of intervals so short that they lie within bursts.
 * @param intervals ms, `[n]`.
 * @returns NaN where there are none.
 */
export function burstIndex(intervals: ArrayLike<number>, { limit = 10 }: BurstIndexOptions = {}): number {
  return Array.from(intervals).filter((interval) => interval < limit).length / intervals.length;
}

/**
 * How intervals grow: the mean of (Iₖ₊₁ − Iₖ) / (Iₖ₊₁ + Iₖ). 0 for a clock, positive where the neuron adapts,
 * negative where it accelerates.
 * @param intervals `[n]`.
 * @returns NaN where there are fewer than two.
 */
export function adaptationIndex(intervals: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 1; k < intervals.length; k++)
    sum += (intervals[k]! - intervals[k - 1]!) / (intervals[k]! + intervals[k - 1]!);
  return intervals.length < 2 ? NaN : sum / (intervals.length - 1);
}
