import { assertExtent } from "../checks.ts";
import { assertLength, assertPositive } from "./checks.ts";

/** Synapses whose state is stepped together. */
export interface Synapses {
  /** How many. */
  readonly size: number;
  /** Current or conductance g after the last step, `[size]`. */
  readonly value: Float64Array;
  /**
   * Goes on by one step; what arrives does so at the step's end.
   * @param arriving The weights of the spikes that arrive, summed, `[size]`; 0 where there is none.
   */
  readonly step: (arriving: ArrayLike<number>) => void;
}

/** Options of {@link createExponentialSynapses} and {@link createAlphaSynapses}. */
export interface SynapseOptions {
  /** τ, ms. */
  timeConstant: number;
  /** Length of a step, ms. */
  timeStep: number;
}

/**
 * Synapses that jump with each spike and decay: g(t) = w exp(−t / τ), exactly
 * (Gerstner, Kistler, Naud & Paninski 2014, section 3.1).
 * @throws RangeError unless size, time constant and step are positive.
 * @example const synapses = createExponentialSynapses(100, { timeConstant: 5, timeStep: 0.1 });
 */
export function createExponentialSynapses(
  size: number,
  { timeConstant, timeStep }: SynapseOptions,
): Synapses {
  assertExtent("createExponentialSynapses", "size", size);
  assertPositive("createExponentialSynapses", { timeConstant, timeStep });
  const decay = Math.exp(-timeStep / timeConstant);
  const value = new Float64Array(size);
  const step = (arriving: ArrayLike<number>): void => {
    assertLength("createExponentialSynapses", "arriving", arriving, size);
    for (let at = 0; at < size; at++) value[at] = value[at]! * decay + arriving[at]!;
  };
  return { size, value, step };
}

/**
 * Synapses that rise and fall: g(t) = w (t / τ) exp(1 − t / τ), whose peak w comes τ after the spike, exactly
 * (Rall 1967).
 * @throws RangeError unless size, time constant and step are positive.
 * @example const synapses = createAlphaSynapses(100, { timeConstant: 2, timeStep: 0.1 });
 */
export function createAlphaSynapses(size: number, { timeConstant, timeStep }: SynapseOptions): Synapses {
  assertExtent("createAlphaSynapses", "size", size);
  assertPositive("createAlphaSynapses", { timeConstant, timeStep });
  const decay = Math.exp(-timeStep / timeConstant);
  const value = new Float64Array(size);
  const rising = new Float64Array(size);
  const gain = Math.E / timeConstant;
  const step = (arriving: ArrayLike<number>): void => {
    assertLength("createAlphaSynapses", "arriving", arriving, size);
    for (let at = 0; at < size; at++) {
      value[at] = (value[at]! + timeStep * rising[at]!) * decay;
      rising[at] = rising[at]! * decay + gain * arriving[at]!;
    }
  };
  return { size, value, step };
}

/**
 * The current through open channels, which depends on the potential: I = g (E − V), added to what is there. A synapse
 * whose value is a current is added as it is instead.
 * @param current I, changed in place, `[size]`.
 * @param conductance g, `[size]`.
 * @param potential V, `[size]`.
 * @param reversal E: 0 mV for excitation, about −70 mV for inhibition.
 * @throws RangeError unless the arrays are equally long.
 */
export function addConductanceCurrent(
  current: Float64Array,
  conductance: ArrayLike<number>,
  potential: ArrayLike<number>,
  reversal: number,
): void {
  assertLength("addConductanceCurrent", "conductance", conductance, current.length);
  assertLength("addConductanceCurrent", "potential", potential, current.length);
  for (let at = 0; at < current.length; at++) current[at]! += conductance[at]! * (reversal - potential[at]!);
}
