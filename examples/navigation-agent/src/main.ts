import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { disposeParameters, useBackend } from "@wayfield/backend";
import {
  defineCommand,
  defineExample,
  number,
  path,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
  UsageError,
} from "@wayfield/example-kit";
import { ensemblesIn, modulesOf, specOfFile, trainedAgent } from "./agent-files.ts";
import type { AgentName } from "./comparators.ts";
import { compareCommand } from "./compare.ts";
import { localisationMetrics, localisationTest, pretrainCommand, trainCommand, where } from "./commands.ts";
import { actorCommand, learnerCommand, statusCommand } from "./distributed/commands.ts";
import { simulateCommand } from "./distributed/simulate-command.ts";
import { localise } from "./localisation.ts";
import { contest, controlsOf, gridVector, type EpisodesOptions } from "./comparison.ts";
import type { Estimate, Evaluation } from "./evaluate.ts";
import { comparisonFigure } from "./figures.ts";
import { orNull } from "./rounding.ts";
import { agentsIn, modulesFor, shippedAgents, shippedModules } from "./shipped.ts";
import { setupOf, type Setup, type TrainingSpec } from "./setup.ts";

const worldOption = { world: where.world };
const episodes = number("episodes for each", { default: 100, quick: 20, min: 1, integer: true });
const controlOptions = { ...where, episodes };

const interval = ({ low, high }: Estimate): (number | null)[] => [orNull(low), orNull(high)];

const metricsOf = (found: Evaluation): Metrics => ({
  goalsPerEpisode: orNull(found.goalsPerEpisode.mean),
  goalsPerEpisodeInterval: interval(found.goalsPerEpisode),
  success: orNull(found.success.mean),
  refindRate: orNull(found.refindRate.mean),
  refindRateInterval: interval(found.refindRate),
  pathEfficiencyMedian: orNull(found.pathEfficiencyMedian, 3),
  secondsToFirstGoal: orNull(found.secondsToFirstGoal.mean),
  secondsToLaterGoals: orNull(found.secondsToLaterGoals.mean),
  speedMadeGoodCmPerSecond: orNull(found.speedMadeGoodCmPerSecond.mean),
  speedMadeGoodInterval: interval(found.speedMadeGoodCmPerSecond),
  localisationErrorCm: orNull(found.localisationErrorCm.mean),
});

const columns = [
  "who",
  "goals an episode",
  "95 %",
  "found it",
  "found it again",
  "first (s)",
  "made good (cm/s)",
  "later (s)",
  "efficiency",
  "believed place (cm off)",
];

function rowOf([name, found]: [string, Evaluation]): (string | number)[] {
  const { goalsPerEpisode: goals } = found;
  const cell = (value: number, digits = 2): string => (Number.isFinite(value) ? value.toFixed(digits) : "–");
  return [
    name,
    cell(goals.mean),
    `${cell(goals.low)}–${cell(goals.high)}`,
    cell(found.success.mean),
    cell(found.refindRate.mean),
    cell(found.secondsToFirstGoal.mean, 1),
    cell(found.speedMadeGoodCmPerSecond.mean, 1),
    cell(found.secondsToLaterGoals.mean),
    cell(found.pathEfficiencyMedian),
    cell(found.localisationErrorCm.mean, 1),
  ];
}

type Found = Record<string, Evaluation>;

/** The first of the names that took part stands at the top of the metrics; the others under their names. */
async function report(
  { figure, options }: ExampleContext<typeof worldOption>,
  found: Found,
  main: string,
): Promise<ExampleResult> {
  await figure("goals.svg", comparisonFigure(options.world, found));
  const named = Object.fromEntries(Object.entries(found).map(([name, each]) => [name, metricsOf(each)]));
  const top = found[main];
  return {
    metrics: { ...(top === undefined ? {} : metricsOf(top)), world: options.world, ...named },
    table: { columns, rows: Object.entries(found).map(rowOf) },
  };
}

const specOf = (
  config: TrainingSpec["config"],
  { options, seed }: ExampleContext<typeof worldOption>,
): TrainingSpec => ({ config, world: options.world, agent: "grid", seed, modules: "" });

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function runControls(
  context: ExampleContext<typeof worldOption & { episodes: typeof episodes }>,
  setup: Setup,
): Promise<Found> {
  const { seed, options, signal, progress } = context;
  const controls = Object.entries(controlsOf(setup, seed));
  const bar = progress("controls", controls.length, "controls");
  const found: Found = {};
  for (const [name, enter] of controls) {
    if (signal.aborted) break;
    found[name] = contest(setup, enter, { seed, episodes: options.episodes });
    bar.update(Object.keys(found).length, name);
    await breathe();
  }
  bar.finish();
  return found;
}

async function controls(context: ExampleContext<typeof controlOptions>): Promise<ExampleResult> {
  await useBackend("wasm");
  const found = await runControls(context, setupOf(specOf(context.options.config, context)));
  return report(context, found, "vectorTruePosition");
}

const evaluateOptions = {
  ...worldOption,
  episodes,
  modules: path("the trained modules (by default those that pretrain wrote under --out, else those shipped)"),
  policies: path("folder of the policies that train wrote (by default under --out, else those shipped)"),
};

/** Every agent whose weights are there, on the same worlds. */
async function runAgents(
  policies: [AgentName, string][],
  modules: string,
  settings: EpisodesOptions & { setup: Setup; signal: AbortSignal; onDone: (name: string) => void },
): Promise<Found> {
  const found: Found = {};
  for (const [name, file] of policies) {
    if (settings.signal.aborted) break;
    const agent = await trainedAgent(file, modules, settings);
    // Its own way of seeing and acting, in the maze that was asked for.
    found[name] = contest({ ...agent.setup, maze: settings.setup.maze }, agent.enter, settings);
    agent.dispose();
    settings.onDone(name);
    await breathe();
  }
  return found;
}

/** The configuration under which modules learned: they see the world as it says. Ours where there are none. */
const configOf = async (file: string): Promise<TrainingSpec["config"]> =>
  existsSync(file) ? (await specOfFile(file)).config : "fast";

/** The policies that are asked for; those that are shipped only on the modules that they learned on. */
function policiesFor(
  { options, out }: ExampleContext<typeof evaluateOptions>,
  modules: string,
): [AgentName, string][] {
  const folder = options.policies ?? join(out, "policies");
  const own = agentsIn(folder);
  if (own.length > 0) return own;
  if (options.policies !== undefined)
    throw new UsageError(`--policies: expected a folder with trained policies, found none in ${folder}`);
  const { world } = options;
  return resolve(modules) === shippedModules(world) ? shippedAgents(world) : [];
}

async function evaluate(context: ExampleContext<typeof evaluateOptions>): Promise<ExampleResult> {
  await useBackend("wasm");
  const { seed, options, out, signal, log } = context;
  const file = options.modules ?? modulesFor(out, options.world);
  const setup = setupOf(specOf(await configOf(file), context));
  const settings = { seed, episodes: options.episodes };
  const policies = policiesFor(context, file);
  const found = await runControls(context, setup);
  let localisation: Metrics = {};
  if (existsSync(file)) {
    const modules = await modulesOf(setup, file);
    const ensembles = await ensemblesIn(file);
    found["vectorGridCode"] = contest(setup, gridVector(setup, modules, ensembles, seed), settings);
    localisation = localisationMetrics(localise(modules, setup, ensembles, localisationTest));
    disposeParameters(modules);
  } else log(`no trained modules at ${file}: the grid code is left out`);
  const agents = await runAgents(policies, file, { ...settings, setup, signal, onDone: log });
  if (Object.keys(agents).length === 0)
    log(`no trained policies on ${file}: only what needs none is compared`);
  const result = await report(context, { ...found, ...agents }, "grid" in agents ? "grid" : "vectorGridCode");
  return { ...result, metrics: { ...result.metrics, localisation } };
}

/** An agent that finds its way with grid cells. */
export const main = defineExample({
  name: "navigation-agent",
  summary:
    "what finding one's way can look like without learning: a random walker, vector navigation, the shortest way",
  options: controlOptions,
  run: controls,
  subcommands: {
    pretrain: pretrainCommand,
    train: trainCommand,
    compare: compareCommand,
    learner: learnerCommand,
    actor: actorCommand,
    status: statusCommand,
    simulate: simulateCommand,
    evaluate: defineCommand({
      summary: "trained agents and scripted controls, episode by episode on the same worlds",
      options: evaluateOptions,
      run: evaluate,
    }),
  },
});
