import { assertExtent } from "../checks.ts";
import { assertLength, assertPositive } from "./checks.ts";
import type { SpikingPopulation } from "./population.ts";

/** Constants of an Izhikevich neuron. */
export interface IzhikevichParameters {
  /** How fast the recovery u follows, 1/ms. */
  readonly a: number;
  /** How much the recovery follows the potential. */
  readonly b: number;
  /** Potential after a spike, mV. */
  readonly c: number;
  /** What a spike adds to the recovery. */
  readonly d: number;
  /** Factor of v in its equation. Default 5. */
  readonly slope?: number;
  /** Constant in the equation of v. Default 140. */
  readonly offset?: number;
}

/** A population of Izhikevich neurons. */
export interface IzhikevichPopulation extends SpikingPopulation {
  /** Recovery u, `[size]`. */
  readonly recovery: Float64Array;
}

/** Options of {@link createIzhikevich}. */
export interface IzhikevichOptions {
  /** Length of a step, ms. Much above 0.5 the potential overshoots. */
  timeStep: number;
  /** Potential to begin with, mV; the recovery begins at b · v. Default −65. */
  start?: number;
}

const peak = 30;

/**
 * Izhikevich's simple neurons (Izhikevich 2003, equations 1 to 3): v' = 0.04 v² + 5 v + 140 − u + I, u' = a (b v − u);
 * where v reaches 30 mV it spikes: v ← c, u ← u + d. Euler's method, the potential first, as in the author's programs.
 * @param parameters One record a neuron.
 * @throws RangeError without neurons, or unless the step is positive.
 * @example const neurons = createIzhikevich([izhikevichTypes.regularSpiking], { timeStep: 0.1 });
 */
export function createIzhikevich(
  parameters: readonly IzhikevichParameters[],
  { timeStep, start = -65 }: IzhikevichOptions,
): IzhikevichPopulation {
  assertExtent("createIzhikevich", "the number of neurons", parameters.length);
  assertPositive("createIzhikevich", { timeStep });
  const size = parameters.length;
  const column = (of: (neuron: IzhikevichParameters) => number): Float64Array =>
    Float64Array.from(parameters, of);
  const [a, b, c, d] = [
    column((p) => timeStep * p.a),
    column((p) => p.b),
    column((p) => p.c),
    column((p) => p.d),
  ];
  const [slope, offset] = [column((p) => p.slope ?? 5), column((p) => p.offset ?? 140)];
  const potential = new Float64Array(size).fill(start);
  const recovery = b.map((factor) => factor * start);
  const spikes = new Uint8Array(size);
  function step(current: ArrayLike<number>): number {
    assertLength("createIzhikevich", "current", current, size);
    let total = 0;
    for (let unit = 0; unit < size; unit++) {
      const before = potential[unit]!;
      const u = recovery[unit]!;
      const v =
        before + timeStep * ((0.04 * before + slope[unit]!) * before + offset[unit]! - u + current[unit]!);
      const next = u + a[unit]! * (b[unit]! * v - u);
      const isSpike = v >= peak;
      potential[unit] = isSpike ? c[unit]! : v;
      recovery[unit] = isSpike ? next + d[unit]! : next;
      spikes[unit] = isSpike ? 1 : 0;
      if (isSpike) total++;
    }
    return total;
  }
  return { size, timeStep, potential, recovery, spikes, step };
}

/** The names of the types. */
export type IzhikevichTypeName =
  | "regularSpiking"
  | "intrinsicallyBursting"
  | "chattering"
  | "fastSpiking"
  | "lowThresholdSpiking"
  | "thalamoCortical"
  | "resonator";

/** The types of cortical and thalamic neurons of Izhikevich (2003), figure 2. */
export const izhikevichTypes: Readonly<Record<IzhikevichTypeName, IzhikevichParameters>> = {
  /** RS: fires at once, then slower: most excitatory cells of cortex. */
  regularSpiking: { a: 0.02, b: 0.2, c: -65, d: 8 },
  /** IB: one burst, then single spikes. */
  intrinsicallyBursting: { a: 0.02, b: 0.2, c: -55, d: 4 },
  /** CH: burst after burst. */
  chattering: { a: 0.02, b: 0.2, c: -50, d: 2 },
  /** FS: fast and without adaptation: basket cells. */
  fastSpiking: { a: 0.1, b: 0.2, c: -65, d: 2 },
  /** LTS: fast, adapting, of low threshold. */
  lowThresholdSpiking: { a: 0.02, b: 0.25, c: -65, d: 2 },
  /** TC: tonic from rest, a burst on release from inhibition: thalamic relay cells. */
  thalamoCortical: { a: 0.02, b: 0.25, c: -65, d: 0.05 },
  /** RZ: rings below threshold and answers its own frequency. */
  resonator: { a: 0.1, b: 0.26, c: -65, d: 2 },
};
