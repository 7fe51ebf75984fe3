import { assertExtent } from "../checks.ts";
import { assertLength, assertNotNegative, assertPositive, assertShare } from "./checks.ts";

/** Options of {@link createShortTermPlasticity} and {@link shortTermSteadyState}. */
export interface ShortTermPlasticityOptions {
  /** U, in (0, 1]: the share of the vesicles that a first spike releases. */
  utilisation: number;
  /** τ_rec, ms: how long the vesicles take to come back. */
  recovery: number;
  /** τ_facil, ms: how long the release stays easier after a spike; 0 for a synapse that only tires. Default 0. */
  facilitation?: number;
}

/** Synapses that tire and warm up. */
export interface ShortTermPlasticity {
  /** u: the share that a spike releases, as it was at the last one, `[size]`. */
  readonly release: Float64Array;
  /** x: the share of vesicles that is there, `[size]`. */
  readonly resources: Float64Array;
  /**
   * Goes on by one step; spikes come at its end.
   * @param spikes 0 or 1, `[size]`.
   * @returns u x of every synapse with a spike, 0 elsewhere, `[size]`: what to multiply the weights with. The array is
   * the same at every step.
   */
  readonly step: (spikes: ArrayLike<number>) => Float64Array;
}

function assertOptions(
  where: string,
  { utilisation, recovery, facilitation = 0 }: ShortTermPlasticityOptions,
): void {
  assertPositive(where, { utilisation, recovery });
  assertShare(where, { utilisation });
  assertNotNegative(where, { facilitation });
}

const decayOf = (time: number, constant: number): number => (constant === 0 ? 0 : Math.exp(-time / constant));

/**
 * Short-term plasticity (Tsodyks, Pawelzik & Markram 1998): a spike first makes release easier,
 * u ← u + U (1 − u), then releases u x of the vesicles, x ← x − u x; between spikes u decays to 0 with τ_facil and x
 * comes back to 1 with τ_rec. Exact for spikes on the grid of steps.
 * @param size Synapses.
 * @throws RangeError unless size, step and time constants are positive and U lies in (0, 1].
 * @example
 * const synapse = createShortTermPlasticity(1, { timeStep: 1, utilisation: 0.5, recovery: 800 });
 */
export function createShortTermPlasticity(
  size: number,
  options: ShortTermPlasticityOptions & { timeStep: number },
): ShortTermPlasticity {
  const { timeStep, utilisation, recovery, facilitation = 0 } = options;
  assertExtent("createShortTermPlasticity", "size", size);
  assertPositive("createShortTermPlasticity", { timeStep });
  assertOptions("createShortTermPlasticity", options);
  const [calm, tired] = [decayOf(timeStep, facilitation), decayOf(timeStep, recovery)];
  const release = new Float64Array(size);
  const resources = new Float64Array(size).fill(1);
  const released = new Float64Array(size);
  const step = (spikes: ArrayLike<number>): Float64Array => {
    assertLength("createShortTermPlasticity", "spikes", spikes, size);
    for (let at = 0; at < size; at++) {
      const u = release[at]! * calm;
      const x = 1 - (1 - resources[at]!) * tired;
      const isSpike = spikes[at]! > 0;
      release[at] = isSpike ? u + utilisation * (1 - u) : u;
      released[at] = isSpike ? release[at]! * x : 0;
      resources[at] = x - released[at]!;
    }
    return released;
  };
  return { release, resources, step };
}

/** What {@link shortTermSteadyState} returns. */
export interface ShortTermSteadyState {
  /** u. */
  release: number;
  /** x. */
  resources: number;
}

/**
 * What a regular train settles at, in closed form: u = U / (1 − (1 − U) e^(−Δ/τ_facil)),
 * x = (1 − e^(−Δ/τ_rec)) / (1 − (1 − u) e^(−Δ/τ_rec)), just as a spike releases u x.
 * @param rate Hz; Δ = 1000 / rate.
 * @throws RangeError unless the rate and the time constants are positive and U lies in (0, 1].
 */
export function shortTermSteadyState(
  rate: number,
  options: ShortTermPlasticityOptions,
): ShortTermSteadyState {
  assertPositive("shortTermSteadyState", { rate });
  assertOptions("shortTermSteadyState", options);
  const { utilisation, recovery, facilitation = 0 } = options;
  const [calm, tired] = [decayOf(1000 / rate, facilitation), decayOf(1000 / rate, recovery)];
  const release = utilisation / (1 - (1 - utilisation) * calm);
  return { release, resources: (1 - tired) / (1 - (1 - release) * tired) };
}
