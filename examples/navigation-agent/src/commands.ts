import { existsSync } from "node:fs";
import { join } from "node:path";
import { useBackend, disposeParameters, encodeParameters } from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import {
  choice,
  defineCommand,
  number,
  path,
  UsageError,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
} from "@wayfield/example-kit";
import { agentKinds, type AgentName } from "./comparators.ts";
import { goalsFigure, lossFigure } from "./figures.ts";
import { localise, type Localisation } from "./localisation.ts";
import { PolicyTraining } from "./policy-training.ts";
import { Pretraining } from "./pretraining.ts";
import { runTraining } from "./run-training.ts";
import { configs, freshPolicy, mazes, modulesOf, setupOf, type Setup, type TrainingSpec } from "./setup.ts";
import { localTeam, threadTeam, type Team } from "./team.ts";

const words = <Word extends string>(table: Record<Word, unknown>): [Word, ...Word[]] =>
  Object.keys(table) as [Word, ...Word[]];

/** In which world, with which configuration. */
export const where = {
  world: choice("which maze", words(mazes)),
  config: choice("configuration: our fast one or the paper's", words(configs)),
};

const checkpointEvery = number("seconds between two writings of the checkpoint", { default: 120, min: 0 });

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

const pretrainOptions = {
  ...where,
  updates: number("updates in all (0: the configuration's own number)", {
    default: 0,
    quick: 150,
    min: 0,
    integer: true,
  }),
  checkpointEvery,
};

/** Where the modules of a seed go by default. */
export const modulesFile = (out: string): string => join(out, "modules.safetensors");

const localisationMetrics = (found: Localisation, untrained: Localisation): Metrics => ({
  localisationErrorCm: rounded(found.withVisionCm),
  localisationErrorWithoutVisionCm: rounded(found.withoutVisionCm),
  visionErrorCm: rounded(found.visionAloneCm),
  headingErrorDegrees: rounded(found.headingDegrees),
  untrainedLocalisationErrorCm: rounded(untrained.withVisionCm),
  middleErrorCm: rounded(found.middleCm),
});

/** Fresh walkers to measure localisation on: 32 of them, for 20 seconds. */
export const localisationTest = { seed: 7_000_001, walkers: 32, steps: 300 };

async function pretrain(context: ExampleContext<typeof pretrainOptions>): Promise<ExampleResult> {
  await useBackend("wasm");
  const { seed, out, options, signal, resume, progress, log, figure } = context;
  const spec: TrainingSpec = {
    config: options.config,
    world: options.world,
    agent: "grid",
    seed,
    modules: "",
  };
  const setup = setupOf(spec);
  const training = new Pretraining(setup, seed);
  const untrained = localise(training.modules, setup, training.ensembles, localisationTest);
  if (resume !== undefined) training.restore(await readFileOrExplain(resume));
  const total = options.updates === 0 ? setup.config.pretraining.updates : options.updates;
  const lines = await runTraining(
    {
      done: () => training.updates,
      advance: () => {
        const { visionLoss, gridLoss } = training.update();
        return Promise.resolve({ visionLoss, gridLoss });
      },
      save: () => training.save(),
    },
    {
      total,
      perLine: 25,
      checkpoint: context.checkpoint ?? join(out, "pretraining.safetensors"),
      checkpointEvery: options.checkpointEvery,
      log: join(out, "pretraining.jsonl"),
      signal,
      progress: progress("vision and grid network", total, "updates"),
      note: ({ visionLoss, gridLoss }) =>
        `vision ${visionLoss!.toFixed(2)}, grid ${gridLoss!.toFixed(2)} nats`,
    },
  );
  await writeFileAtomically(modulesFile(out), await training.export());
  log(`modules: ${modulesFile(out)}`);
  const trained = localise(training.modules, setup, training.ensembles, localisationTest);
  const { updates } = training;
  training.dispose();
  if (lines.length > 1) await figure("pretraining.svg", lossFigure(lines));
  return { metrics: { ...localisationMetrics(trained, untrained), updates } };
}

/** The first stage: vision module and grid network. */
export const pretrainCommand = defineCommand({
  summary:
    "stage 1: vision module and grid network learn where they are, on walkers in the worlds of the task",
  options: pretrainOptions,
  resumable: true,
  run: pretrain,
});

const trainOptions = {
  ...where,
  agent: choice("which agent", words<AgentName>(agentKinds)),
  modules: path("the trained modules (by default those that pretrain wrote under --out)"),
  steps: number("environment steps in all (0: the configuration's own number)", {
    default: 0,
    quick: 200_000,
    min: 0,
    integer: true,
  }),
  threads: number("threads that act and learn, each on its share of the worlds", {
    default: 2,
    min: 1,
    integer: true,
  }),
  checkpointEvery,
};

const recentEpisodes = 256;

/** Goals of the latest episodes. */
function createMemory() {
  let recent: number[] = [];
  const share = (count: number): number => (recent.length === 0 ? NaN : count / recent.length);
  return {
    add: (goals: readonly number[]): void => {
      recent = [...recent, ...goals].slice(-recentEpisodes);
    },
    goals: (): number => share(recent.reduce((sum, goals) => sum + goals, 0)),
    success: (): number => share(recent.filter((goals) => goals > 0).length),
  };
}

/** @throws UsageError if the worlds cannot be shared among the threads, or the modules are not there. */
function assertPossible({ config, kind }: Setup, { modules }: TrainingSpec, threads: number): void {
  const { worlds } = config.policy;
  if (worlds % threads !== 0) {
    throw new UsageError(`--threads: expected a number that divides ${worlds} worlds, got ${threads}`);
  }
  if (kind.modules !== "none" && !existsSync(modules)) {
    throw new UsageError(
      `--modules: expected a file of trained modules, found none at ${modules}; run pretrain first`,
    );
  }
}

async function teamOf(spec: TrainingSpec, threads: number): Promise<Team> {
  if (threads > 1) return threadTeam(spec, threads);
  const setup = setupOf(spec);
  return localTeam(setup, await modulesOf(setup, spec.modules));
}

/** A training from its specification. */
async function createPolicyTraining(spec: TrainingSpec, threads: number): Promise<PolicyTraining> {
  const setup = setupOf(spec);
  assertPossible(setup, spec, threads);
  const modules = await modulesOf(setup, spec.modules);
  const policy = freshPolicy(setup, modules);
  disposeParameters(modules);
  return new PolicyTraining({
    spec,
    settings: setup.config.policy,
    policy,
    team: await teamOf(spec, threads),
  });
}

async function train(context: ExampleContext<typeof trainOptions>): Promise<ExampleResult> {
  await useBackend("wasm");
  const { seed, out, options, signal, resume, progress, log, figure } = context;
  const { config, world, agent, threads } = options;
  const modules = options.modules ?? modulesFile(out);
  const spec: TrainingSpec = { config, world, agent, seed, modules };
  const training = await createPolicyTraining(spec, threads);
  if (resume !== undefined) await training.restore(await readFileOrExplain(resume));
  const total = options.steps === 0 ? setupOf(spec).config.policy.steps : options.steps;
  const memory = createMemory();
  const started = { time: performance.now(), steps: training.steps };
  const lines = await runTraining(
    {
      done: () => training.steps,
      advance: async () => {
        const { loss, goals, roundSteps, episodes } = await training.round();
        memory.add(episodes);
        return {
          loss,
          goalsPerThousandSteps: (1000 * goals) / roundSteps,
          goalsPerEpisode: memory.goals(),
          success: memory.success(),
        };
      },
      save: () => training.save(),
    },
    {
      total,
      perLine: 5,
      checkpoint: context.checkpoint ?? join(out, `${agent}-training.safetensors`),
      checkpointEvery: options.checkpointEvery,
      log: join(out, `${agent}.jsonl`),
      signal,
      progress: progress(`${agentKinds[agent].title}, ${world}`, total),
      note: ({ perSecond, goalsPerEpisode = NaN, success = NaN }) =>
        `${perSecond} steps/s now, ${goalsPerEpisode.toFixed(2)} goals an episode, success ${success.toFixed(2)}`,
    },
  );
  const stepsPerSecond = (1000 * (training.steps - started.steps)) / (performance.now() - started.time);
  const file = join(out, "policies", `${agent}.safetensors`);
  await writeFileAtomically(
    file,
    await encodeParameters(training.policy, { spec: JSON.stringify({ ...spec, modules: "" }) }),
  );
  log(`policy: ${file}`);
  const { steps } = training;
  await training.dispose();
  const whole = lines.filter(({ goalsPerEpisode }) => goalsPerEpisode !== undefined);
  if (whole.length > 1) await figure(`${agent}-learning.svg`, goalsFigure(agentKinds[agent].title, whole));
  return {
    metrics: {
      agent,
      goalsPerTrainingEpisode: rounded(memory.goals()) || null,
      trainingSuccess: rounded(memory.success()) || null,
      environmentSteps: steps,
      stepsPerSecond: Math.round(stepsPerSecond),
    },
  };
}

/** The second stage: the policy. */
export const trainCommand = defineCommand({
  summary: "stage 2: the policy learns by reinforcement, on the frozen modules",
  options: trainOptions,
  resumable: true,
  run: train,
});
