import { arrangeFigures, histogram, lineChart, mapGallery, polarGallery } from "@wayfield/example-kit";
import { rateMaps, correlogramOf, mapOf } from "@wayfield/grid-nav/analysis";
import type { Trajectories } from "@wayfield/grid-nav";
import type { Floor, GaussianMixture, SpatialAnalysis, SpatialUnit } from "@wayfield/grid-nav/analysis";
import { stepDuration } from "./worlds.ts";

const perRow = 8;
const shown = 24;

/** One picture's numbers after another. */
function stack(pieces: readonly Float32Array[]): Float32Array {
  const length = pieces[0]?.length ?? 0;
  const all = new Float32Array(pieces.length * length);
  pieces.forEach((piece, index) => {
    all.set(piece, index * length);
  });
  return all;
}

/** The units with the highest grid scores. */
export const bestUnits = ({ units }: SpatialAnalysis, count = shown): SpatialUnit[] =>
  units
    .filter(({ gridScore }) => !Number.isNaN(gridScore))
    .sort((a, b) => b.gridScore - a.gridScore)
    .slice(0, count);

function mapsOf(
  analysis: SpatialAnalysis,
  units: readonly SpatialUnit[],
  title: string,
  subtitle: string,
): string {
  const { bins } = analysis.maps;
  return mapGallery({
    title,
    subtitle,
    maps: stack(units.map(({ unit }) => mapOf(analysis.maps, unit))),
    shape: [units.length, bins, bins],
    captions: units.map(({ gridScore }) => gridScore.toFixed(2)),
    perRow,
  });
}

/** The best units: maps, autocorrelograms, tuning to heading; below them every tenth unit, good or bad. */
export function galleryFigure(analysis: SpatialAnalysis): string {
  const { correlograms, tuning, maps } = analysis;
  const best = bestUnits(analysis);
  const size = 2 * maps.bins - 1;
  const step = Math.max(1, Math.floor(analysis.units.length / shown));
  const any = analysis.units.filter(({ unit }) => unit % step === 0).slice(0, shown);
  const galleries = [
    mapsOf(
      analysis,
      best,
      "Rate maps of the units with the highest grid scores",
      "Under each its grid score.",
    ),
    mapGallery({
      title: "Their autocorrelograms",
      subtitle: "Under each the scale of its grid. Colours from correlation −1 to 1.",
      maps: stack(best.map(({ unit }) => correlogramOf(correlograms, unit))),
      shape: [best.length, size, size],
      captions: best.map(({ gridScale }) =>
        Number.isNaN(gridScale) ? "—" : `${(100 * gridScale).toFixed(0)} cm`,
      ),
      perRow,
      range: [-1, 1],
      scheme: "burd",
    }),
    mapsOf(analysis, any, "Units as they come", `Every ${step}th unit, whatever its score.`),
  ];
  if (tuning) {
    galleries.splice(
      2,
      0,
      polarGallery({
        title: "Their tuning to heading",
        subtitle:
          "Under each the length of the mean resultant vector; 0.47 would make a head-direction cell.",
        curves: stack(
          best.map(({ unit }) => tuning.curves.subarray(unit * tuning.bins, (unit + 1) * tuning.bins)),
        ),
        shape: [best.length, tuning.bins],
        captions: best.map(({ resultant }) => resultant.toFixed(2)),
        perRow,
      }),
    );
  }
  return arrangeFigures(galleries, { columns: 1 });
}

const known = (values: Iterable<number>): number[] => [...values].filter((value) => !Number.isNaN(value));

/** Grid scores of the network, of its field-shuffled maps and of the untrained network. */
export const scoresFigure = (trained: SpatialAnalysis, untrained: SpatialAnalysis): string =>
  histogram({
    title: "Grid scores",
    subtitle: "Share of maps in each bin. Marked: 0.37, the criterion of Banino et al. 2018.",
    x: { label: "grid score (paper's scorer, 32 bins)" },
    series: [
      { name: "units", values: known(trained.units.map(({ gridScore }) => gridScore)) },
      { name: "their field-shuffled maps", values: known(trained.gridChance?.scores ?? []) },
      { name: "untrained network", values: known(untrained.units.map(({ gridScore }) => gridScore)) },
    ],
    bins: 40,
    marks: [{ x: 0.37, label: "0.37" }],
  });

/** Scales of the grid units and their clusters. */
export const scalesFigure = (scales: readonly number[], { means }: GaussianMixture): string =>
  histogram({
    title: "Grid scales",
    subtitle: `Marked: the means of the ${means.length} clusters that the Bayesian information criterion prefers.`,
    x: { label: "scale (cm)" },
    series: [{ name: "grid units", values: scales.map((scale) => 100 * scale) }],
    bins: 26,
    marks: means.map((mean) => ({ x: 100 * mean, label: `${(100 * mean).toFixed(0)} cm` })),
  });

/** A guess's error over time. */
export interface ErrorCurve {
  readonly name: string;
  readonly error: Float64Array;
  readonly isDashed?: boolean;
}

/** Errors over time, far beyond the length of the training's paths. */
export const errorFigure = (curves: readonly ErrorCurve[]): string =>
  lineChart({
    title: "Position error over time",
    subtitle: "Mean over fresh paths. Training paths end after 15 s.",
    x: { label: "time (s)" },
    y: { label: "error (cm)" },
    series: curves.map(({ name, error, isDashed = false }) => ({
      name,
      x: Array.from(error, (_, step) => (step + 1) * stepDuration),
      y: error,
      isDashed,
    })),
  });

/** The same units in other arenas. */
export function arenasFigure(
  units: readonly SpatialUnit[],
  visits: readonly { name: string; floor: Floor; paths: Trajectories; code: Float32Array }[],
): string {
  const chosen = units.slice(0, perRow);
  const bins = 32;
  return arrangeFigures(
    visits.map(({ name, floor, paths, code }) => {
      const maps = rateMaps(paths.positions, code, floor, { bins });
      return mapGallery({
        title: name,
        maps: stack(chosen.map(({ unit }) => mapOf(maps, unit))),
        shape: [chosen.length, bins, bins],
        perRow,
      });
    }),
    { columns: 1 },
  );
}
