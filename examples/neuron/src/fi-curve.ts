import { createLeakyIntegrateAndFire, leakyIntegrateAndFireRate } from "@wayfield/core-neuron/spiking";
import { lineChart } from "@wayfield/example-kit";

/** ms. */
const [timeStep, duration] = [1, 10_000];
const [timeConstant, refractory] = [20, 2];

/** Firing rates over currents, Hz. */
export interface FICurve {
  readonly currents: number[];
  readonly closed: number[];
  /** By this project's neuron: exact within the step. */
  readonly simulated: number[];
  /** By Euler's method with spikes on the grid of steps. */
  readonly euler: number[];
}

/** Spikes from the first to the last of a run. */
function simulatedRate(current: number): number {
  const neuron = createLeakyIntegrateAndFire(1, { timeStep, timeConstant, refractory });
  let [first, last, count] = [NaN, NaN, 0];
  for (let time = 0; time < duration; time += timeStep) {
    if (neuron.step([current]) === 0) continue;
    last = time + neuron.spikeOffset[0]!;
    if (count === 0) first = last;
    count++;
  }
  return count < 2 ? 0 : (1000 * (count - 1)) / (last - first);
}

/** The textbook loop. */
function eulerRate(current: number): number {
  let [potential, held, first, last, count] = [0, 0, NaN, NaN, 0];
  for (let time = timeStep; time <= duration; time += timeStep) {
    if (held > 0) {
      held -= timeStep;
      continue;
    }
    potential += (timeStep * (current - potential)) / timeConstant;
    if (potential < 1) continue;
    [potential, held, last] = [0, refractory, time];
    if (count === 0) first = time;
    count++;
  }
  return count < 2 ? 0 : (1000 * (count - 1)) / (last - first);
}

export function fiCurve(): FICurve {
  const currents = Array.from({ length: 62 }, (_, k) => 0.95 + 0.05 * k);
  return {
    currents,
    closed: currents.map((current) => leakyIntegrateAndFireRate(current, { timeConstant, refractory })),
    simulated: currents.map(simulatedRate),
    euler: currents.map(eulerRate),
  };
}

/** The largest |f / closed − 1| where the closed form fires, and 1 where one fires and the other does not. */
export function maxRelativeError(rates: readonly number[], closed: readonly number[]): number {
  const errors = closed.map((expected, k) =>
    expected === 0 ? (rates[k] === 0 ? 0 : 1) : Math.abs(rates[k]! / expected - 1),
  );
  return Math.max(...errors);
}

export const fiFigure = ({ currents, closed, simulated, euler }: FICurve): string =>
  lineChart({
    title: "f-I curve of the leaky integrate-and-fire neuron",
    subtitle: `τ ${timeConstant} ms, refractory ${refractory} ms, steps of ${timeStep} ms`,
    x: { label: "current, in units of the threshold" },
    y: { label: "rate (Hz)" },
    series: [
      { name: "exact within the step", x: currents, y: simulated },
      { name: "Euler's method", x: currents, y: euler },
      { name: "closed form", x: currents, y: closed, isDashed: true },
    ],
  });
