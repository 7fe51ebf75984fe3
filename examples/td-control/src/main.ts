import {
  choice,
  defineExample,
  number,
  type ExampleContext,
  type Json,
  type Metrics,
} from "@wayfield/example-kit";
import { bairdErrors, expectedErrors, methods as bairdMethods } from "./baird.ts";
import { agents, cliffRuns, mostFrequent } from "./cliff.ts";
import {
  bairdFigure,
  cliffFigure,
  mountainCarFigure,
  randomWalkFigure,
  type MountainCarPoint,
} from "./figures.ts";
import { mountainCarRuns, settings } from "./mountain-car.ts";
import { published, reading } from "./published.ts";
import { curvesOf, methods, minimumOf, recordWalks, type Minimum } from "./random-walk.ts";
import { breathe, rounded, spreadOf } from "./statistics.ts";

const options = {
  part: choice("which experiment", ["all", "random-walk", "cliff", "mountain-car", "baird"]),
  runs: number("runs of the random walk and of mountain car", {
    default: 100,
    quick: 20,
    min: 2,
    integer: true,
  }),
  cliffRuns: number("runs of cliff walking", { default: 200, quick: 40, min: 2, integer: true }),
  stepSizes: number("step sizes tried on the random walk, from 0 to 1", {
    default: 50,
    quick: 25,
    min: 2,
    integer: true,
  }),
};
type Context = ExampleContext<typeof options>;
type Row = (string | number)[];
/** What one experiment gives: metrics under its name, and rows of the table. */
type Part = { readonly metrics: Record<string, Json>; readonly rows: Row[] };

async function randomWalk({
  options: { runs, stepSizes },
  seed,
  figure,
  progress,
  signal,
}: Context): Promise<Part> {
  const walks = recordWalks(runs, seed);
  const sizes = Array.from({ length: stepSizes }, (_, at) => (at + 1) / stepSizes);
  const all = Object.entries(methods) as [keyof typeof methods, (typeof methods)["nStep"]][];
  const bar = progress(
    "random walk",
    all.reduce((sum, [, { values }]) => sum + values.length, 0),
    "curves",
  );
  const minima: Partial<Record<keyof typeof methods, Minimum>> = {};
  let done = 0;
  for (const [key, method] of all) {
    const curves = await curvesOf(method, walks, sizes, {
      report: () => {
        bar.update(++done, method.name);
      },
      signal,
    });
    minima[key] = minimumOf(curves);
    await figure(`random-walk-${key}.svg`, randomWalkFigure(method, curves, published[key].height));
  }
  bar.finish();
  const { nStep, tdLambda, trueOnline, offlineLambdaReturn } = minima as Record<
    keyof typeof methods,
    Minimum
  >;
  return {
    metrics: {
      nStepMinRms: rounded(nStep.mean),
      nStepBestN: nStep.value,
      nStepBestStepSize: nStep.stepSize,
      nStepDeviation: rounded(nStep.deviation),
      offlineLambdaReturnMinRms: rounded(offlineLambdaReturn.mean),
      offlineLambdaReturnBestLambda: offlineLambdaReturn.value,
      tdLambdaMinRms: rounded(tdLambda.mean),
      tdLambdaBestLambda: tdLambda.value,
      tdLambdaDeviation: rounded(tdLambda.deviation),
      trueOnlineMinRms: rounded(trueOnline.mean),
      trueOnlineBestLambda: trueOnline.value,
      runs,
    },
    rows: all.map(([key, { name, parameter }]) => {
      const { mean, deviation, value, stepSize } = minima[key]!;
      return [
        `random walk, ${name}: ${parameter} = ${value}, α = ${stepSize}`,
        rounded(mean),
        rounded(deviation),
        reading(published[key]),
      ];
    }),
  };
}

async function cliff({
  options: { cliffRuns: runs },
  seed,
  figure,
  progress,
  signal,
}: Context): Promise<Part> {
  const names = Object.keys(agents) as (keyof typeof agents)[];
  const bar = progress("cliff", names.length, "methods");
  const results: Record<string, ReturnType<typeof cliffRuns>> = {};
  const metrics: Record<string, Json> = { runs };
  const rows: Row[] = [];
  for (const [at, name] of names.entries()) {
    const result = cliffRuns(agents[name], runs, seed);
    results[name] = result;
    const { mean, deviation } = spreadOf(result.returns);
    const way = mostFrequent(result.greedySteps);
    metrics[`${name}Return`] = rounded(mean, 2);
    metrics[`${name}Deviation`] = rounded(deviation, 2);
    metrics[`${name}GreedySteps`] = way.value;
    metrics[`${name}GreedyShare`] = rounded(way.share, 3);
    rows.push([
      `cliff, ${name}: return of episodes 401 to 500 (greedy way ${way.value} steps in ${Math.round(100 * way.share)} %)`,
      rounded(mean, 2),
      rounded(deviation, 2),
      name === "expectedSarsa" ? "" : reading(published[name]),
    ]);
    bar.update(at + 1, name);
    await breathe(signal);
  }
  bar.finish();
  await figure("cliff.svg", cliffFigure(results));
  return { metrics, rows };
}

async function mountainCar({ options: { runs }, seed, figure, progress, signal }: Context): Promise<Part> {
  const bar = progress("mountain car", settings.length, "settings");
  const points: MountainCarPoint[] = [];
  for (const setting of settings) {
    points.push({ ...setting, ...spreadOf(mountainCarRuns(setting, runs, seed)) });
    bar.update(points.length, `n = ${setting.n}`);
    await breathe(signal);
  }
  bar.finish();
  await figure("mountain-car.svg", mountainCarFigure(points));
  const best = points.reduce((lowest, point) => (point.mean < lowest.mean ? point : lowest));
  const ofOneStep = points.filter(({ n }) => n === 1).map(({ mean }) => mean);
  return {
    metrics: {
      stepsFirst50: rounded(best.mean, 1),
      deviation: rounded(best.deviation, 1),
      bestN: best.n,
      bestAlphaTimesTilings: best.alphaTimesTilings,
      oneStepStepsFirst50: rounded(Math.min(...ofOneStep), 1),
      runs,
    },
    rows: [
      [
        `mountain car, steps of the first 50 episodes: n = ${best.n}, α = ${best.alphaTimesTilings}/8`,
        rounded(best.mean, 1),
        rounded(best.deviation, 1),
        reading(published.mountainCar),
      ],
    ],
  };
}

async function baird({ seed, figure }: Context): Promise<Part> {
  const errors = {
    "semi-gradient TD, α = 0.01": bairdErrors(bairdMethods.semiGradient(), 1000, 10, seed),
    "TDC, α = 0.005, β = 0.05": bairdErrors(bairdMethods.tdc(), 1000, 10, seed),
    "emphatic TD, expected, α = 0.03": everyTenth(expectedErrors(1000, { stepSize: 0.03, isEmphatic: true })),
    "semi-gradient TD, expected, α = 0.01": everyTenth(
      expectedErrors(1000, { stepSize: 0.01, isEmphatic: false }),
    ),
  };
  await figure("baird.svg", bairdFigure(errors));
  const [semiGradient, , emphatic, expected] = Object.values(errors).map((curve) => curve.at(-1)!);
  const tdc = bairdErrors(bairdMethods.tdc(), 50_000, 50_000, seed).at(-1)!;
  return {
    metrics: {
      semiGradientRms: rounded(semiGradient!, 1),
      semiGradientExpectedRms: rounded(expected!, 1),
      tdcRms: rounded(tdc),
      emphaticExpectedRms: rounded(emphatic!),
    },
    rows: [
      [
        "Baird, semi-gradient TD after 1,000 steps: RMS value error",
        rounded(semiGradient!, 1),
        "",
        "diverges (fig. 11.2)",
      ],
      ["Baird, TDC after 50,000 steps", rounded(tdc), "", "stays near 2 (fig. 11.5)"],
      ["Baird, emphatic TD after 1,000 expected sweeps", rounded(emphatic!), "", "goes to 0 (fig. 11.6)"],
    ],
  };
}

const everyTenth = (values: readonly number[]): number[] => values.filter((_, at) => at % 10 === 0);

/** Runs a part; `undefined` if Ctrl-C ended it. */
async function unlessAborted(
  part: (context: Context) => Promise<Part>,
  context: Context,
): Promise<Part | undefined> {
  try {
    return await part(context);
  } catch (error) {
    if (context.signal.aborted) return undefined;
    throw error;
  }
}

const parts = { randomWalk, cliff, mountainCar, baird };
const partOf = {
  "random-walk": "randomWalk",
  cliff: "cliff",
  "mountain-car": "mountainCar",
  baird: "baird",
} as const;

export const main = defineExample({
  name: "td-control",
  summary:
    "the classic figures of temporal-difference learning, beside heights recalled from the book's figures",
  options,
  run: async (context) => {
    const { part } = context.options;
    const chosen = part === "all" ? (Object.keys(parts) as (keyof typeof parts)[]) : [partOf[part]];
    const metrics: Metrics = {};
    const rows: Row[] = [];
    for (const name of chosen) {
      const result = await unlessAborted(parts[name], context);
      if (result === undefined) break;
      metrics[name] = result.metrics;
      rows.push(...result.rows);
    }
    return {
      metrics,
      table: { columns: ["what", "ours", "deviation of the runs", "Sutton & Barto, recalled"], rows },
    };
  },
});
