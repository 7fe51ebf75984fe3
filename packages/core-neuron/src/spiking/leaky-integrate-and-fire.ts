import { assertExtent } from "../checks.ts";
import { assertLength, assertNotNegative, assertPositive } from "./checks.ts";
import type { SpikingPopulation } from "./population.ts";

/** Constants of a leaky integrate-and-fire neuron. Potentials share one unit, times are in ms. */
export interface LeakyIntegrateAndFireOptions {
  /** Membrane time constant τ, ms. Default 20. */
  timeConstant?: number;
  /** Resting potential E. Default 0. */
  rest?: number;
  /** Potential θ at which it spikes. Default 1. */
  threshold?: number;
  /** Potential after a spike. Default 0. */
  reset?: number;
  /** Membrane resistance R: potential for each unit of current. Default 1. */
  resistance?: number;
  /** Time after a spike in which the potential stays at reset, ms. Default 2. */
  refractory?: number;
}

/** A population of leaky integrate-and-fire neurons. */
export interface LeakyIntegrateAndFirePopulation extends SpikingPopulation {
  /** When in the last step each neuron last spiked, ms from the step's begin, `[size]`; NaN where it did not. */
  readonly spikeOffset: Float64Array;
  /** What is left of the refractory time, ms, `[size]`. */
  readonly refractoryLeft: Float64Array;
}

const withDefaults = ({
  timeConstant = 20,
  rest = 0,
  threshold = 1,
  reset = 0,
  resistance = 1,
  refractory = 2,
}: LeakyIntegrateAndFireOptions): Required<LeakyIntegrateAndFireOptions> => ({
  timeConstant,
  rest,
  threshold,
  reset,
  resistance,
  refractory,
});

function assertConstants(where: string, constants: Required<LeakyIntegrateAndFireOptions>): void {
  const { timeConstant, resistance, refractory, reset, threshold } = constants;
  assertPositive(where, { timeConstant, resistance });
  assertNotNegative(where, { refractory });
  if (reset < threshold) return;
  throw new RangeError(
    `${where}: expected reset below threshold, got ${reset} and ${threshold}; it would spike without end`,
  );
}

/** As many as a byte counts. */
const mostSpikes = 255;

/** Time until the potential reaches the threshold on its way to `target` above it. */
const timeToThreshold = (
  potential: number,
  target: number,
  threshold: number,
  timeConstant: number,
): number =>
  potential >= threshold ? 0 : timeConstant * Math.log((target - potential) / (target - threshold));

/**
 * Leaky integrate-and-fire neurons (Lapicque 1907; Gerstner, Kistler, Naud & Paninski 2014, section 1.3):
 * τ dv/dt = −(v − E) + R I; where v reaches θ it spikes, goes to reset and stays there for the refractory time.
 *
 * Exact for a current that is constant over a step, whatever the step's length: v relaxes by exp(−Δt / τ), and spikes
 * and the ends of refractory times fall within the step where they belong (Rotter & Diesmann 1999).
 * @param size Neurons.
 * @throws RangeError unless size, step and constants are positive and reset lies below the threshold.
 * @example
 * const neurons = createLeakyIntegrateAndFire(1, { timeStep: 1 });
 * for (let t = 0; t < 1000; t++) neurons.step([1.5]); // 41.7 Hz
 */
export function createLeakyIntegrateAndFire(
  size: number,
  { timeStep, ...options }: LeakyIntegrateAndFireOptions & { timeStep: number },
): LeakyIntegrateAndFirePopulation {
  const where = "createLeakyIntegrateAndFire";
  const constants = withDefaults(options);
  assertExtent(where, "size", size);
  assertPositive(where, { timeStep });
  assertConstants(where, constants);
  const { timeConstant, rest, threshold, reset, resistance, refractory } = constants;
  const decay = Math.exp(-timeStep / timeConstant);
  const potential = new Float64Array(size).fill(rest);
  const refractoryLeft = new Float64Array(size);
  const spikes = new Uint8Array(size);
  const spikeOffset = new Float64Array(size).fill(NaN);

  /** Goes from spike to spike until the step is over. */
  function finishStep(unit: number, target: number, from: number): number {
    let now = from;
    for (let count = 0; ; count++) {
      const crossing =
        target > threshold || potential[unit]! >= threshold
          ? now + timeToThreshold(potential[unit]!, target, threshold, timeConstant)
          : Infinity;
      if (!(crossing <= timeStep)) {
        potential[unit] = target + (potential[unit]! - target) * Math.exp((now - timeStep) / timeConstant);
        return count;
      }
      if (count === mostSpikes) {
        throw new RangeError(
          `${where}: a neuron spikes more than ${mostSpikes} times in a step of ${timeStep} ms`,
        );
      }
      spikeOffset[unit] = crossing;
      potential[unit] = reset;
      now = crossing + refractory;
      if (now < timeStep) continue;
      refractoryLeft[unit] = now - timeStep;
      return count + 1;
    }
  }

  function step(current: ArrayLike<number>): number {
    assertLength(where, "current", current, size);
    let total = 0;
    for (let unit = 0; unit < size; unit++) {
      spikes[unit] = 0;
      const held = refractoryLeft[unit]!;
      if (held >= timeStep) {
        refractoryLeft[unit] = held - timeStep;
        continue;
      }
      const target = rest + resistance * current[unit]!;
      const next = target + (potential[unit]! - target) * decay;
      if (held === 0 && next < threshold) {
        potential[unit] = next;
        continue;
      }
      refractoryLeft[unit] = 0;
      total += spikes[unit] = finishStep(unit, target, held);
    }
    return total;
  }
  const stepAndMark = (current: ArrayLike<number>): number => {
    spikeOffset.fill(NaN);
    return step(current);
  };
  return { size, timeStep, potential, spikes, spikeOffset, refractoryLeft, step: stepAndMark };
}

/**
 * The rate of a leaky integrate-and-fire neuron under a constant current, its f-I curve:
 * f = 1000 / (t_ref + τ ln((R I + E − reset) / (R I + E − θ))) Hz, and 0 where the current does not reach the threshold
 * (Gerstner, Kistler, Naud & Paninski 2014, section 1.3).
 * @throws RangeError unless the constants are positive and reset lies below the threshold.
 * @example leakyIntegrateAndFireRate(1.5); // 41.7 Hz
 */
export function leakyIntegrateAndFireRate(
  current: number,
  options: LeakyIntegrateAndFireOptions = {},
): number {
  const constants = withDefaults(options);
  assertConstants("leakyIntegrateAndFireRate", constants);
  const { timeConstant, rest, threshold, reset, resistance, refractory } = constants;
  const target = rest + resistance * current;
  if (target <= threshold) return 0;
  return 1000 / (refractory + timeToThreshold(reset, target, threshold, timeConstant));
}
