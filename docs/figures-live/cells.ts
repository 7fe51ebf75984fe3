import {
  cycleResponses,
  energyCell,
  gaborField,
  modulationRatio,
  quadraturePair,
  simpleCell,
} from "@wayfield/conv";
import { drawAxes, drawLine, drawMap, palette, type Figure, type Panel } from "./figure.ts";

const size = 25;
const frames = 32;

/** A simple and a complex cell under a drifting grating. */
export const figure: Figure = {
  controls: [
    {
      name: "orientation",
      label: "grating, degrees from the cells' own",
      min: -90,
      max: 90,
      step: 5,
      value: 0,
    },
    { name: "phase", label: "the simple cell's phase, degrees", min: 0, max: 355, step: 5, value: 0 },
  ],
  draw: (context, { orientation = 0, phase = 0 }) => {
    const radians = (degrees: number): number => (degrees * Math.PI) / 180;
    const gabor = { orientation: 0, frequency: 0.1, phase: radians(phase), deviation: 4 };
    const field = gaborField(gabor, { size });
    const drift = {
      size: [size, size] as const,
      grating: { orientation: radians(orientation), frequency: 0.1 },
      frames,
    };
    const responses = [simpleCell(field), energyCell(quadraturePair(gabor, { size }))].map(
      (cell) => cycleResponses(cell, drift)[0]!,
    );
    drawMap(context, field.pixels, size, [30, 40, 200]);
    const top = Math.max(...responses.flatMap((values) => Array.from(values)), 1e-9);
    const panel: Panel = {
      left: 280,
      top: 40,
      width: 330,
      height: 200,
      x: [0, 360],
      y: [0, Number(top.toPrecision(2))],
    };
    for (const [index, color] of [palette.blue, palette.orange].entries()) {
      const points = Array.from(responses[index]!, (value, frame): [number, number] => [
        (360 * frame) / frames,
        value,
      ]);
      drawLine(context, panel, points, color);
    }
    drawAxes(context, panel, "phase of the grating, degrees", "response");
    const [simple, complex] = responses.map((values) => modulationRatio(values).toFixed(2));
    return `F1/F0 of the simple cell (blue) ${simple}, of the complex cell (orange) ${complex}; left, the simple cell's field.`;
  },
};
