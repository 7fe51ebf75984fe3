import { lineChart, type LineSeries } from "@wayfield/example-kit";
import type { Comparison } from "./compare.ts";
import type { Look } from "./train.ts";

/** Mean over the runs at each step; a run that has stopped, for it solved the task, keeps its last value. */
function series(comparison: Comparison, valueOf: (look: Look) => number): LineSeries {
  const { runs, replay } = comparison;
  const steps = [...new Set(runs.flatMap(({ looks }) => looks.map(({ step }) => step)))].sort(
    (a, b) => a - b,
  );
  const valueAt = (step: number): number[] =>
    runs.flatMap(({ looks }) => {
      const look = looks.findLast((one) => one.step <= step);
      return look ? [valueOf(look)] : [];
    });
  const all = steps.map(valueAt);
  return {
    name: replay.name,
    x: steps,
    y: all.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    low: all.map((values) => Math.min(...values)),
    high: all.map((values) => Math.max(...values)),
  };
}

function chart(
  comparisons: Comparison[],
  label: string,
  domain: [number, number],
  valueOf: (look: Look) => number,
): string {
  const { task } = comparisons[0]!;
  const all = comparisons.map((comparison) => series(comparison, valueOf));
  const last = Math.max(...all.flatMap(({ x }) => Array.from(x)));
  return lineChart({
    title: `${task.name}: ${label}`,
    x: { label: "environment steps", domain: [0, last] },
    y: { label, domain },
    series: all,
  });
}

/** Learning curves: greedy return against steps, mean and range over the seeds. */
export const returnFigure = (comparisons: Comparison[], domain: [number, number]): string =>
  chart(comparisons, "return of the greedy policy", domain, ({ greedyReturn }) => greedyReturn);

/** How alike successive samples are, beside the learning curves. */
export const correlationFigure = (comparisons: Comparison[]): string =>
  chart(comparisons, "correlation of successive samples", [-0.2, 1], ({ correlation }) => correlation);
