import { barChart, lineChart, type LineSeries } from "@wayfield/example-kit";
import type { Evaluation } from "./evaluate.ts";

type Lines = readonly Record<string, number>[];

const column = (lines: Lines, name: string): number[] => lines.map((line) => line[name] ?? NaN);

/** The losses of vision module and grid network along their training. */
export const lossFigure = (lines: Lines): string =>
  lineChart({
    title: "Vision module and grid network",
    subtitle: "Cross-entropy of place and head-direction cells; dropout on.",
    x: { label: "updates" },
    y: { label: "loss (nats)" },
    series: [
      { name: "vision module", x: column(lines, "done"), y: column(lines, "visionLoss") },
      { name: "grid network", x: column(lines, "done"), y: column(lines, "gridLoss") },
    ],
  });

/** How often the goal was reached along a training. */
export const goalsFigure = (title: string, lines: Lines): string =>
  lineChart({
    title,
    subtitle: "Goals in an episode, mean of the last 256 episodes of the training.",
    x: { label: "environment steps" },
    y: { label: "goals" },
    series: [{ name: title, x: column(lines, "done"), y: column(lines, "goalsPerEpisode") }],
  });

/** The log of one training. */
export type Curve = Record<string, number>[];

/** Mean and range over trainings of one kind at the moments that all of them logged. */
function bandOf(name: string, runs: readonly Curve[]): LineSeries {
  const length = Math.min(...runs.map((lines) => lines.length));
  const moments = Array.from({ length }, (_, at) =>
    runs.map((lines) => lines[at]!["goalsPerEpisode"] ?? NaN),
  );
  return {
    name,
    x: column(runs[0]!.slice(0, length), "done"),
    y: moments.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    low: moments.map((values) => Math.min(...values)),
    high: moments.map((values) => Math.max(...values)),
  };
}

/** How agents learn, each kind with the range over its seeds. */
export const curvesFigure = (world: string, curves: Readonly<Record<string, readonly Curve[]>>): string =>
  lineChart({
    title: `Learning, ${world}`,
    subtitle:
      "Goals in an episode of the training; mean over seeds, the band from the lowest to the highest.",
    x: { label: "environment steps" },
    y: { label: "goals" },
    series: Object.entries(curves).map(([name, runs]) => bandOf(name, runs)),
  });

/** Goals an episode of everyone who was let loose in a world. */
export const comparisonFigure = (world: string, found: Readonly<Record<string, Evaluation>>): string =>
  barChart({
    title: `Goals in an episode of 90 s, ${world}`,
    subtitle: "Mean over episodes with 95 % bootstrap intervals.",
    x: { label: "goals" },
    bars: Object.entries(found).map(
      ([
        name,
        {
          goalsPerEpisode: { mean, low, high },
        },
      ]) => ({
        name,
        value: mean,
        low,
        high,
      }),
    ),
  });
