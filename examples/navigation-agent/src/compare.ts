import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeSafetensors, useBackend } from "@wayfield/backend";
import {
  defineCommand,
  number,
  UsageError,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
} from "@wayfield/example-kit";
import { policyOptions } from "./commands.ts";
import { agentKinds, type AgentName } from "./comparators.ts";
import { trainedAgent } from "./agent-files.ts";
import { contest } from "./comparison.ts";
import type { Evaluation } from "./evaluate.ts";
import { curvesFigure, type Curve } from "./figures.ts";
import { orNull } from "./rounding.ts";
import { differenceOf } from "./same-spec.ts";
import { setupOf, specIn, type TrainingSpec } from "./setup.ts";
import { inThreads, policyFile, trainingFile, trainPolicy } from "./train-policy.ts";
import { modulesFor } from "./shipped.ts";

/** The agents whose order the paper reports, and the control without a trained grid network. */
const contestants = ["grid", "place-cells", "a3c", "untrained-grid"] as const satisfies readonly AgentName[];

const compareOptions = {
  ...policyOptions,
  seeds: number("policies of each kind", { default: 3, quick: 1, min: 1, integer: true }),
  episodes: number("episodes for each policy", { default: 100, quick: 20, min: 1, integer: true }),
};

type Context = ExampleContext<typeof compareOptions>;

/** One policy of the comparison. */
interface Run {
  spec: TrainingSpec;
  folder: string;
}

/** Seed by seed, so that a comparison that is not finished has as many of each. */
const runsOf = ({ options, out, seed: first }: Context): Run[] =>
  Array.from({ length: options.seeds }, (_, index) => first + index).flatMap((seed) =>
    contestants.map((agent) => ({
      spec: {
        config: options.config,
        world: options.world,
        agent,
        seed,
        modules: options.modules ?? modulesFor(out, options.world),
      },
      folder: join(out, `seed-${seed}`),
    })),
  );

/**
 * How many steps the weights of a run learned for; 0 if there are none.
 * @throws UsageError if those that are there are of another training.
 */
async function stepsOf({ spec, folder }: Run): Promise<number> {
  const file = policyFile(folder, spec.agent);
  if (!existsSync(file)) return 0;
  const bytes = await readFile(file);
  const learned = specIn(bytes, file);
  const key = differenceOf(learned, spec);
  if (key !== undefined) {
    throw new UsageError(
      `--${key}: expected ${learned[key]}, with which ${file} learned, got ${spec[key]}; give another --out for another comparison`,
    );
  }
  return Number(decodeSafetensors(bytes).metadata["steps"] ?? 0);
}

/**
 * Trains a policy unless its weights are there; goes on from a training state if one is there.
 * @returns Whether it learned for all its steps, which an interrupt prevents.
 */
async function ensureTrained(context: Context, run: Run): Promise<boolean> {
  const { spec, folder } = run;
  const { options, signal, progress } = context;
  const { steps: asked, checkpointEvery } = options;
  const steps = asked === 0 ? setupOf(spec).config.policy.steps : asked;
  if ((await stepsOf(run)) >= steps) return true;
  const state = trainingFile(folder, spec.agent);
  await trainPolicy(spec, {
    steps,
    createTeam: inThreads(options.threads),
    folder,
    checkpoint: state,
    checkpointEvery,
    from: existsSync(state) ? state : undefined,
    signal,
    progress: (label, total) => progress(`seed ${spec.seed}, ${label}`, total),
  });
  return (await stepsOf(run)) >= steps;
}

async function evaluateRun({ options, seed }: Context, { spec, folder }: Run): Promise<Evaluation> {
  const agent = await trainedAgent(policyFile(folder, spec.agent), spec.modules, { seed });
  const found = contest(agent.setup, agent.enter, { seed, episodes: options.episodes });
  agent.dispose();
  return found;
}

const curveOf = ({ spec, folder }: Run): Curve =>
  readFileSync(join(folder, `${spec.agent}.jsonl`), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, number>);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is told of each policy. */
const measures = {
  goalsPerEpisode: ({ goalsPerEpisode }) => goalsPerEpisode.mean,
  success: ({ success }) => success.mean,
  refindRate: ({ refindRate }) => refindRate.mean,
  speedMadeGoodCmPerSecond: ({ speedMadeGoodCmPerSecond }) => speedMadeGoodCmPerSecond.mean,
  secondsToLaterGoals: ({ secondsToLaterGoals }) => secondsToLaterGoals.mean,
  pathEfficiencyMedian: ({ pathEfficiencyMedian }) => pathEfficiencyMedian,
} satisfies Record<string, (evaluation: Evaluation) => number>;

/** Each measure over all seeds, and seed by seed. */
function metricsOf(found: readonly Evaluation[]): Metrics {
  const metrics: Metrics = {};
  for (const [name, of] of Object.entries(measures)) {
    metrics[name] = orNull(mean(found.map(of)), 3);
    metrics[`${name}OfSeeds`] = found.map((each) => orNull(of(each), 3));
  }
  return metrics;
}

const columns = [
  "agent",
  "goals: mean, and each seed (95 %)",
  "found it",
  "found again",
  "made good (cm/s)",
  "later (s)",
  "efficiency",
];

function rowOf(agent: string, found: readonly Evaluation[]): string[] {
  const goals = found.map(
    ({ goalsPerEpisode: each }) => `${each.mean.toFixed(1)} (${each.low.toFixed(1)}–${each.high.toFixed(1)})`,
  );
  const eachOf = (of: (evaluation: Evaluation) => number, digits = 2): string =>
    found.map((each) => of(each).toFixed(digits)).join(", ");
  return [
    agent,
    `${mean(found.map(measures.goalsPerEpisode)).toFixed(1)}: ${goals.join(", ")}`,
    eachOf(measures.success),
    eachOf(measures.refindRate),
    eachOf(measures.speedMadeGoodCmPerSecond, 1),
    eachOf(measures.secondsToLaterGoals, 1),
    eachOf(measures.pathEfficiencyMedian),
  ];
}

async function compare(context: Context): Promise<ExampleResult> {
  await useBackend("wasm");
  const { options, log, figure } = context;
  const found: Record<string, Evaluation[]> = {};
  const curves: Record<string, Curve[]> = {};
  for (const run of runsOf(context)) {
    if (!(await ensureTrained(context, run))) break;
    const { agent, seed } = run.spec;
    const evaluation = await evaluateRun(context, run);
    (found[agent] ??= []).push(evaluation);
    (curves[agentKinds[agent].title] ??= []).push(curveOf(run));
    log(`seed ${seed}, ${agent}: ${evaluation.goalsPerEpisode.mean.toFixed(2)} goals an episode`);
  }
  await figure("learning.svg", curvesFigure(options.world, curves));
  return {
    metrics: {
      world: options.world,
      ...Object.fromEntries(Object.entries(found).map(([agent, each]) => [agent, metricsOf(each)])),
    },
    table: { columns, rows: Object.entries(found).map(([agent, each]) => rowOf(agent, each)) },
  };
}

/** The paper's agents, learned side by side. */
export const compareCommand = defineCommand({
  summary:
    "several seeds of four agents learn for equally many steps in one world; what is there is not learned again",
  options: compareOptions,
  run: compare,
});
