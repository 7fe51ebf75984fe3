import * as Plot from "@observablehq/plot";
import { colorAt, drawPlot, frame, ink, scaleOf, type FigureOptions } from "./frame.ts";

/** A point of the plane: x, y. */
export type Point = readonly [number, number];

/** A way through the arena, NaN where it is interrupted; its start is a ring, its end a disc. */
export interface ArenaPath {
  name: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  isDashed?: boolean;
}

/** Places in the arena. */
export interface ArenaPoints {
  name: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Radius in pixels. */
  radius?: number;
}

/** What {@link arenaPlot} draws. */
export interface ArenaPlotOptions extends FigureOptions {
  /** Corners of the arena in order. */
  outline: readonly Point[];
  /** Inner walls, each from one point to another. */
  walls?: readonly (readonly [Point, Point])[];
  paths?: ArenaPath[];
  points?: ArenaPoints[];
  /** Unit of length. */
  unit?: string;
}

/**
 * The shape of an arena of `@wayfield/environments`, as {@link arenaPlot} takes it.
 * @param arena - Corners of its boundary, x and y one after the other, and its walls, four numbers each.
 */
export const arenaShape = ({
  boundary,
  walls,
}: {
  boundary: Float64Array;
  walls: Float64Array;
}): Required<Pick<ArenaPlotOptions, "outline" | "walls">> => {
  const pointAt = (flat: Float64Array, at: number): Point => [flat[at]!, flat[at + 1]!];
  return {
    outline: Array.from({ length: boundary.length / 2 }, (_, at) => pointAt(boundary, 2 * at)),
    walls: Array.from({ length: walls.length / 4 }, (_, at) => [
      pointAt(walls, 4 * at),
      pointAt(walls, 4 * at + 2),
    ]),
  };
};

const pointsOf = ({ x, y }: { x: ArrayLike<number>; y: ArrayLike<number> }): Point[] =>
  Array.from(x, (value, at) => [value, y[at]!] as const);

function pathMarks(path: ArenaPath, color: string): Plot.Markish[] {
  const points = pointsOf(path);
  return [
    Plot.line(points, {
      stroke: color,
      strokeWidth: 1.8,
      strokeOpacity: 0.9,
      ...(path.isDashed ? { strokeDasharray: "4 3" } : {}),
    }),
    Plot.dot(points.slice(0, 1), { r: 4, stroke: color, strokeWidth: 2, fill: "white" }),
    Plot.dot(points.slice(-1), { r: 4, fill: color, stroke: "white" }),
  ];
}

const margins = { marginTop: 12, marginLeft: 64, marginRight: 24, marginBottom: 44 };

/** Axes that hold the outline and a little more, and the height at which both have one scale. */
function toScale(outline: readonly Point[], width: number, unit: string) {
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
  const room = 0.03 * (Math.max(...xs) - Math.min(...xs));
  const domain = (values: number[]): [number, number] => [
    Math.min(...values) - room,
    Math.max(...values) + room,
  ];
  const [x, y] = [domain(xs), domain(ys)];
  const pixels = (width - margins.marginLeft - margins.marginRight) / (x[1] - x[0]);
  return {
    x: { ...scaleOf({ label: `x (${unit})`, domain: x }), ticks: 5 },
    y: { ...scaleOf({ label: `y (${unit})`, domain: y }), ticks: 5 },
    height: pixels * (y[1] - y[0]) + margins.marginTop + margins.marginBottom,
  };
}

/**
 * Draws an arena from above: its walls, ways through it and places in it, to scale.
 * @returns SVG
 */
export function arenaPlot(options: ArenaPlotOptions): string {
  const { outline, walls = [], paths = [], points = [], width = 420, unit = "m" } = options;
  const wallStyle = { stroke: ink, strokeWidth: 2.5, strokeLinejoin: "round" as const };
  const drawing = drawPlot({
    width,
    ...margins,
    ...toScale(outline, width, unit),
    marks: [
      Plot.line([...outline, outline[0]!], { ...wallStyle, fill: "#fafafa" }),
      walls.map((wall) => Plot.line(wall, wallStyle)),
      points.map((group, at) =>
        Plot.dot(pointsOf(group), {
          r: group.radius ?? 3,
          fill: colorAt(paths.length + at),
          fillOpacity: 0.75,
        }),
      ),
      paths.map((path, at) => pathMarks(path, colorAt(at))),
    ],
  });
  const entries: { name: string; isDashed?: boolean }[] = [...paths, ...points];
  const legend = entries.map(({ name, isDashed = false }, at) => ({ name, isDashed, color: colorAt(at) }));
  return frame(options, drawing, legend);
}
