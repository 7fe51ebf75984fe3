import { createRandomStream } from "@wayfield/backend";
import { drawAxes, drawBars, palette, type Figure, type Panel } from "./figure.ts";

const bins = 30;

/** Normal draws of a labelled child stream, counted. */
export const figure: Figure = {
  controls: [
    { name: "seed", label: "seed", min: 1, max: 20, step: 1, value: 1 },
    { name: "draws", label: "draws", min: 50, max: 5000, step: 50, value: 500 },
  ],
  draw: (context, { seed = 1, draws = 500 }) => {
    const stream = createRandomStream(seed).split("weights");
    const counts = new Float64Array(bins);
    for (let draw = 0; draw < draws; draw++) {
      const bin = Math.floor(((stream.normal() + 3) / 6) * bins);
      if (bin >= 0 && bin < bins) counts[bin]! += 1;
    }
    const most = Math.max(...counts);
    const panel: Panel = { left: 50, top: 30, width: 560, height: 220, x: [-3, 3], y: [0, most] };
    drawBars(context, panel, counts, palette.blue);
    drawAxes(context, panel, "value", "draws");
    return `${draws} normal numbers of the child stream "weights" of seed ${seed}: the same on every machine.`;
  },
};
