import * as Plot from "@observablehq/plot";
import { formatNumber } from "../table.ts";
import {
  colorAt,
  drawPlot,
  faint,
  frame,
  ink,
  scaleOf,
  textWidth,
  type Axis,
  type FigureOptions,
} from "./frame.ts";

/** One bar, with a whisker from `low` to `high` if both are given. */
export interface Bar {
  name: string;
  value: number;
  low?: number;
  high?: number;
}

/** What {@link barChart} draws. */
export interface BarChartOptions extends FigureOptions {
  x: Axis;
  bars: Bar[];
}

/**
 * Draws bars one under another, each with its name and value.
 * @returns SVG
 */
export function barChart(options: BarChartOptions): string {
  const { x, bars, width = 640, height = 56 + 34 * bars.length } = options;
  const names = bars.map(({ name }) => name);
  const whiskers = bars.filter(({ low, high }) => low !== undefined && high !== undefined);
  const drawing = drawPlot({
    width,
    height,
    marginLeft: 24 + Math.max(...names.map((name) => textWidth(name))),
    marginRight: 64,
    marginBottom: 44,
    x: { ...scaleOf(x), grid: true, ticks: 6 },
    y: { label: null, domain: names, padding: 0.3 },
    marks: [
      Plot.barX(bars, { x: "value", y: "name", fill: ({ name }: Bar) => colorAt(names.indexOf(name)) }),
      Plot.ruleX([0], { stroke: faint }),
      Plot.ruleY(whiskers, { y: "name", x1: "low", x2: "high", stroke: ink, strokeWidth: 1.5 }),
      Plot.text(bars, {
        x: ({ value, high = value }: Bar) => Math.max(value, high, 0),
        y: "name",
        text: ({ value }: Bar) => formatNumber(value),
        textAnchor: "start",
        dx: 6,
      }),
    ],
  });
  return frame(options, drawing);
}
