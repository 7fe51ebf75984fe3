import { lineChart, type LineSeries } from "@wayfield/example-kit";
import { meanOf } from "@wayfield/example-kit/statistics";
import type { Comparison } from "./compare.ts";
import type { SleepKind, SleepLook, SleepRun } from "./sleep.ts";
import type { Look } from "./training.ts";

/** Several runs as one line: their mean and range at each of the places where all were looked at. */
function band(name: string, x: number[], runs: number[][]): LineSeries {
  const all = x.map((_, at) => runs.map((run) => run[at]!));
  return {
    name,
    x,
    y: all.map(meanOf),
    low: all.map((values) => Math.min(...values)),
    high: all.map((values) => Math.max(...values)),
  };
}

function chart(
  comparisons: Comparison[],
  label: string,
  domain: [number, number] | undefined,
  valueOf: (look: Look) => number,
): string {
  const { task } = comparisons[0]!;
  const series = comparisons.map(({ replay, runs }) =>
    band(
      replay.name,
      runs[0]!.looks.map(({ step }) => step),
      runs.map(({ looks }) => looks.map(valueOf)),
    ),
  );
  return lineChart({
    title: `${task.name}: ${label}`,
    subtitle: "Mean over the seeds, the band from the lowest to the highest.",
    x: { label: "environment steps", domain: [0, task.steps] },
    y: { label, ...(domain ? { domain } : {}) },
    series,
  });
}

/** Learning curves: greedy return against steps. */
export const returnFigure = (comparisons: Comparison[], domain?: [number, number]): string =>
  chart(comparisons, "return of the greedy policy", domain, ({ greedyReturn }) => greedyReturn);

/** How alike successive samples are, beside the learning curves. */
export const correlationFigure = (comparisons: Comparison[]): string =>
  chart(comparisons, "correlation of successive samples", [-0.2, 1], ({ correlation }) => correlation);

/** What becomes of the old task, and of the new one, night after night. */
export function sleepFigure(
  results: { kind: SleepKind; runs: SleepRun[] }[],
  valueOf: (look: SleepLook) => number,
  title: string,
): string {
  const days = results[0]!.runs[0]!.looks.map(({ day }) => day);
  return lineChart({
    title,
    subtitle:
      "The agent moves to the second room halfway. Mean over the seeds, the band from lowest to highest.",
    x: { label: "day" },
    y: { label: "balls caught", domain: [0, 1] },
    series: results.map(({ kind, runs }) =>
      band(
        kind.name,
        days,
        runs.map(({ looks }) => looks.map(valueOf)),
      ),
    ),
  });
}
