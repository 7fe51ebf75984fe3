import { assertExtent } from "../checks.ts";
import { assertLength, assertPositive } from "./checks.ts";
import type { SpikingPopulation } from "./population.ts";

/** A population of Hodgkin-Huxley neurons. */
export interface HodgkinHuxleyPopulation extends SpikingPopulation {
  /** Sodium activation m, `[size]`. */
  readonly sodiumActivation: Float64Array;
  /** Sodium inactivation h, `[size]`. */
  readonly sodiumInactivation: Float64Array;
  /** Potassium activation n, `[size]`. */
  readonly potassiumActivation: Float64Array;
}

/** Options of {@link createHodgkinHuxley}. */
export interface HodgkinHuxleyOptions {
  /** Length of a step, ms; 0.05 or less. */
  timeStep: number;
}

/** Capacitance, µF/cm²; conductances, mS/cm²; reversal potentials, mV, for a rest at −65 mV. */
const [capacitance, sodium, potassium, leak] = [1, 120, 36, 0.3];
const [sodiumReversal, potassiumReversal, leakReversal, rest] = [50, -77, -54.387, -65];
/** A spike is an upward crossing of this, mV. */
const crossing = 0;

/** x / (1 − e⁻ˣ), 1 where x is 0. */
const linoid = (x: number): number => (Math.abs(x) < 1e-6 ? 1 + x / 2 : x / -Math.expm1(-x));

/** Opening and closing rates of a gate, 1/ms. */
type Gate = (potential: number) => readonly [opening: number, closing: number];
const gateM: Gate = (v) => [linoid((v + 40) / 10), 4 * Math.exp(-(v + 65) / 18)];
const gateH: Gate = (v) => [0.07 * Math.exp(-(v + 65) / 20), 1 / (1 + Math.exp(-(v + 35) / 10))];
const gateN: Gate = (v) => [0.1 * linoid((v + 55) / 10), 0.125 * Math.exp(-(v + 65) / 80)];

const steady = (gate: Gate, potential: number): number => {
  const [opening, closing] = gate(potential);
  return opening / (opening + closing);
};

/** A gate after a step at a constant potential: exact. */
function relaxed(gate: Gate, potential: number, open: number, timeStep: number): number {
  const [opening, closing] = gate(potential);
  const end = opening / (opening + closing);
  return end + (open - end) * Math.exp(-timeStep * (opening + closing));
}

/**
 * Hodgkin and Huxley's squid axon (Hodgkin & Huxley 1952), in today's sign and with rest at −65 mV:
 * C dV/dt = I − ḡ_Na m³ h (V − E_Na) − ḡ_K n⁴ (V − E_K) − g_L (V − E_L). Each equation is solved exactly with the other
 * variables held over the step (exponential Euler). Currents in µA/cm².
 * @param size Neurons.
 * @throws RangeError unless size and step are positive.
 * @example const axon = createHodgkinHuxley(1, { timeStep: 0.025 });
 */
export function createHodgkinHuxley(
  size: number,
  { timeStep }: HodgkinHuxleyOptions,
): HodgkinHuxleyPopulation {
  assertExtent("createHodgkinHuxley", "size", size);
  assertPositive("createHodgkinHuxley", { timeStep });
  const filled = (value: number): Float64Array => new Float64Array(size).fill(value);
  const potential = filled(rest);
  const [m, h, n] = [gateM, gateH, gateN].map((gate) => filled(steady(gate, rest))) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const spikes = new Uint8Array(size);
  function step(current: ArrayLike<number>): number {
    assertLength("createHodgkinHuxley", "current", current, size);
    let total = 0;
    for (let unit = 0; unit < size; unit++) {
      const v = potential[unit]!;
      m[unit] = relaxed(gateM, v, m[unit]!, timeStep);
      h[unit] = relaxed(gateH, v, h[unit]!, timeStep);
      n[unit] = relaxed(gateN, v, n[unit]!, timeStep);
      const open = sodium * m[unit]! ** 3 * h[unit]!;
      const outward = potassium * n[unit]! ** 4;
      const all = open + outward + leak;
      const drive =
        current[unit]! + open * sodiumReversal + outward * potassiumReversal + leak * leakReversal;
      const end = drive / all;
      const next = end + (v - end) * Math.exp((-timeStep * all) / capacitance);
      potential[unit] = next;
      const isSpike = v < crossing && next >= crossing;
      spikes[unit] = isSpike ? 1 : 0;
      if (isSpike) total++;
    }
    return total;
  }
  return {
    size,
    timeStep,
    potential,
    spikes,
    step,
    sodiumActivation: m,
    sodiumInactivation: h,
    potassiumActivation: n,
  };
}
