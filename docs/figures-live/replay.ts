import { createRandomStream } from "@wayfield/backend";
import { createReplayBuffer, float32, prioritised } from "@wayfield/replay-buffer";
import { drawAxes, drawBars, drawLine, palette, type Figure, type Panel } from "./figure.ts";

const items = 20;
const draws = 4000;

/** How often items of priority 1 to 20 are drawn. */
export const figure: Figure = {
  controls: [{ name: "alpha", label: "α: 0 is uniform", min: 0, max: 1, step: 0.05, value: 0.6 }],
  draw: (context, { alpha = 0.6 }) => {
    const random = createRandomStream(1).uniform;
    const buffer = createReplayBuffer({
      spec: { error: float32() },
      capacity: items,
      random,
      sampler: prioritised({ alpha, epsilon: 0 }),
    });
    for (let item = 1; item <= items; item++) buffer.add({ error: item });
    const all = buffer.createBatch(32);
    const counts = new Float64Array(items);
    // Every item is met at its first, highest priority before its own is told.
    for (let round = 0; round < 60; round++) {
      buffer.sample(all);
      buffer.updatePriorities(all.ids, all.columns.error);
    }
    for (let drawn = 0; drawn < draws; drawn += 32) {
      buffer.sample(all);
      for (const error of all.columns.error) counts[error - 1]! += 1 / draws;
    }
    const total = Array.from({ length: items }, (_, item) => (item + 1) ** alpha).reduce((a, b) => a + b);
    const top = Number(((items ** alpha / total) * 1.3).toPrecision(2));
    const panel: Panel = { left: 50, top: 30, width: 560, height: 220, x: [1, items], y: [0, top] };
    drawBars(context, panel, counts, palette.blue);
    const law = Array.from({ length: items }, (_, item): [number, number] => [
      1 + ((item + 0.5) * (items - 1)) / items,
      (item + 1) ** alpha / total,
    ]);
    drawLine(context, panel, law, palette.orange);
    drawAxes(context, panel, "priority p", "share of the draws");
    return `${draws} draws (bars) and the law p^α / Σ p^α (line), α = ${alpha}.`;
  },
};
