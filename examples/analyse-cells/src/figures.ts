import { arrangeFigures, histogram, mapGallery, polarGallery } from "@wayfield/example-kit";
import {
  correlogramOf,
  mapOf,
  type GaussianMixture,
  type NullScores,
  type SpatialAnalysis,
  type SpatialUnit,
} from "@wayfield/grid-nav/analysis";

const perRow = 8;
/** Units in a gallery. */
const shown = 16;

/** One picture's numbers after another. */
function stack(pieces: readonly Float32Array[]): Float32Array {
  const length = pieces[0]?.length ?? 0;
  const all = new Float32Array(pieces.length * length);
  pieces.forEach((piece, index) => {
    all.set(piece, index * length);
  });
  return all;
}

const best = (units: readonly SpatialUnit[], score: (unit: SpatialUnit) => number): SpatialUnit[] =>
  units
    .filter((unit) => !Number.isNaN(score(unit)))
    .sort((a, b) => score(b) - score(a))
    .slice(0, shown);

const number = (value: number): string => value.toFixed(2);

/** The units with the highest grid scores: maps, autocorrelograms and tuning to heading, in the same places. */
export function gridFigure({ units, maps, correlograms, tuning }: SpatialAnalysis): string {
  const chosen = best(units, ({ gridScore }) => gridScore);
  const { bins } = maps;
  const size = 2 * bins - 1;
  const galleries = [
    mapGallery({
      title: "Rate maps of the units with the highest grid scores",
      subtitle: "Under each: unit, grid score, and in brackets the 95 % point of its own shuffled maps.",
      maps: stack(chosen.map(({ unit }) => mapOf(maps, unit))),
      shape: [chosen.length, bins, bins],
      captions: chosen.map(
        ({ unit, gridScore, gridThreshold }) =>
          `${unit}: ${number(gridScore)}${Number.isNaN(gridThreshold) ? "" : ` (${number(gridThreshold)})`}`,
      ),
      perRow,
    }),
    mapGallery({
      title: "Their autocorrelograms",
      subtitle: "Under each: scale in centimetres. Colours from correlation −1 to 1.",
      maps: stack(chosen.map(({ unit }) => correlogramOf(correlograms, unit))),
      shape: [chosen.length, size, size],
      captions: chosen.map(({ gridScale }) =>
        Number.isNaN(gridScale) ? "—" : `${(100 * gridScale).toFixed(0)} cm`,
      ),
      perRow,
      range: [-1, 1],
      scheme: "burd",
    }),
  ];
  if (tuning) {
    const curveOf = (unit: number): Float32Array =>
      tuning.curves.subarray(unit * tuning.bins, (unit + 1) * tuning.bins);
    galleries.push(
      polarGallery({
        title: "Their tuning to heading",
        subtitle: "Under each: length of the mean resultant vector.",
        curves: stack(chosen.map(({ unit }) => curveOf(unit))),
        shape: [chosen.length, tuning.bins],
        captions: chosen.map(({ resultant }) => number(resultant)),
        perRow,
      }),
    );
  }
  return arrangeFigures(galleries, { columns: 1 });
}

/** The best units of the other classes, one row a class. */
export function classesFigure({ units, maps }: SpatialAnalysis): string {
  const { bins } = maps;
  const row = (title: string, score: (unit: SpatialUnit) => number): string => {
    const chosen = best(units, score).slice(0, perRow);
    return mapGallery({
      title,
      maps: stack(chosen.map(({ unit }) => mapOf(maps, unit))),
      shape: [chosen.length, bins, bins],
      captions: chosen.map((unit) => `${unit.unit}: ${number(score(unit))}`),
      perRow,
    });
  };
  return arrangeFigures(
    [
      row("Highest border scores", ({ borderScore }) => borderScore),
      row("Highest band scores", ({ bandScore }) => bandScore),
      row("Most spatial information (bits per spike)", ({ bitsPerSpike }) => bitsPerSpike),
    ],
    { columns: 1 },
  );
}

const known = (values: Iterable<number>): number[] => [...values].filter((value) => !Number.isNaN(value));

function scoreHistogram(
  name: string,
  scores: readonly number[],
  chance: NullScores | undefined,
  criterion: number,
  mean: number,
): string {
  return histogram({
    title: `${name} scores against shuffled fields`,
    subtitle: Number.isNaN(mean)
      ? `Marked: the criterion, ${number(criterion)}.`
      : `Marked: the criterion, ${number(criterion)}. The 95 % points of the units' own shuffled maps: ${number(mean)} on average.`,
    x: { label: `${name.toLowerCase()} score` },
    series: [
      { name: "units", values: known(scores) },
      ...(chance ? [{ name: "field-shuffled maps", values: known(chance.scores) }] : []),
    ],
    bins: 40,
    marks: [{ x: criterion, label: "criterion" }],
  });
}

/** How the scores of the units and of their shuffled maps are distributed. */
export const scoresFigure = (
  { units, gridChance, borderChance, meanGridThreshold, meanBorderThreshold }: SpatialAnalysis,
  criteria: { grid: number; border: number },
): string =>
  arrangeFigures(
    [
      scoreHistogram(
        "Grid",
        units.map(({ gridScore }) => gridScore),
        gridChance,
        criteria.grid,
        meanGridThreshold,
      ),
      scoreHistogram(
        "Border",
        units.map(({ borderScore }) => borderScore),
        borderChance,
        criteria.border,
        meanBorderThreshold,
      ),
    ],
    { columns: 1 },
  );

/** The scales of the grid units and the modules found among them. */
export const scalesFigure = (scales: readonly number[], { means }: GaussianMixture): string =>
  histogram({
    title: "Grid scales",
    subtitle: `Marked: the means of the ${means.length === 1 ? "one module" : `${means.length} modules`} that the Bayesian information criterion prefers.`,
    x: { label: "scale (cm)" },
    series: [{ name: "grid units", values: scales.map((scale) => 100 * scale) }],
    bins: 26,
    marks: means.map((mean) => ({ x: 100 * mean, label: `${(100 * mean).toFixed(0)} cm` })),
  });
