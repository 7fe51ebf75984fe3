import { assertLength } from "./checks.ts";

/** A rate as a function of the current above threshold: an f-I curve. */
export type RateFunction = (current: number) => number;

/** f = max(0, x): the rate grows in proportion to what exceeds the threshold (Hartline & Ratliff 1957). */
export const thresholdLinearRate: RateFunction = (current) => Math.max(0, current);

/** f = 1 / (1 + e⁻ˣ), between 0 and 1 (Wilson & Cowan 1972). */
export const logisticRate: RateFunction = (current) => 1 / (1 + Math.exp(-current));

/**
 * What the dendrites carry to the cell body: Σ wᵢ xᵢ.
 * @param weights w, `[inputs]`: positive where a synapse excites, negative where it inhibits.
 * @param rates x, `[inputs]`: how fast the sending neurons fire.
 * @throws RangeError unless there are as many rates as weights.
 */
export function dendriticSum(weights: ArrayLike<number>, rates: ArrayLike<number>): number {
  assertLength("dendriticSum", "rates", rates, weights.length);
  return weightedSum(weights, rates);
}

/** Σ wᵢ xᵢ over vectors that are known to be equally long. */
export function weightedSum(weights: ArrayLike<number>, rates: ArrayLike<number>): number {
  let sum = 0;
  for (let input = 0; input < weights.length; input++) sum += weights[input]! * rates[input]!;
  return sum;
}

/** Options of {@link rateNeuron}. */
export interface RateNeuronOptions {
  /** θ: the sum below which the neuron is silent. Default 0. */
  threshold?: number;
  /** f. Default {@link thresholdLinearRate}. */
  rate?: RateFunction;
  /** Dale's law: 1 for a sender that excites, −1 for one that inhibits, `[inputs]`; see {@link daleWeight}. */
  senders?: ArrayLike<number>;
}

/**
 * The neuron of artificial networks, whose spikes matter by their rate alone: y = f(Σ wᵢ xᵢ − θ)
 * (McCulloch & Pitts 1943; Rosenblatt 1958).
 * @param weights w, `[inputs]`.
 * @param rates x, `[inputs]`.
 * @returns Its own rate.
 * @throws RangeError unless weights, rates and senders are equally many.
 * @example rateNeuron([0.5, -0.25], [10, 4], { threshold: 1 }); // 3
 */
export function rateNeuron(
  weights: ArrayLike<number>,
  rates: ArrayLike<number>,
  { threshold = 0, rate = thresholdLinearRate, senders }: RateNeuronOptions = {},
): number {
  assertLength("rateNeuron", "rates", rates, weights.length);
  if (senders === undefined) return rate(weightedSum(weights, rates) - threshold);
  assertLength("rateNeuron", "senders", senders, weights.length);
  const lawful = Float64Array.from(weights, (weight, input) => daleWeight(weight, senders[input]!));
  return rate(weightedSum(lawful, rates) - threshold);
}

/**
 * A weight under Dale's law: a neuron excites all whom it reaches, or inhibits them all, so a weight of the other sign
 * than its sender's counts as no synapse (Strata & Harvey 1999 tell the law's history).
 * @param sender 1 where the sender excites, −1 where it inhibits.
 */
export const daleWeight = (weight: number, sender: number): number => (weight * sender > 0 ? weight : 0);
