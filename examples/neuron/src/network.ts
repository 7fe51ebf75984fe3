import type { RandomStream } from "@wayfield/backend";
import {
  countSpikes,
  createIzhikevich,
  fanoFactor,
  recordRaster,
  type IzhikevichParameters,
  type Raster,
} from "@wayfield/core-neuron/spiking";
import { lineChart, type LineSeries } from "@wayfield/example-kit";

/** The network of Izhikevich (2003), section III: 800 excitatory and 200 inhibitory neurons, all to all. */
const [excitatory, inhibitory] = [800, 200];
const size = excitatory + inhibitory;
/** ms: two steps each millisecond, as in the paper. */
const timeStep = 0.5;

/** From regular spiking to chattering, most of them near the first. */
function excitatoryNeuron(uniform: () => number): IzhikevichParameters {
  const r = uniform() ** 2;
  return { a: 0.02, b: 0.2, c: -65 + 15 * r, d: 8 - 6 * r };
}

/** From low-threshold to fast spiking. */
function inhibitoryNeuron(uniform: () => number): IzhikevichParameters {
  const r = uniform();
  return { a: 0.02 + 0.08 * r, b: 0.25 - 0.05 * r, c: -65, d: 2 };
}

/** Weights by sender, `[from, to]`. */
const drawWeights = (uniform: () => number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, at) => (at < excitatory * size ? 0.5 : -1) * uniform());

/** Runs the network for some milliseconds under thalamic noise; `isConnected` false leaves the noise alone. */
export function runNetwork(random: RandomStream, milliseconds: number, isConnected: boolean): Raster {
  const { uniform } = random.split("network");
  const { normal } = random.split("noise");
  const parameters = Array.from({ length: size }, (_, k) =>
    k < excitatory ? excitatoryNeuron(uniform) : inhibitoryNeuron(uniform),
  );
  const weights = drawWeights(uniform);
  const arrived = new Float64Array(size);
  const input = new Float64Array(size);
  const drive = (current: Float64Array, time: number, spikes: Uint8Array): void => {
    if (isConnected) addArrivals(arrived, weights, spikes);
    if (Number.isInteger(time)) {
      for (let k = 0; k < size; k++) input[k] = (k < excitatory ? 5 : 2) * normal() + arrived[k]!;
      arrived.fill(0);
    }
    current.set(input);
  };
  return recordRaster(createIzhikevich(parameters, { timeStep }), {
    steps: milliseconds / timeStep,
    drive,
  });
}

/** What the spikes of a step send to everyone. */
function addArrivals(arrived: Float64Array, weights: Float64Array, spikes: Uint8Array): void {
  for (let from = 0; from < size; from++) {
    if (spikes[from] === 0) continue;
    for (let to = 0; to < size; to++) arrived[to]! += weights[from * size + to]!;
  }
}

/** Hz of the excitatory and of the inhibitory neurons, and how much the whole network's count varies from 5 to 5 ms. */
export interface NetworkActivity {
  readonly excitatoryRate: number;
  readonly inhibitoryRate: number;
  /** Fano factor of the network's count: 1 for independent Poisson neurons, the more the more they fire together. */
  readonly synchrony: number;
}

export function activityOf({ times, units }: Raster, milliseconds: number): NetworkActivity {
  const rate = (count: number, neurons: number): number => (1000 * count) / (neurons * milliseconds);
  const fromExcitatory = units.filter((unit) => unit < excitatory).length;
  return {
    excitatoryRate: rate(fromExcitatory, excitatory),
    inhibitoryRate: rate(units.length - fromExcitatory, inhibitory),
    synchrony: fanoFactor(countSpikes(times, { window: 5, windows: milliseconds / 5 })),
  };
}

/** Only every so many-th neuron is drawn. */
const shownEvery = 4;

/** Short upright strokes with gaps between them. */
function strokes(name: string, { times, units }: Raster, isShown: (unit: number) => boolean): LineSeries {
  const x: number[] = [];
  const y: number[] = [];
  times.forEach((time, spike) => {
    const unit = units[spike]!;
    if (!isShown(unit) || unit % shownEvery !== 0) return;
    x.push(time, time, NaN);
    y.push(unit - shownEvery / 2, unit + shownEvery / 2, NaN);
  });
  return { name, x, y };
}

export const rasterFigure = (raster: Raster): string =>
  lineChart({
    title: "A thousand Izhikevich neurons",
    subtitle: `spikes of every ${shownEvery}th neuron; the common rhythm is the network's own`,
    width: 860,
    x: { label: "time (ms)" },
    y: { label: "neuron", domain: [0, size] },
    series: [
      strokes("excitatory", raster, (unit) => unit < excitatory),
      strokes("inhibitory", raster, (unit) => unit >= excitatory),
    ],
  });
