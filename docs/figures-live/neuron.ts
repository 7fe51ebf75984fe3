import { createLeakyIntegrateAndFire, leakyIntegrateAndFireRate } from "@wayfield/core-neuron/spiking";
import { drawAxes, drawLine, palette, type Figure, type Panel } from "./figure.ts";

const duration = 200;

/** The membrane potential under a steady current, and the rate it leads to. */
export const figure: Figure = {
  controls: [
    { name: "current", label: "current", min: 0.5, max: 4, step: 0.05, value: 1.5 },
    { name: "refractory", label: "refractory time, ms", min: 0, max: 20, step: 1, value: 2 },
  ],
  draw: (context, { current = 1.5, refractory = 2 }) => {
    const neuron = createLeakyIntegrateAndFire(1, { timeStep: 0.5, refractory });
    const potential: [number, number][] = [];
    let spikes = 0;
    for (let time = 0; time < duration; time += 0.5) {
      const spiked = neuron.step([current]);
      spikes += spiked;
      potential.push([time, spiked > 0 ? 1.5 : neuron.potential[0]!]);
    }
    const trace: Panel = { left: 40, top: 30, width: 340, height: 220, x: [0, duration], y: [0, 1.6] };
    drawLine(context, trace, potential, palette.blue);
    drawAxes(context, trace, "time, ms", "potential");
    const rates: Panel = { left: 430, top: 30, width: 180, height: 220, x: [0.5, 4], y: [0, 200] };
    const curve = Array.from({ length: 100 }, (_, at): [number, number] => {
      const input = 0.5 + (3.5 * at) / 99;
      return [input, Math.min(200, leakyIntegrateAndFireRate(input, { refractory }))];
    });
    drawLine(context, rates, curve, palette.grey);
    const rate = leakyIntegrateAndFireRate(current, { refractory });
    drawLine(
      context,
      rates,
      [
        [current, 0],
        [current, Math.min(200, rate)],
      ],
      palette.orange,
    );
    drawAxes(context, rates, "current", "rate, Hz");
    return `${spikes} spikes in ${duration} ms; the closed form says ${rate.toFixed(1)} Hz.`;
  },
};
