import type { RandomStream } from "@wayfield/backend";
import { latencyDecode, latencyEncode, poissonEncode, rateDecode } from "@wayfield/core-neuron/spiking";
import { lineChart } from "@wayfield/example-kit";

/** ms to listen. */
const windows = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
/** Stimuli lie in [0.1, 1]. */
const [least, most] = [0.1, 1];
/** Hz at the strongest stimulus. */
const topRate = 100;
/** ms: how far a spike strays from its time. */
const jitter = 0.5;
const latency = { timeConstant: 50, threshold: 0.09 };

/** Root mean squared errors of the decoded stimulus, by window. */
export interface CodeErrors {
  readonly windows: number[];
  readonly rate: number[];
  readonly time: number[];
  /** The same stimuli read from other trials' spike times: what a code that tells nothing would score. */
  readonly shuffled: number[];
}

const rootMeanSquare = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.sqrt(Array.from(a).reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0) / a.length);

const clip = (value: number): number => Math.min(most, Math.max(least, value));

/** Counts of a Poisson train over the window. */
function decodeRates(uniform: () => number, stimuli: Float64Array, window: number): Float64Array {
  const spikes = poissonEncode(
    uniform,
    stimuli.map((x) => topRate * x),
    { steps: window },
  );
  return rateDecode(spikes, { units: stimuli.length }).map((rate) => clip(rate / topRate));
}

/** The time of the first spike; where none came within the window, the middle of what is still possible. */
function decodeTimes(times: Float64Array, window: number): Float64Array {
  const values = latencyDecode(
    times.map((time) => Math.max(time, 0.1)),
    latency,
  );
  const [slowest] = latencyDecode([window], latency);
  return values.map((value, k) => (times[k]! <= window ? clip(value) : (least + clip(slowest!)) / 2));
}

/** The same stimuli by the rate of a Poisson train and by the time of one jittered spike. */
export function compareCodes(random: RandomStream, trials: number): CodeErrors {
  const { uniform, normal } = random;
  const stimuli = Float64Array.from({ length: trials }, () => least + (most - least) * uniform());
  const times = latencyEncode(stimuli, latency).map((time) => time + jitter * normal());
  const others = Float64Array.from(times, (_, k) => times[(k + 1) % trials]!);
  const errors = (decode: (window: number) => Float64Array): number[] =>
    windows.map((window) => rootMeanSquare(decode(window), stimuli));
  return {
    windows,
    rate: errors((window) => decodeRates(uniform, stimuli, window)),
    time: errors((window) => decodeTimes(times, window)),
    shuffled: errors((window) => decodeTimes(others, window)),
  };
}

export const codesFigure = ({ windows: x, rate, time, shuffled }: CodeErrors): string =>
  lineChart({
    title: "Rate code and spike-time code",
    subtitle: `up to ${topRate} Hz, against one spike with ${jitter} ms of jitter`,
    x: { label: "window (ms)", isLog: true },
    y: { label: "error of the decoded stimulus (RMS)" },
    series: [
      { name: "count over time", x, y: rate },
      { name: "time of the first spike", x, y: time },
      { name: "another trial's spike", x, y: shuffled, isDashed: true },
    ],
  });
