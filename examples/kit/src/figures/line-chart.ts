import * as Plot from "@observablehq/plot";
import { colorAt, drawPlot, faint, frame, scaleOf, type Axis, type FigureOptions } from "./frame.ts";

/** One line of a chart, with a band around it if `low` and `high` are given. */
export interface LineSeries {
  name: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  low?: ArrayLike<number>;
  high?: ArrayLike<number>;
  isDashed?: boolean;
}

/** A level to compare with, drawn across the chart. */
export interface Level {
  y: number;
  label: string;
}

/** What {@link lineChart} draws. */
export interface LineChartOptions extends FigureOptions {
  x: Axis;
  y: Axis;
  series: LineSeries[];
  levels?: Level[];
}

function bandMark({ x, low, high }: LineSeries, color: string): Plot.Markish[] {
  if (!low || !high) return [];
  const indices = Array.from(x, (_, at) => at);
  return [
    Plot.areaY(indices, {
      x: (at: number) => x[at]!,
      y1: (at: number) => low[at]!,
      y2: (at: number) => high[at]!,
      fill: color,
      fillOpacity: 0.18,
      clip: true,
    }),
  ];
}

const lineMark = ({ x, y, isDashed = false }: LineSeries, color: string): Plot.Markish =>
  Plot.line(
    Array.from(x, (_, at) => at),
    {
      x: (at: number) => x[at]!,
      y: (at: number) => y[at]!,
      stroke: color,
      strokeWidth: 2,
      clip: true,
      ...(isDashed ? { strokeDasharray: "5 4" } : {}),
    },
  );

const levelMarks = (levels: Level[]): Plot.Markish[] => [
  Plot.ruleY(levels, { y: "y", stroke: faint, strokeDasharray: "2 3" }),
  Plot.text(levels, {
    y: "y",
    text: "label",
    frameAnchor: "right",
    textAnchor: "end",
    dy: -7,
    fill: "#666",
    stroke: "white",
    strokeWidth: 3,
  }),
];

/**
 * Draws lines over a common axis, with optional bands and levels. A value that is not finite leaves a gap.
 * @returns SVG
 */
export function lineChart(options: LineChartOptions): string {
  const { x, y, series, levels = [], width = 640, height = 360 } = options;
  const drawing = drawPlot({
    width,
    height,
    marginLeft: 64,
    marginRight: 24,
    marginBottom: 44,
    x: scaleOf(x),
    y: { ...scaleOf(y), grid: true },
    marks: [
      ...levelMarks(levels),
      ...series.flatMap((line, at) => bandMark(line, colorAt(at))),
      ...series.map((line, at) => lineMark(line, colorAt(at))),
    ],
  });
  const legend = series.map(({ name, isDashed = false }, at) => ({ name, isDashed, color: colorAt(at) }));
  return frame(options, drawing, legend);
}
