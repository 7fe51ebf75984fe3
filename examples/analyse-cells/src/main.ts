import { createRandomStream } from "@wayfield/backend";
import {
  choice,
  defineExample,
  number,
  path,
  UsageError,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
  type Progress,
  type Table,
} from "@wayfield/example-kit";
import {
  aboveMinimum,
  analyseSpatialCells,
  paperCriteria,
  paperGridScorer,
  rectified,
  releasedGridScorer,
  scaleDiscreteness,
  scaleModules,
  type ScaleModules,
  type SpatialAnalysis,
  type SpatialRecording,
  type SpatialUnit,
} from "@wayfield/grid-nav/analysis";
import { simulateRecording, type Truth } from "./demo.ts";
import { classesFigure, gridFigure, scalesFigure, scoresFigure } from "./figures.ts";
import { readArchive, readTables } from "./recording.ts";

const options = {
  recording: path(
    "numpy archive with positions, activity, perhaps headings and arena [minX, minY, maxX, maxY]",
  ),
  positions: path("table (.csv or .npy) with the columns x, y and perhaps heading (radians)"),
  activity: path("table with one column a unit, one row for each position"),
  unit: choice("unit of length of the file", ["m", "cm"]),
  shape: choice("shape of the arena; its size is that of the positions", ["box", "disc"]),
  scorer: choice("grid scorer: the paper's, or the laxer one of its released code", ["paper", "released"]),
  rates: choice("how negative activity is read as a rate", ["rectified", "above-minimum"]),
  shuffles: number("field shuffles of each unit", { default: 100, quick: 30, min: 0, integer: true }),
  smoothing: number("standard deviation of the maps' smoothing, metres", { default: 0.05, min: 0 }),
  minutes: number("length of the simulated recording", { default: 20, min: 2 }),
};

type Context = ExampleContext<typeof options>;

interface Source {
  recording: SpatialRecording;
  /** What the cells are, if they were simulated. */
  truth?: readonly Truth[];
}

async function readSource({ options: chosen, seed, log }: Context): Promise<Source> {
  const reading = { metres: chosen.unit === "cm" ? 0.01 : 1, isDisc: chosen.shape === "disc" };
  if (chosen.recording !== undefined) return { recording: await readArchive(chosen.recording, reading) };
  if (chosen.positions !== undefined && chosen.activity !== undefined)
    return { recording: await readTables(chosen.positions, chosen.activity, reading) };
  if (chosen.positions !== undefined || chosen.activity !== undefined)
    throw new UsageError("expected --positions and --activity together");
  log("No file given: simulating a rat and cells whose classes are known.");
  return simulateRecording(seed, chosen.minutes);
}

const rounded = (value: number): number | null => (Number.isFinite(value) ? Number(value.toFixed(3)) : null);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The classes as the analysis names them. */
const tests: Record<string, (unit: SpatialUnit) => boolean> = {
  grid: ({ isGrid, isConjunctive }) => isGrid && !isConjunctive,
  conjunctive: ({ isConjunctive }) => isConjunctive,
  border: ({ isBorder }) => isBorder,
  place: ({ isPlaceLike }) => isPlaceLike,
  "head direction": ({ isHeadDirection, isGrid }) => isHeadDirection && !isGrid,
  band: ({ isBand }) => isBand,
};

/** Of each simulated class: how many cells, how many of them were found, and how many others were taken for them. */
function compareWithTruth(units: readonly SpatialUnit[], truth: readonly Truth[]) {
  return Object.entries(tests).map(([name, test]) => {
    const found = units.filter(test);
    const right = found.filter(({ unit }) => truth[unit] === name).length;
    return {
      name,
      cells: truth.filter((one) => one === name).length,
      found: right,
      mistaken: found.length - right,
    };
  });
}

function modulesOf(scales: readonly number[], random: () => number): ScaleModules | undefined {
  return scales.length > 0 ? scaleModules(scales, random) : undefined;
}

function tableOf({ shares, units }: SpatialAnalysis, truth: readonly Truth[] | undefined): Table {
  if (truth) {
    const rows = compareWithTruth(units, truth).map(({ name, cells, found, mistaken }) => [
      name,
      cells,
      found,
      mistaken,
    ]);
    return { columns: ["class", "simulated", "found", "others taken for it"], rows };
  }
  return {
    columns: ["class", "share of units"],
    rows: [
      ["grid", percent(shares.grid)],
      ["grid score above 0.37, whatever its shuffles", percent(shares.aboveGridCriterion)],
      ["grid score above its shuffles, whatever 0.37", percent(shares.aboveGridShuffles)],
      ["border", percent(shares.border)],
      ["head direction", percent(shares.headDirection)],
      ["conjunctive", percent(shares.conjunctive)],
      ["place-like", percent(shares.placeLike)],
      ["band", percent(shares.band)],
    ],
  };
}

function metricsOf(analysis: SpatialAnalysis, truth: readonly Truth[] | undefined): Metrics {
  const { shares, units, meanGridThreshold, meanBorderThreshold } = analysis;
  return {
    units: units.length,
    isSimulated: truth !== undefined,
    shares: Object.fromEntries(
      Object.entries(shares as unknown as Record<string, number>).map(([name, share]) => [
        name,
        rounded(share),
      ]),
    ),
    meanGridThreshold: rounded(meanGridThreshold),
    meanBorderThreshold: rounded(meanBorderThreshold),
    ...(truth ? { classes: compareWithTruth(units, truth) } : {}),
  };
}

/** What is found among the scales of the grid units. */
function describeScales(
  scales: readonly number[],
  modules: ScaleModules | undefined,
  random: () => number,
): Metrics {
  if (!modules) return { modules: null };
  const discreteness = scales.length > 1 ? scaleDiscreteness(scales, random).probability : NaN;
  return {
    modules: {
      meansCm: modules.best.means.map((mean) => rounded(100 * mean)),
      ratios: modules.ratios.map(rounded),
      discretenessProbability: rounded(discreteness),
    },
  };
}

async function run(context: Context): Promise<ExampleResult> {
  const { options: chosen, seed, figure, progress } = context;
  const { recording, truth } = await readSource(context);
  const random = createRandomStream(seed);
  let line: Progress | undefined;
  const analysis = analyseSpatialCells(recording, {
    random: random.split("shuffles").uniform,
    shuffles: chosen.shuffles,
    smoothing: chosen.smoothing,
    scorer: chosen.scorer === "paper" ? paperGridScorer : releasedGridScorer,
    rates: chosen.rates === "rectified" ? rectified : aboveMinimum,
    onUnit: (done, units) => {
      line ??= progress("shuffling fields", units, "units");
      line.update(done);
    },
  });
  line?.finish();
  const { uniform } = random.split("modules");
  const scales = analysis.units.flatMap(({ isGrid, gridScale }) =>
    isGrid && !Number.isNaN(gridScale) ? [gridScale] : [],
  );
  const modules = modulesOf(scales, uniform);
  await figure("grids.svg", gridFigure(analysis));
  await figure("classes.svg", classesFigure(analysis));
  await figure("scores.svg", scoresFigure(analysis, paperCriteria));
  if (modules) await figure("scales.svg", scalesFigure(scales, modules.best));
  return {
    metrics: { ...metricsOf(analysis, truth), ...describeScales(scales, modules, uniform) },
    table: tableOf(analysis, truth),
  };
}

/** Grid, border, head-direction, place and band cells in anybody's recording. */
export const main = defineExample({
  name: "analyse-cells",
  summary: "classify the cells of a recording against their nulls; without a file, of a simulated one",
  options,
  run,
});
