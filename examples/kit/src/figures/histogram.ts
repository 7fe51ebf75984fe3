import * as Plot from "@observablehq/plot";
import { colorAt, drawPlot, faint, frame, scaleOf, type Axis, type FigureOptions } from "./frame.ts";

/** What {@link histogram} draws. */
export interface HistogramOptions extends FigureOptions {
  x: Axis;
  /** Several sets of values share the bins and overlap. */
  series: { name: string; values: ArrayLike<number> }[];
  bins?: number;
  /** Values to compare with, drawn as upright lines. */
  marks?: { x: number; label: string }[];
}

interface Bin {
  from: number;
  to: number;
  share: number;
}

/** Share of the values in each of `bins` equal bins over `[low, high]`; values outside are in none. */
export function countBins(values: ArrayLike<number>, [low, high]: [number, number], bins: number): Bin[] {
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value >= low && value <= high) counts[Math.min(bins - 1, Math.floor((value - low) / width))]!++;
  }
  return counts.map((count, at) => ({
    from: low + at * width,
    to: low + (at + 1) * width,
    share: count / Math.max(1, values.length),
  }));
}

function extent(series: { values: ArrayLike<number> }[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of series) {
    for (let at = 0; at < values.length; at++) {
      if (values[at]! < low) low = values[at]!;
      if (values[at]! > high) high = values[at]!;
    }
  }
  if (low > high) return [0, 1];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/**
 * Draws how values are distributed: the share of them in each bin.
 * @returns SVG
 */
export function histogram(options: HistogramOptions): string {
  const { x, series, bins = 30, marks = [], width = 640, height = 300 } = options;
  const domain = x.domain ?? extent(series);
  const drawing = drawPlot({
    width,
    height,
    marginLeft: 64,
    marginRight: 24,
    marginBottom: 44,
    x: scaleOf(x),
    y: { ...scaleOf({ label: "share" }), grid: true, tickFormat: "%" },
    marks: [
      series.map(({ values }, at) =>
        Plot.rectY(countBins(values, domain, bins), {
          x1: "from",
          x2: "to",
          y: "share",
          fill: colorAt(at),
          fillOpacity: series.length > 1 ? 0.55 : 0.85,
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
      ),
      Plot.ruleY([0], { stroke: faint }),
      Plot.ruleX(marks, { x: "x", strokeDasharray: "4 3" }),
      Plot.text(marks, { x: "x", text: "label", frameAnchor: "top", textAnchor: "start", dx: 5, dy: 4 }),
    ],
  });
  const legend = series.map(({ name }, at) => ({ name, color: colorAt(at) }));
  return frame(options, drawing, legend);
}
