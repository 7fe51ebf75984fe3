import { assertExtent } from "../checks.ts";
import { assertLength, assertPositive } from "./checks.ts";
import type { SpikingPopulation } from "./population.ts";

/** Constants of an adaptive exponential integrate-and-fire neuron. */
export interface AdaptiveExponentialParameters {
  /** C, pF. */
  readonly capacitance: number;
  /** g_L, nS. */
  readonly leak: number;
  /** E_L, mV. */
  readonly rest: number;
  /** V_T, mV: where the exponential takes over. */
  readonly threshold: number;
  /** Δ_T, mV: how sharply it does. */
  readonly sharpness: number;
  /** a, nS: how much the adaptation current follows the potential. */
  readonly coupling: number;
  /** τ_w, ms. */
  readonly adaptationTime: number;
  /** b, pA: what a spike adds to the adaptation current. */
  readonly jump: number;
  /** V_r, mV: potential after a spike. */
  readonly reset: number;
}

/** A population of adaptive exponential integrate-and-fire neurons. */
export interface AdaptiveExponentialPopulation extends SpikingPopulation {
  /** Adaptation current w, pA, `[size]`. */
  readonly adaptation: Float64Array;
}

/** Options of {@link createAdaptiveExponential}. */
export interface AdaptiveExponentialOptions {
  /** Length of a step, ms; 0.1 or less. */
  timeStep: number;
}

/** Where the upswing is cut off and counts as a spike, mV. */
const peak = 0;

function assertParameters(parameters: readonly AdaptiveExponentialParameters[]): void {
  const where = "createAdaptiveExponential";
  assertExtent(where, "the number of neurons", parameters.length);
  for (const { capacitance, leak, sharpness, adaptationTime } of parameters)
    assertPositive(where, { capacitance, leak, sharpness, adaptationTime });
}

/**
 * Adaptive exponential integrate-and-fire neurons (Brette & Gerstner 2005):
 * C dV/dt = −g_L (V − E_L) + g_L Δ_T exp((V − V_T) / Δ_T) − w + I, τ_w dw/dt = a (V − E_L) − w;
 * where V reaches 0 mV it spikes: V ← V_r, w ← w + b. Euler's method. Currents in pA.
 * @param parameters One record a neuron.
 * @throws RangeError without neurons, or unless the step, C, g_L, Δ_T and τ_w are positive.
 * @example const neurons = createAdaptiveExponential([adaptiveExponentialPatterns.tonic.parameters], { timeStep: 0.05 });
 */
export function createAdaptiveExponential(
  parameters: readonly AdaptiveExponentialParameters[],
  { timeStep }: AdaptiveExponentialOptions,
): AdaptiveExponentialPopulation {
  assertParameters(parameters);
  assertPositive("createAdaptiveExponential", { timeStep });
  const size = parameters.length;
  const potential = Float64Array.from(parameters, ({ rest }) => rest);
  const adaptation = new Float64Array(size);
  const spikes = new Uint8Array(size);
  function step(current: ArrayLike<number>): number {
    assertLength("createAdaptiveExponential", "current", current, size);
    let total = 0;
    for (let unit = 0; unit < size; unit++) {
      const p = parameters[unit]!;
      const v = potential[unit]!;
      const w = adaptation[unit]!;
      const above = v - p.rest;
      const upswing = p.sharpness * Math.exp((v - p.threshold) / p.sharpness);
      const next = v + (timeStep / p.capacitance) * (p.leak * (upswing - above) - w + current[unit]!);
      const nextAdaptation = w + (timeStep / p.adaptationTime) * (p.coupling * above - w);
      const isSpike = next >= peak;
      potential[unit] = isSpike ? p.reset : next;
      adaptation[unit] = isSpike ? nextAdaptation + p.jump : nextAdaptation;
      spikes[unit] = isSpike ? 1 : 0;
      if (isSpike) total++;
    }
    return total;
  }
  return { size, timeStep, potential, adaptation, spikes, step };
}

/** A firing pattern: a neuron, and the constant current in pA that shows the pattern. */
export interface AdaptiveExponentialPattern {
  /** The neuron's constants. */
  readonly parameters: AdaptiveExponentialParameters;
  /** pA. */
  readonly current: number;
}

/** In the order of the paper's table: C, g_L, E_L, a, τ_w, b, V_r, I; V_T = −50 mV and Δ_T = 2 mV throughout. */
function pattern(
  ...[capacitance, leak, rest, coupling, adaptationTime, jump, reset, current]: [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
): AdaptiveExponentialPattern {
  const shared = { threshold: -50, sharpness: 2 };
  return {
    parameters: { capacitance, leak, rest, ...shared, coupling, adaptationTime, jump, reset },
    current,
  };
}

/** The names of the patterns. */
export type AdaptiveExponentialPatternName =
  | "tonic"
  | "adapting"
  | "initialBurst"
  | "regularBursting"
  | "delayedAccelerating"
  | "delayedRegularBursting"
  | "transient"
  | "irregular";

/** The firing patterns of Naud, Marcille, Clopath & Gerstner (2008), table 1. */
export const adaptiveExponentialPatterns: Readonly<
  Record<AdaptiveExponentialPatternName, AdaptiveExponentialPattern>
> = {
  tonic: /* @__PURE__ */ pattern(200, 10, -70, 2, 30, 0, -58, 500),
  adapting: /* @__PURE__ */ pattern(200, 12, -70, 2, 300, 60, -58, 500),
  initialBurst: /* @__PURE__ */ pattern(130, 18, -58, 4, 150, 120, -50, 400),
  regularBursting: /* @__PURE__ */ pattern(200, 10, -58, 2, 120, 100, -46, 210),
  delayedAccelerating: /* @__PURE__ */ pattern(200, 12, -70, -10, 300, 0, -58, 300),
  delayedRegularBursting: /* @__PURE__ */ pattern(100, 10, -65, -10, 90, 30, -47, 110),
  transient: /* @__PURE__ */ pattern(100, 10, -65, 10, 90, 100, -47, 180),
  irregular: /* @__PURE__ */ pattern(100, 12, -60, -11, 130, 30, -48, 160),
};
