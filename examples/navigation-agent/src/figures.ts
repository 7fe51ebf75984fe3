import { barChart, lineChart } from "@wayfield/example-kit";
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
