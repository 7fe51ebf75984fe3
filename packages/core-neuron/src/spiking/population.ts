/** Neurons that are stepped together; their state lies in arrays that are made once. */
export interface SpikingPopulation {
  /** How many neurons. */
  readonly size: number;
  /** Length of a step, ms. */
  readonly timeStep: number;
  /** Membrane potentials after the last step, `[size]`. */
  readonly potential: Float64Array;
  /** How often each neuron spiked in the last step, `[size]`; mostly 0 or 1. */
  readonly spikes: Uint8Array;
  /**
   * Goes on by one step under a current that is constant over it.
   * @param current Input, `[size]`.
   * @returns How many spikes there were.
   * @throws RangeError unless there is a current for each neuron.
   */
  readonly step: (current: ArrayLike<number>) => number;
}

/** Who spiked when: spike k is of unit `units[k]` at `times[k]`, in the order of steps. */
export interface Raster {
  /** ms. */
  readonly times: Float64Array;
  /** Index of the neuron. */
  readonly units: Int32Array;
}

/** Options of {@link recordRaster}. */
export interface RecordRasterOptions {
  /** Steps. */
  steps: number;
  /** Length of a step, ms. Default the population's own, and it must be that one: it cannot be changed by asking. */
  timeStep?: number;
  /** Writes the current of the step that begins at `time` (ms). It also sees who spiked in the step before. */
  drive: (current: Float64Array, time: number, spikes: Uint8Array) => void;
}

/** @throws RangeError unless a raster is recorded in the population's own steps: its times would be wrong. */
function assertTimeStep(population: SpikingPopulation, timeStep: number): void {
  if (timeStep === population.timeStep) return;
  throw new RangeError(
    `recordRaster: expected the population's own timeStep of ${population.timeStep} ms, got ${timeStep}; leave it out, or make the population with that step`,
  );
}

/**
 * Runs a population and notes every spike, at the end of its step.
 * @throws RangeError for a `timeStep` that is not the population's.
 * @example
 * const raster = recordRaster(neurons, { steps: 1000, drive: (current) => current.fill(10) });
 */
export function recordRaster(
  population: SpikingPopulation,
  { steps, timeStep = population.timeStep, drive }: RecordRasterOptions,
): Raster {
  assertTimeStep(population, timeStep);
  const current = new Float64Array(population.size);
  const times: number[] = [];
  const units: number[] = [];
  for (let step = 0; step < steps; step++) {
    drive(current, step * timeStep, population.spikes);
    if (population.step(current) === 0) continue;
    population.spikes.forEach((count, unit) => {
      for (let spike = 0; spike < count; spike++) {
        times.push((step + 1) * timeStep);
        units.push(unit);
      }
    });
  }
  return { times: Float64Array.from(times), units: Int32Array.from(units) };
}

/** The spike times of one unit of a raster, ms. */
export const spikeTimesOf = ({ times, units }: Raster, unit: number): Float64Array =>
  times.filter((_, spike) => units[spike] === unit);
