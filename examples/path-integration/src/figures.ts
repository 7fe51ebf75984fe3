import { arenaPlot, arrangeFigures, lineChart, mapGallery } from "@wayfield/example-kit";
import { rateMaps, type PathIntegrationReadout, type Trajectories } from "@wayfield/grid-nav";
import type { LearningCurve } from "./train.ts";
import { bounds } from "./worlds.ts";

/** Errors by step of every guess that is compared, in centimetres. */
export interface ErrorCurves {
  trained: Float64Array;
  untrained: Float64Array;
  stay: Float64Array;
}

const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);

/** Position error over time, the trained length marked. */
export function errorFigure(
  { trained, untrained, stay }: ErrorCurves,
  trainedSteps: number,
  stepDuration: number,
): string {
  const seconds = upTo(trained.length).map((step) => step * stepDuration);
  return lineChart({
    title: "Position error over time",
    subtitle: `Mean over fresh paths. Training sequences end at ${(trainedSteps * stepDuration).toFixed(0)} s; beyond that the network is on its own.`,
    x: { label: "time (s)" },
    y: { label: "error (cm)" },
    series: [
      { name: "trained network", x: seconds, y: trained },
      { name: "untrained network", x: seconds, y: untrained, isDashed: true },
      { name: "staying at the start", x: seconds, y: stay, isDashed: true },
    ],
  });
}

/** The loss along the training. */
export const learningFigure = ({ updates, loss }: LearningCurve): string =>
  lineChart({
    title: "Learning",
    subtitle: "Cross-entropy of place and head-direction cells, dropout on, mean over 20 updates.",
    x: { label: "updates" },
    y: { label: "loss (nats)" },
    series: [{ name: "loss", x: updates, y: loss }],
  });

const [minX, minY, maxX, maxY] = bounds;
const outline = [
  [minX, minY],
  [maxX, minY],
  [maxX, maxY],
  [minX, maxY],
] as const;
const shownPaths = 4;

/** How far from its start a path gets within some steps, metres. */
function reach(paths: Trajectories, which: number, steps: number): number {
  const [startX, startY] = [paths.startPositions[2 * which]!, paths.startPositions[2 * which + 1]!];
  const distances = upTo(steps).map((step) => {
    const at = 2 * ((step - 1) * paths.batchSize + which);
    return Math.hypot(paths.positions[at]! - startX, paths.positions[at + 1]! - startY);
  });
  return Math.max(...distances);
}

/**
 * The paths that lead furthest from their start, and where the network thought it was on them; it is told the start,
 * then only how it moves.
 */
export function pathFigure(paths: Trajectories, decoded: Float32Array, steps: number): string {
  const furthest = upTo(paths.batchSize)
    .map((number) => number - 1)
    .sort((a, b) => reach(paths, b, steps) - reach(paths, a, steps))
    .slice(0, shownPaths);
  const plots = furthest.map((which) => {
    const along = (positions: Float32Array, axis: number): number[] =>
      upTo(steps).map((step) => positions[2 * ((step - 1) * paths.batchSize + which) + axis]!);
    return arenaPlot({
      title: `Path ${which + 1}`,
      subtitle: `true and decoded, ${steps} steps`,
      outline,
      paths: [
        { name: "true", x: along(paths.positions, 0), y: along(paths.positions, 1) },
        { name: "decoded", x: along(decoded, 0), y: along(decoded, 1), isDashed: true },
      ],
      width: 300,
    });
  });
  return arrangeFigures(plots, { columns: shownPaths });
}

const galleryUnits = 24;
const bins = 20;

/** How uneven a map is: its standard deviation over its mean magnitude, unvisited bins left out. */
function modulation(map: Float32Array): number {
  const visited = map.filter((rate) => !Number.isNaN(rate));
  const mean = visited.reduce((sum, rate) => sum + rate, 0) / visited.length;
  const variance = visited.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / visited.length;
  return mean === 0 ? 0 : Math.sqrt(variance) / Math.abs(mean);
}

/** Rate maps of the most spatially modulated units of the linear layer. */
export function mapsFigure(paths: Trajectories, { gridCode }: PathIntegrationReadout): string {
  const { maps, units } = rateMaps(paths.positions, gridCode, bounds, { bins });
  const mapOf = (unit: number): Float32Array => maps.subarray(unit * bins * bins, (unit + 1) * bins * bins);
  const shown = upTo(units)
    .map((number) => number - 1)
    .sort((a, b) => modulation(mapOf(b)) - modulation(mapOf(a)))
    .slice(0, galleryUnits);
  const chosen = new Float32Array(shown.length * bins * bins);
  shown.forEach((unit, place) => {
    chosen.set(mapOf(unit), place * bins * bins);
  });
  return mapGallery({
    title: "Rate maps of the linear layer",
    subtitle: `The ${shown.length} of ${units} units whose activity depends most on place; dropout off, fresh paths.`,
    maps: chosen,
    shape: [shown.length, bins, bins],
    captions: shown.map((unit) => `unit ${unit}`),
    perRow: 8,
  });
}
