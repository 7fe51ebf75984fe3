import { assertLength } from "./checks.ts";
import { weightedSum } from "./rate-neuron.ts";

/** Options of the learning rules. */
export interface HebbianOptions {
  /** η. */
  learningRate: number;
}

/**
 * Hebb's rule: Δw = η y x (Hebb 1949, chapter 4). Weights grow without bound.
 * @param weights w, changed in place, `[inputs]`.
 * @param x What came in, `[inputs]`.
 * @param y What the neuron put out.
 * @throws RangeError unless there are as many inputs as weights.
 */
export function hebb(
  weights: Float64Array,
  x: ArrayLike<number>,
  y: number,
  { learningRate }: HebbianOptions,
): void {
  assertLength("hebb", "inputs", x, weights.length);
  for (let at = 0; at < weights.length; at++) weights[at]! += learningRate * y * x[at]!;
}

/**
 * Oja's rule: Δw = η y (x − y w) with y = w · x (Oja 1982). The weights turn into the first principal
 * component of zero-mean inputs, of length 1.
 * @param weights w, changed in place, `[inputs]`.
 * @param x What came in, `[inputs]`.
 * @returns y, before the change.
 * @throws RangeError unless there are as many inputs as weights.
 */
export function oja(weights: Float64Array, x: ArrayLike<number>, { learningRate }: HebbianOptions): number {
  assertLength("oja", "inputs", x, weights.length);
  const y = weightedSum(weights, x);
  for (let at = 0; at < weights.length; at++) weights[at]! += learningRate * y * (x[at]! - y * weights[at]!);
  return y;
}

/** Options of {@link bcm}. */
export interface BcmOptions extends HebbianOptions {
  /** How fast the sliding threshold follows y², in (0, 1]; faster than the weights. */
  thresholdRate: number;
}

/** What a step of {@link bcm} gives. */
export interface BcmStep {
  /** The output, before the change. */
  y: number;
  /** The threshold, after it. */
  threshold: number;
}

/**
 * The rule of Bienenstock, Cooper and Munro: Δw = η y (y − θ) x, where θ follows the mean of y² (Bienenstock, Cooper &
 * Munro 1982; in the form of Intrator & Cooper 1992). A neuron becomes selective for one of its patterns.
 * @param weights w, changed in place, `[inputs]`.
 * @param x What came in, `[inputs]`.
 * @param threshold θ.
 * @returns y before the change, and θ after it.
 * @throws RangeError unless there are as many inputs as weights.
 */
export function bcm(
  weights: Float64Array,
  x: ArrayLike<number>,
  threshold: number,
  { learningRate, thresholdRate }: BcmOptions,
): BcmStep {
  assertLength("bcm", "inputs", x, weights.length);
  const y = Math.max(0, weightedSum(weights, x));
  hebb(weights, x, y * (y - threshold), { learningRate });
  return { y, threshold: threshold + thresholdRate * (y * y - threshold) };
}
