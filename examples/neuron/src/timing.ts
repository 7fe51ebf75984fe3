import { createSpikeTimingPlasticity, spikeTimingChange } from "@wayfield/core-neuron/spiking";
import { lineChart } from "@wayfield/example-kit";

/** The change of a weight by how long after the sender the receiver spikes. */
export interface TimingWindow {
  /** ms. */
  readonly differences: number[];
  readonly measured: number[];
  readonly closed: number[];
}

/** One pair of spikes through the traces of a synapse. */
function measuredChange(difference: number): number {
  const plasticity = createSpikeTimingPlasticity({ senders: 1, receivers: 1, timeStep: 1 });
  const weights = Float64Array.of(0.5);
  for (let time = 0; time < 200; time++)
    plasticity.step(weights, [time === 100 ? 1 : 0], [time === 100 + difference ? 1 : 0]);
  return weights[0]! - 0.5;
}

export function timingWindow(): TimingWindow {
  const differences = Array.from({ length: 161 }, (_, k) => k - 80);
  return {
    differences,
    measured: differences.map(measuredChange),
    closed: differences.map((difference) => spikeTimingChange(difference)),
  };
}

export const largestDifference = ({ measured, closed }: TimingWindow): number =>
  Math.max(...measured.map((change, k) => Math.abs(change - closed[k]!)));

export const timingFigure = ({ differences, measured, closed }: TimingWindow): string =>
  lineChart({
    title: "Spike-timing-dependent plasticity",
    subtitle: "one pair of spikes through the traces of a synapse",
    x: { label: "receiver's spike after the sender's (ms)" },
    y: { label: "change of the weight" },
    series: [
      { name: "traces", x: differences, y: measured },
      { name: "closed form", x: differences, y: closed, isDashed: true },
    ],
  });
