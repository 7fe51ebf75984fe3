import { lineChart, type LineSeries } from "@wayfield/example-kit";
import { meanOf } from "@wayfield/example-kit/statistics";
import type { CliffResult } from "./cliff.ts";
import { published } from "./published.ts";
import type { Curve, Method } from "./random-walk.ts";
import type { Spread } from "./statistics.ts";

export function randomWalkFigure(
  { name, parameter }: Method,
  curves: readonly Curve[],
  height: number,
): string {
  return lineChart({
    title: `19-state random walk: ${name}`,
    subtitle: "Mean over 19 states, the first 10 episodes and all runs",
    x: { label: "step size α", domain: [0, 1] },
    y: { label: "RMS error", domain: [0.25, 0.55] },
    series: curves.map(({ value, stepSizes, errors }) => ({
      name: `${parameter} = ${value}`,
      x: stepSizes,
      y: errors.map(({ mean }) => mean),
    })),
    levels: [{ y: height, label: "the book's lowest point, about" }],
  });
}

/** Each point the mean of ten episodes, so that a line can be followed. */
function smoothed(name: string, curve: readonly number[]): LineSeries {
  const blocks = Array.from({ length: Math.floor(curve.length / 10) }, (_, at) =>
    curve.slice(10 * at, 10 * at + 10),
  );
  return {
    name,
    x: blocks.map((_, at) => 10 * at + 5),
    y: blocks.map(meanOf),
  };
}

export function cliffFigure(results: Readonly<Record<string, CliffResult>>): string {
  return lineChart({
    title: "Cliff walking: the safe way and the edge",
    subtitle: "α = 0.5, ε = 0.1; mean over all runs, in blocks of 10 episodes",
    x: { label: "episode" },
    y: { label: "sum of rewards in an episode", domain: [-100, -10] },
    series: Object.entries(results).map(([name, { curve }]) => smoothed(name, curve)),
    levels: [
      { y: published.sarsa.height, label: "Sarsa in the book, about" },
      { y: published.qLearning.height, label: "Q-learning in the book, about" },
    ],
  });
}

/** What was measured at one step size of mountain car. */
export interface MountainCarPoint extends Spread {
  readonly n: number;
  readonly alphaTimesTilings: number;
}

export function mountainCarFigure(points: readonly MountainCarPoint[]): string {
  const ns = [...new Set(points.map(({ n }) => n))];
  return lineChart({
    title: "Mountain car: n-step Sarsa with tile coding",
    subtitle: "Steps per episode, mean over the first 50 episodes and all runs",
    x: { label: "α × number of tilings (8)" },
    y: { label: "steps per episode", domain: [210, 300] },
    series: ns.map((n) => {
      const own = points.filter((point) => point.n === n);
      return {
        name: `n = ${n}`,
        x: own.map(({ alphaTimesTilings }) => alphaTimesTilings),
        y: own.map(({ mean }) => mean),
      };
    }),
    levels: [{ y: published.mountainCar.height, label: "the book's lowest point, about" }],
  });
}

export function bairdFigure(curves: Readonly<Record<string, readonly number[]>>): string {
  return lineChart({
    title: "Baird's counterexample: RMS value error",
    subtitle: "Every true value is 0. Sampled steps, or sweeps in expectation",
    x: { label: "steps or sweeps" },
    y: { label: "RMS value error", isLog: true, domain: [1e-3, 1e3] },
    series: Object.entries(curves).map(([name, errors]) => ({
      name,
      x: errors.map((_, at) => at * 10),
      y: errors.map((error) => Math.max(error, 1e-3)),
    })),
  });
}
