import { join } from "node:path";
import { disposeParameters, encodeParameters, useBackend } from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import {
  choice,
  defineCommand,
  number,
  path,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
} from "@wayfield/example-kit";
import { agentKinds, type AgentName } from "./comparators.ts";
import { goalsFigure, lossFigure } from "./figures.ts";
import { gridShares } from "./gridness.ts";
import { learnLattice } from "./learn-lattice.ts";
import { localise, type Localisation } from "./localisation.ts";
import { Pretraining, updatesOf } from "./pretraining.ts";
import { rounded } from "./rounding.ts";
import { runTraining } from "./run-training.ts";
import { configs, mazes, setupOf, specMetadata, type TrainingSpec } from "./setup.ts";
import { modulesFor } from "./shipped.ts";
import { inThreads, trainingFile, trainPolicy } from "./train-policy.ts";

const words = <Word extends string>(table: Record<Word, unknown>): [Word, ...Word[]] =>
  Object.keys(table) as [Word, ...Word[]];

/** In which world, with which configuration. */
export const where = {
  world: choice("which maze", words(mazes)),
  config: choice("configuration: our fast one or the paper's", words(configs)),
};

const checkpointEvery = number("seconds between two writings of the checkpoint", { default: 120, min: 0 });

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

/** Where the modules go. */
const modulesFile = (out: string): string => join(out, "modules.safetensors");

/** The numbers of {@link localise} by their names in result files. */
export const localisationMetrics = (found: Localisation): Metrics => ({
  localisationErrorCm: rounded(found.withVisionCm),
  localisationErrorFirst3sCm: rounded(found.soonCm),
  localisationErrorWithoutVisionCm: rounded(found.withoutVisionCm),
  visionErrorCm: rounded(found.visionAloneCm),
  headingErrorDegrees: rounded(found.headingDegrees),
  middleErrorCm: rounded(found.middleCm),
});

/** Fresh walkers to measure localisation on: 32 of them, for 20 seconds. */
export const localisationTest = { seed: 7_000_001, walkers: 32, steps: 300 };

/** Fresh walkers whose layers are mapped. */
const gridnessTest = { seed: 8_000_009, walkers: 64, steps: 600 };

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
  const training = new Pretraining(setup, spec);
  const untrained = localise(training.modules, setup, training.ensembles, localisationTest);
  if (resume !== undefined) training.restore(await readFileOrExplain(resume));
  const total = options.updates === 0 ? updatesOf(setup.config.pretraining) : options.updates;
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
      checkpoint: await context.checkpointFile("pretraining.safetensors"),
      checkpointEvery: options.checkpointEvery,
      log: join(out, "pretraining.jsonl"),
      signal,
      progress: progress("vision and grid network", total, "updates"),
      note: ({ visionLoss, gridLoss }) =>
        `vision ${visionLoss!.toFixed(2)}, grid ${gridLoss!.toFixed(2)} nats`,
    },
  );
  const { updates } = training;
  if (updates < total) {
    training.dispose();
    log("not done yet: the modules are written when all updates are made");
    return { metrics: { updates } };
  }
  const lattice = learnLattice(training.ensembles.placeCells, setup.maze, seed);
  await writeFileAtomically(
    modulesFile(out),
    await encodeParameters(
      { ...training.modules, lattice },
      { ...specMetadata(spec), updates: String(updates) },
    ),
  );
  const shares = gridShares({ ...training.modules, lattice }, setup, gridnessTest);
  disposeParameters(lattice);
  log(`modules: ${modulesFile(out)}`);
  const trained = localise(training.modules, setup, training.ensembles, localisationTest);
  training.dispose();
  if (lines.length > 1) await figure("pretraining.svg", lossFigure(lines));
  return {
    metrics: {
      ...localisationMetrics(trained),
      untrainedLocalisationErrorCm: rounded(untrained.withVisionCm),
      gridLayerShareAbove037: rounded(shares.gridLayer, 3),
      latticeShareAbove037: rounded(shares.lattice, 3),
      updates,
    },
  };
}

/** The first stage: vision module and grid network. */
export const pretrainCommand = defineCommand({
  summary:
    "stage 1: vision module and grid network learn where they are, on walkers in the worlds of the task",
  options: pretrainOptions,
  resumable: true,
  run: pretrain,
});

/** What is trained, and for how long. */
export const learnerOptions = {
  ...where,
  modules: path("the trained modules (by default those that pretrain wrote under --out, else those shipped)"),
  steps: number("environment steps in all (0: the configuration's own number)", {
    default: 0,
    quick: 200_000,
    min: 0,
    integer: true,
  }),
  checkpointEvery,
};

/** How a policy is trained in this process. */
export const policyOptions = {
  ...learnerOptions,
  threads: number("threads that act and learn, each on its share of the worlds", {
    default: 2,
    min: 1,
    integer: true,
  }),
};

/** Which agent is trained. */
export const agentOption = choice("which agent", words<AgentName>(agentKinds));

const trainOptions = { ...policyOptions, agent: agentOption };

async function train(context: ExampleContext<typeof trainOptions>): Promise<ExampleResult> {
  await useBackend("wasm");
  const { seed, out, options, resume, log, figure } = context;
  const { config, world, agent } = options;
  const spec: TrainingSpec = {
    config,
    world,
    agent,
    seed,
    modules: options.modules ?? modulesFor(out, world),
  };
  const { lines, file, metrics } = await trainPolicy(spec, {
    ...options,
    ...context,
    createTeam: inThreads(options.threads),
    folder: out,
    checkpoint: await context.checkpointFile(trainingFile("", agent)),
    from: resume,
  });
  log(`policy: ${file}`);
  const whole = lines.filter(({ goalsPerEpisode }) => goalsPerEpisode !== undefined);
  if (whole.length > 1) await figure(`${agent}-learning.svg`, goalsFigure(agentKinds[agent].title, whole));
  return { metrics: { agent, ...metrics } };
}

/** The second stage: the policy. */
export const trainCommand = defineCommand({
  summary: "stage 2: the policy learns by reinforcement, on the frozen modules",
  options: trainOptions,
  resumable: true,
  run: train,
});
