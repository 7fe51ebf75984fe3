import { fileURLToPath } from "node:url";
import { createRandomStream, decodeSafetensors, disposeParameters, useBackend } from "@wayfield/backend";
import { readFileOrExplain } from "@wayfield/backend/node";
import {
  defineCommand,
  number,
  path,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
} from "@wayfield/example-kit";
import { errorByStep } from "@wayfield/example-path-integration/page";
import {
  gridCodeConfig,
  type Ensembles,
  type GridNetworkParameters,
  type Trajectories,
} from "@wayfield/grid-nav";
import { arms, type Arm } from "./arms.ts";
import { analyse, shareAbove, upperMedian } from "./measure.ts";
import {
  decodeNetwork,
  ensemblesOf,
  learnGridCode,
  placeEstimate,
  readOut,
  untrainedIntegrator,
} from "./network.ts";
import { home, testPaths } from "./worlds.ts";

const shipped = fileURLToPath(new URL("../weights/seed-1.safetensors", import.meta.url));
const options = {
  weights: path("file whose integrator all codes are learned on (default: the shipped one)"),
  updates: number("updates of each code", { default: 400, quick: 120, min: 1, integer: true }),
  paths: number("paths of 15 s to learn from, and as many to test on", {
    default: 600,
    quick: 150,
    min: 11,
    integer: true,
  }),
  seeds: number("seeds of each arm", { default: 3, quick: 1, min: 1, integer: true }),
  shuffles: number("field shuffles of each unit", { default: 20, quick: 5, min: 1, integer: true }),
};

interface Ground {
  integrator: GridNetworkParameters;
  untrained: GridNetworkParameters;
  ensembles: Ensembles;
  learning: Trajectories;
  test: Trajectories;
}

/** Units of each code that are scored: enough for a share, a quarter of the time. */
const scoredUnits = 64;

/** The first units of a code `[moments, units]`. */
function firstUnits(code: Float32Array, moments: number): Float32Array {
  const units = code.length / moments;
  const few = new Float32Array(moments * scoredUnits);
  for (let moment = 0; moment < moments; moment++)
    few.set(code.subarray(moment * units, moment * units + scoredUnits), moment * scoredUnits);
  return few;
}

/** What one code of one arm turned out to be. */
type Outcome = Record<"grid" | "above037" | "above08" | "errorCm" | "fields" | "scaleCm", number>;

async function tryArm(
  arm: Arm,
  { integrator, untrained, ensembles, learning, test }: Ground,
  seed: number,
  { updates, shuffles }: { updates: number; shuffles: number },
): Promise<Outcome> {
  const network = arm.isUntrained === true ? untrained : integrator;
  const setting = {
    config: { ...gridCodeConfig, ...arm.config },
    drive: arm.drive ?? placeEstimate,
    placeCells: arm.placeCells?.(ensembles, seed) ?? ensembles.placeCells,
  };
  const code = await learnGridCode(network, ensembles, learning, seed, { ...setting, updates });
  const read = await readOut({ integrator: network, code }, ensembles, test, setting);
  disposeParameters(code);
  const few = firstUnits(read.code, test.positions.length / 2);
  const analysis = analyse(test, few, { seed, shuffles });
  const passing = analysis.units.filter(({ isGrid }) => isGrid);
  return {
    grid: analysis.shares.grid,
    above037: analysis.shares.aboveGridCriterion,
    above08: shareAbove(analysis, 0.8),
    errorCm: errorByStep(read.positions, test).at(-1)!,
    fields: upperMedian(passing.map(({ fields }) => fields)),
    scaleCm: 100 * upperMedian(passing.map(({ gridScale }) => gridScale)),
  };
}

const spread = (values: readonly number[], scale = 1, digits = 0): string => {
  const known = values
    .filter((value) => !Number.isNaN(value))
    .map((value) => (scale * value).toFixed(digits));
  return known.length === 0 ? "—" : known.join(" ");
};

const rowOf = (name: string, outcomes: readonly Outcome[]): string[] => [
  name,
  spread(
    outcomes.map(({ grid }) => grid),
    100,
  ),
  spread(
    outcomes.map(({ above037 }) => above037),
    100,
  ),
  spread(
    outcomes.map(({ above08 }) => above08),
    100,
  ),
  spread(outcomes.map(({ fields }) => fields)),
  spread(outcomes.map(({ scaleCm }) => scaleCm)),
  spread(outcomes.map(({ errorCm }) => errorCm)),
];

async function run(context: ExampleContext<typeof options>): Promise<ExampleResult> {
  const { seed, signal, log, options: chosen } = context;
  await useBackend("auto");
  const bytes = await readFileOrExplain(chosen.weights ?? shipped);
  const trainedSeed = Number(decodeSafetensors(bytes).metadata["seed"]);
  const cells = decodeNetwork(bytes);
  const random = createRandomStream(seed);
  const ground: Ground = {
    integrator: cells.integrator,
    untrained: untrainedIntegrator(trainedSeed),
    ensembles: ensemblesOf(trainedSeed),
    learning: testPaths(random.split("learning").uniform, home, 100, chosen.paths),
    test: testPaths(random.split("test").uniform, home, 100, chosen.paths),
  };
  const line = context.progress("codes", arms.length * chosen.seeds, "codes");
  const metrics: Metrics = {};
  const rows: string[][] = [];
  for (const [at, arm] of arms.entries()) {
    const outcomes: Outcome[] = [];
    for (let n = 0; n < chosen.seeds && !signal.aborted; n++) {
      outcomes.push(await tryArm(arm, ground, seed + n, chosen));
      line.update(at * chosen.seeds + n + 1, arm.name);
    }
    if (outcomes.length === 0) break;
    metrics[arm.name] = outcomes.map((outcome) => ({ ...outcome }));
    const row = rowOf(arm.name, outcomes);
    rows.push(row);
    log(row.join(" | "));
  }
  line.finish();
  disposeParameters(cells);
  disposeParameters(ground.untrained);
  return {
    metrics,
    table: {
      columns: ["code", "grid %", "> 0.37 %", "> 0.8 %", "fields", "scale (cm)", "error (cm)"],
      rows,
    },
  };
}

/** Learns codes on one integrator that differ in one thing each, and scores them. */
export const compare = defineCommand({
  summary: "learn grid codes that differ in target, decay, rectification, dropout or drive, and score them",
  options,
  run,
});
