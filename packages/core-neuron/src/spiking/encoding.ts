import { assertExtent } from "../checks.ts";
import { assertPositive } from "./checks.ts";

/** Options of {@link poissonEncode}. */
export interface PoissonEncodeOptions {
  /** Steps. */
  steps: number;
  /** Length of a step, ms. Default 1. */
  timeStep?: number;
}

/**
 * Spike trains whose rates carry the values: in every step each unit spikes with probability rate · Δt, independently
 * of all before. A Poisson process where that is small; certain where it is 1 or more.
 * @param uniform Uniform numbers in [0, 1), such as a random stream's.
 * @param rates Hz, `[units]`.
 * @returns 0 or 1, `[steps, units]`.
 * @throws RangeError unless `steps` is a positive integer and the step is positive.
 * @example const spikes = poissonEncode(random.uniform, [5, 80], { steps: 1000 });
 */
export function poissonEncode(
  uniform: () => number,
  rates: ArrayLike<number>,
  { steps, timeStep = 1 }: PoissonEncodeOptions,
): Uint8Array {
  assertExtent("poissonEncode", "steps", steps);
  assertPositive("poissonEncode", { timeStep });
  const units = rates.length;
  const probabilities = Float64Array.from(rates, (rate) => (rate * timeStep) / 1000);
  const spikes = new Uint8Array(steps * units);
  for (let step = 0; step < steps; step++) {
    for (let unit = 0; unit < units; unit++) {
      const probability = probabilities[unit]!;
      // A silent unit draws nothing: most pixels of a picture are silent.
      if (probability > 0 && uniform() < probability) spikes[step * units + unit] = 1;
    }
  }
  return spikes;
}

/** Options of {@link latencyEncode} and {@link latencyDecode}. */
export interface LatencyOptions {
  /** Membrane time constant τ, ms. Default 20. */
  timeConstant?: number;
  /** The weakest value θ that makes a spike. Default 0.01. */
  threshold?: number;
}

/**
 * The time of one spike carries the value, the stronger the earlier: when a leaky membrane under that constant current
 * reaches its threshold, t = τ ln(x / (x − θ)).
 * @param values x, `[units]`.
 * @returns Times, ms, `[units]`; infinite where x ≤ θ: no spike.
 * @throws RangeError unless the options are positive.
 * @example latencyEncode([1, 0.5, 0]); // early, later, Infinity
 */
export function latencyEncode(
  values: ArrayLike<number>,
  { timeConstant = 20, threshold = 0.01 }: LatencyOptions = {},
): Float64Array {
  assertPositive("latencyEncode", { timeConstant, threshold });
  return Float64Array.from(values, (x) =>
    x > threshold ? timeConstant * Math.log(x / (x - threshold)) : Infinity,
  );
}

/**
 * Reads {@link latencyEncode} back: x = θ / (1 − exp(−t / τ)); 0 where there was no spike.
 * @param times ms, `[units]`.
 * @throws RangeError unless the options are positive.
 */
export function latencyDecode(
  times: ArrayLike<number>,
  { timeConstant = 20, threshold = 0.01 }: LatencyOptions = {},
): Float64Array {
  assertPositive("latencyDecode", { timeConstant, threshold });
  return Float64Array.from(times, (t) => (t === Infinity ? 0 : -threshold / Math.expm1(-t / timeConstant)));
}

/** Options of {@link rateDecode}. */
export interface RateDecodeOptions {
  /** Units side by side in the trains. */
  units: number;
  /** Length of a step, ms. Default 1. */
  timeStep?: number;
  /** How many of the first steps count. Default all. */
  steps?: number;
}

/**
 * Rates from spikes: count over time.
 * @param spikes 0 or 1 (or counts), `[steps, units]`.
 * @returns Hz, `[units]`.
 * @throws RangeError unless the spikes are whole steps, and at least as many as asked for.
 * @example const rates = rateDecode(spikes, { units: 2, steps: 100 });
 */
export function rateDecode(
  spikes: ArrayLike<number>,
  { units, timeStep = 1, steps = spikes.length / units }: RateDecodeOptions,
): Float64Array {
  assertExtent("rateDecode", "units", units);
  assertExtent("rateDecode", "steps", steps);
  assertPositive("rateDecode", { timeStep });
  if (steps * units > spikes.length)
    throw new RangeError(`rateDecode: expected ${steps} × ${units} values at least, got ${spikes.length}`);
  const rates = new Float64Array(units);
  for (let at = 0; at < steps * units; at++) rates[at % units]! += spikes[at]!;
  return rates.map((count) => (1000 * count) / (steps * timeStep));
}
