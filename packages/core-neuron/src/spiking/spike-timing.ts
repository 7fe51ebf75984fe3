import { assertExtent } from "../checks.ts";
import { assertLength, assertPositive } from "./checks.ts";

/** The window of spike-timing-dependent plasticity. */
export interface SpikeTimingWindow {
  /** A₊: what a pair adds at most, where the sender spikes first. Default 0.005. */
  potentiation?: number;
  /** A₋: what a pair takes at most, where the receiver spikes first. Default 0.00525. */
  depression?: number;
  /** τ₊, ms. Default 20. */
  potentiationTime?: number;
  /** τ₋, ms. Default 20. */
  depressionTime?: number;
}

/**
 * The change that one pair of spikes makes (Song, Miller & Abbott 2000, whose constants are the defaults):
 * A₊ exp(−Δt / τ₊) for Δt > 0, −A₋ exp(Δt / τ₋) for Δt < 0, none for spikes at once.
 * @param difference Δt, ms: the receiver's spike time less the sender's.
 * @throws RangeError unless the time constants are positive.
 * @example spikeTimingChange(10); // 0.00303
 */
export function spikeTimingChange(
  difference: number,
  {
    potentiation = 0.005,
    depression = 0.00525,
    potentiationTime = 20,
    depressionTime = 20,
  }: SpikeTimingWindow = {},
): number {
  assertPositive("spikeTimingChange", { potentiationTime, depressionTime });
  if (difference > 0) return potentiation * Math.exp(-difference / potentiationTime);
  return difference < 0 ? -depression * Math.exp(difference / depressionTime) : 0;
}

/** Options of {@link createSpikeTimingPlasticity}. */
export interface SpikeTimingOptions extends SpikeTimingWindow {
  /** Sending neurons. */
  senders: number;
  /** Receiving neurons. */
  receivers: number;
  /** Length of a step, ms. */
  timeStep: number;
  /** The greatest weight; the least is 0. Default 1. */
  ceiling?: number;
}

/** Plasticity of all synapses between two populations. */
export interface SpikeTimingPlasticity {
  /** What the senders' last spikes have left, `[senders]`. */
  readonly senderTrace: Float64Array;
  /** What the receivers' last spikes have left, `[receivers]`. */
  readonly receiverTrace: Float64Array;
  /**
   * Goes on by one step and changes the weights; spikes come at the step's end.
   * @param weights Changed in place, `[senders, receivers]`.
   * @param sent 0 or 1, `[senders]`.
   * @param received 0 or 1, `[receivers]`.
   */
  readonly step: (weights: Float64Array, sent: ArrayLike<number>, received: ArrayLike<number>) => void;
}

/**
 * Spike-timing-dependent plasticity by traces: every pair of a sender's and a receiver's spikes counts, as
 * {@link spikeTimingChange} says, at the cost of one row or column a spike (Song, Miller & Abbott 2000). Weights stay
 * between 0 and the ceiling.
 * @throws RangeError unless sizes, step, ceiling and time constants are positive.
 * @example
 * const plasticity = createSpikeTimingPlasticity({ senders: 1000, receivers: 1, timeStep: 1 });
 * plasticity.step(weights, inputs.spikes, neuron.spikes);
 */
export function createSpikeTimingPlasticity(options: SpikeTimingOptions): SpikeTimingPlasticity {
  const { senders, receivers, timeStep, ceiling = 1 } = options;
  const { potentiation = 0.005, depression = 0.00525, potentiationTime = 20, depressionTime = 20 } = options;
  const where = "createSpikeTimingPlasticity";
  assertExtent(where, "senders", senders);
  assertExtent(where, "receivers", receivers);
  assertPositive(where, { timeStep, ceiling, potentiationTime, depressionTime });
  const senderTrace = new Float64Array(senders);
  const receiverTrace = new Float64Array(receivers);
  const clip = (weight: number): number => Math.min(ceiling, Math.max(0, weight));

  function depressRow(weights: Float64Array, from: number): void {
    for (let to = 0; to < receivers; to++) {
      const at = from * receivers + to;
      weights[at] = clip(weights[at]! - depression * receiverTrace[to]!);
    }
  }
  function potentiateColumn(weights: Float64Array, to: number): void {
    for (let from = 0; from < senders; from++) {
      const at = from * receivers + to;
      weights[at] = clip(weights[at]! + potentiation * senderTrace[from]!);
    }
  }

  return {
    senderTrace,
    receiverTrace,
    step: (weights, sent, received) => {
      assertLength(where, "weights", weights, senders * receivers);
      assertLength(where, "sent", sent, senders);
      assertLength(where, "received", received, receivers);
      decay(senderTrace, Math.exp(-timeStep / potentiationTime));
      decay(receiverTrace, Math.exp(-timeStep / depressionTime));
      for (let from = 0; from < senders; from++) if (sent[from]! > 0) depressRow(weights, from);
      for (let to = 0; to < receivers; to++) if (received[to]! > 0) potentiateColumn(weights, to);
      addSpikes(senderTrace, sent);
      addSpikes(receiverTrace, received);
    },
  };
}

function decay(trace: Float64Array, factor: number): void {
  for (let at = 0; at < trace.length; at++) trace[at]! *= factor;
}

function addSpikes(trace: Float64Array, spikes: ArrayLike<number>): void {
  for (let at = 0; at < trace.length; at++) if (spikes[at]! > 0) trace[at]! += 1;
}
