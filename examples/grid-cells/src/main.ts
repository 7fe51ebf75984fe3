import { fileURLToPath } from "node:url";
import { createRandomStream, decodeSafetensors, disposeParameters, useBackend } from "@wayfield/backend";
import { readFileOrExplain } from "@wayfield/backend/node";
import { defineExample, number, path, type ExampleContext, type ExampleResult } from "@wayfield/example-kit";
import { errorByStep, stayAtStart } from "@wayfield/example-path-integration/page";
import type { Ensembles, Trajectories } from "@wayfield/grid-nav";
import { scaleModules, type SpatialAnalysis } from "@wayfield/grid-nav/analysis";
import { compare } from "./compare.ts";
import {
  arenasFigure,
  bestUnits,
  errorFigure,
  galleryFigure,
  scalesFigure,
  scoresFigure,
} from "./figures.ts";
import { analyse, homeFloor, laxShare, shareAbove, upperMedian } from "./measure.ts";
import {
  decodeNetwork,
  ensemblesOf,
  readOut,
  untrainedCode,
  untrainedIntegrator,
  type GridCells,
} from "./network.ts";
import { train } from "./train.ts";
import { home, otherArenas, testPaths, withNoisyVelocity } from "./worlds.ts";

const shipped = fileURLToPath(new URL("../weights/seed-1.safetensors", import.meta.url));

const options = {
  weights: path("file of the network to look at (default: the shipped one)"),
  paths: number("fresh paths of 15 s for the rate maps", {
    default: 1500,
    quick: 500,
    min: 100,
    integer: true,
  }),
  longPaths: number("fresh paths of 60 s for the error", { default: 300, quick: 60, min: 1, integer: true }),
  shuffles: number("field shuffles of each unit", { default: 100, quick: 20, min: 1, integer: true }),
};
type Context = ExampleContext<typeof options>;

/** Steps of the paper's paths, 15 s, and of paths four times as long. */
const steps = 100;
const longSteps = 400;

/** Noise on what the network is told of its motion, each step. */
const noise = { speed: 0.03, turn: (5 * Math.PI) / 180 };

interface Look {
  cells: GridCells;
  ensembles: Ensembles;
  paths: Trajectories;
}

interface Finding {
  analysis: SpatialAnalysis;
  error: Float64Array;
  integratorError: Float64Array;
  lax: number;
  code: Float32Array;
}

async function look(
  { options: { shuffles }, seed, progress }: Context,
  view: Look,
  label: string,
): Promise<Finding> {
  const { paths } = view;
  const { code, positions, integratorPositions } = await readOut(view.cells, view.ensembles, paths);
  const units = code.length / (paths.positions.length / 2);
  const line = progress(label, units, "units");
  const analysis = analyse(paths, code, {
    seed,
    shuffles,
    onUnit: (done) => {
      line.update(done);
    },
  });
  line.finish();
  return {
    analysis,
    error: errorByStep(positions, paths),
    integratorError: errorByStep(integratorPositions, paths),
    lax: laxShare(paths, code),
    code,
  };
}

const rounded = (value: number, digits = 3): number => Number(value.toFixed(digits));

/** The network where it never was, and with noise on its sense of motion. */
async function travel(context: Context, { cells, ensembles }: Look, trained: Finding, paths: Trajectories) {
  const random = createRandomStream(context.seed).split("elsewhere");
  const visits = [{ name: "home: square, 2.2 m", floor: homeFloor, paths, code: trained.code }];
  const rows: (string | number)[][] = [];
  for (const { name, arena, floor } of otherArenas) {
    const there = testPaths(random.uniform, arena, steps, context.options.paths);
    const { code, positions, integratorPositions } = await readOut(cells, ensembles, there);
    visits.push({ name, floor, paths: there, code });
    rows.push([
      name,
      rounded(errorByStep(integratorPositions, there).at(-1)!, 1),
      rounded(errorByStep(positions, there).at(-1)!, 1),
    ]);
  }
  const noisy = withNoisyVelocity(paths, random.normal, noise);
  const { code, positions, integratorPositions } = await readOut(cells, ensembles, noisy);
  visits.push({ name: "home, noisy motion", floor: homeFloor, paths, code });
  rows.push([
    "home, noisy motion",
    rounded(errorByStep(integratorPositions, paths).at(-1)!, 1),
    rounded(errorByStep(positions, paths).at(-1)!, 1),
  ]);
  await context.figure("arenas.svg", arenasFigure(bestUnits(trained.analysis), visits));
  return rows;
}

async function drawErrors(context: Context, trained: Look, untrained: Look): Promise<Float64Array> {
  const { uniform } = createRandomStream(context.seed).split("long");
  const paths = testPaths(uniform, home, longSteps, context.options.longPaths);
  const [one, other] = [
    await readOut(trained.cells, trained.ensembles, paths),
    await readOut(untrained.cells, untrained.ensembles, paths),
  ];
  const error = errorByStep(one.integratorPositions, paths);
  await context.figure(
    "error.svg",
    errorFigure([
      { name: "integrator", error },
      { name: "read from the grid code", error: errorByStep(one.positions, paths) },
      { name: "untrained network", error: errorByStep(other.integratorPositions, paths), isDashed: true },
      { name: "staying at the start", error: errorByStep(stayAtStart(paths), paths), isDashed: true },
    ]),
  );
  return error;
}

async function run(context: Context): Promise<ExampleResult> {
  const { seed, figure, options: chosen } = context;
  const engine = await useBackend("auto");
  const bytes = await readFileOrExplain(chosen.weights ?? shipped);
  const trainedSeed = Number(decodeSafetensors(bytes).metadata["seed"]);
  const ensembles = ensemblesOf(trainedSeed);
  const paths = testPaths(createRandomStream(seed).split("test").uniform, home, steps, chosen.paths);
  const trained: Look = { cells: decodeNetwork(bytes), ensembles, paths };
  const fresh = { integrator: untrainedIntegrator(trainedSeed), code: untrainedCode(trainedSeed) };
  const untrained: Look = { cells: fresh, ensembles, paths };
  const found = await look(context, trained, "trained network");
  const control = await look(context, untrained, "untrained network");
  const longError = await drawErrors(context, trained, untrained);
  const elsewhere = await travel(context, trained, found, paths);
  const grids = found.analysis.units.filter(({ isGrid }) => isGrid);
  const scales = grids.map(({ gridScale }) => gridScale).filter((scale) => !Number.isNaN(scale));
  await figure("gallery.svg", galleryFigure(found.analysis));
  await figure("scores.svg", scoresFigure(found.analysis, control.analysis));
  const modules =
    scales.length > 8
      ? scaleModules(scales, createRandomStream(seed).split("modules").uniform).best.means
      : [];
  if (scales.length > 8)
    await figure(
      "scales.svg",
      scalesFigure(scales, scaleModules(scales, createRandomStream(seed).split("modules").uniform).best),
    );
  disposeParameters(trained.cells);
  disposeParameters(fresh);
  const { shares } = found.analysis;
  return {
    metrics: {
      positionErrorCmAt15s: rounded(found.integratorError.at(-1)!, 1),
      untrainedPositionErrorCmAt15s: rounded(control.integratorError.at(-1)!, 1),
      gridCodePositionErrorCmAt15s: rounded(found.error.at(-1)!, 1),
      positionErrorCmAt60s: rounded(longError.at(-1)!, 1),
      gridUnitFraction: rounded(shares.grid),
      untrainedGridUnitFraction: rounded(control.analysis.shares.grid),
      gridUnitFractionAbove037: rounded(shares.aboveGridCriterion),
      untrainedGridUnitFractionAbove037: rounded(control.analysis.shares.aboveGridCriterion),
      gridUnitFractionAbove08: rounded(shareAbove(found.analysis, 0.8)),
      gridUnitFractionLaxScorer: rounded(found.lax),
      untrainedGridUnitFractionLaxScorer: rounded(control.lax),
      meanShuffledThreshold: rounded(found.analysis.meanGridThreshold),
      medianFieldsOfGridUnits: upperMedian(grids.map(({ fields }) => fields)),
      medianGridScaleCm: rounded(100 * upperMedian(scales), 1),
      scaleClusterMeansCm: modules.map((mean) => rounded(100 * mean, 1)),
      headDirectionFraction: rounded(shares.headDirection),
      borderFraction: rounded(shares.border),
      units: found.analysis.units.length,
      trainedSeed,
      engine,
    },
    table: {
      columns: ["15 s of", "integrator (cm)", "from grid code (cm)"],
      rows: [
        ["home", rounded(found.integratorError.at(-1)!, 1), rounded(found.error.at(-1)!, 1)],
        ...elsewhere,
        ["home, untrained", rounded(control.integratorError.at(-1)!, 1), rounded(control.error.at(-1)!, 1)],
      ],
    },
  };
}

/** Grid cells between an integrator's estimate of place and place cells. */
export const main = defineExample({
  name: "grid-cells",
  summary:
    "look for grid cells in a network that integrates paths, against shuffles and an untrained network",
  options,
  subcommands: { train, compare },
  run,
});
