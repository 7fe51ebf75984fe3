import {
  adaptationIndex,
  burstIndex,
  interSpikeIntervals,
  izhikevichPatterns,
  runIzhikevichPattern,
  type IzhikevichPattern,
} from "@wayfield/core-neuron/spiking";
import { arrangeFigures, lineChart } from "@wayfield/example-kit";

/** One pattern's spikes in numbers. */
export interface PatternRow {
  readonly name: string;
  readonly spikes: number;
  readonly burstIndex: number;
  readonly adaptationIndex: number;
}

/** "tonicSpiking" as "tonic spiking". */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const patterns: [string, IzhikevichPattern][] = Object.entries(izhikevichPatterns);

export const patternRows = (): PatternRow[] =>
  patterns.map(([name, pattern]) => {
    const { spikeTimes } = runIzhikevichPattern(pattern);
    const intervals = interSpikeIntervals(spikeTimes);
    return {
      name: spaced(name),
      spikes: spikeTimes.length,
      burstIndex: burstIndex(intervals),
      adaptationIndex: adaptationIndex(intervals),
    };
  });

/** Whether a line through the values needs this one. */
const isCorner = (values: Float64Array, at: number): boolean =>
  at === 0 ||
  at === values.length - 1 ||
  Math.abs(values[at - 1]! + values[at + 1]! - 2 * values[at]!) > 1e-9;

/** Every pattern's potential, and below it the current, scaled to fit. */
export const galleryFigure = (): string =>
  arrangeFigures(
    patterns.map(([name, pattern]) => {
      const { potential, current } = runIzhikevichPattern(pattern);
      const x = Array.from(potential, (_, step) => step * pattern.timeStep);
      const corners = x.map((_, step) => step).filter((step) => isCorner(current, step));
      const [low, high] = [Math.min(...current), Math.max(...current)];
      return lineChart({
        title: spaced(name),
        width: 300,
        height: 150,
        x: { label: "ms" },
        y: { label: "mV", domain: [-110, 40] },
        series: [
          { name: "potential", x, y: potential },
          {
            name: "current",
            x: corners.map((step) => x[step]!),
            y: corners.map((step) => -106 + (12 * (current[step]! - low)) / (high - low)),
          },
        ],
      });
    }),
    { columns: 4 },
  );
