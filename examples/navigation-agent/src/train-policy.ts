import { existsSync } from "node:fs";
import { join } from "node:path";
import { disposeParameters, encodeParameters } from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import { UsageError, type Metrics, type Progress } from "@wayfield/example-kit";
import { agentKinds } from "./comparators.ts";
import { PolicyTraining, type PolicyRecord } from "./policy-training.ts";
import { orNull } from "./rounding.ts";
import { runTraining } from "./run-training.ts";
import { modulesOf, specOfFile } from "./agent-files.ts";
import { modulesDigest } from "./modules-digest.ts";
import { freshPolicy, setupOf, specMetadata, type Setup, type TrainingSpec } from "./setup.ts";
import { localTeam, threadTeam, type Team } from "./team.ts";

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

/** @throws UsageError if the modules are not there, or learned under another configuration. */
export async function assertModules(
  { kind }: Setup,
  { modules, config, world }: TrainingSpec,
): Promise<void> {
  if (kind.modules === "none") return;
  const pretrain = `pretrain --config ${config} --world ${world}`;
  if (!existsSync(modules)) {
    throw new UsageError(
      `--modules: expected a file of trained modules, found none at ${modules}; run ${pretrain} first`,
    );
  }
  const learned = (await specOfFile(modules)).config;
  if (learned !== config) {
    throw new UsageError(
      `--modules: expected modules of --config ${config}, got ${learned} in ${modules}, which see the world otherwise; run ${pretrain}, or train with --config ${learned}`,
    );
  }
}

/** Makes the team that acts for a training. */
export type CreateTeam = (spec: TrainingSpec) => Promise<Team>;

/**
 * A team in this process.
 * @throws UsageError if the worlds cannot be shared among the threads.
 */
export const inThreads =
  (threads: number): CreateTeam =>
  async (spec) => {
    const setup = setupOf(spec);
    const { worlds } = setup.config.policy;
    if (worlds % threads !== 0) {
      throw new UsageError(`--threads: expected a number that divides ${worlds} worlds, got ${threads}`);
    }
    if (threads > 1) return threadTeam(spec, threads);
    return localTeam(setup, await modulesOf(setup, spec.modules));
  };

/** A training from its specification, with what its weights file will say of it. */
async function createPolicyTraining(
  spec: TrainingSpec,
  createTeam: CreateTeam,
  steps: number,
): Promise<{ training: PolicyTraining; metadata: Record<string, string> }> {
  const setup = setupOf(spec);
  await assertModules(setup, spec);
  const modules = await modulesOf(setup, spec.modules);
  const policy = freshPolicy(setup, modules);
  const standsOn: { modules?: string } =
    setup.kind.modules === "none" ? {} : { modules: modulesDigest(modules) };
  disposeParameters(modules);
  try {
    const team = await createTeam(spec);
    const training = new PolicyTraining({
      spec,
      settings: setup.config.policy,
      steps,
      policy,
      team,
      ...standsOn,
    });
    return { training, metadata: { ...specMetadata(spec), ...standsOn } };
  } catch (error) {
    disposeParameters(policy);
    throw error;
  }
}

/** How {@link trainPolicy} is run. */
export interface TrainPolicyOptions {
  /** Environment steps in all; 0 for the configuration's own number. */
  steps: number;
  createTeam: CreateTeam;
  /** Told the numbers of each round. */
  onRound?: (round: PolicyRecord & { goalsPerEpisode: number; stepsPerSecond: number }) => Promise<void>;
  /** Where everything lands. */
  folder: string;
  /** Where the training state goes, if not into the folder. */
  checkpoint: string | undefined;
  checkpointEvery: number;
  /** A training state to go on from. */
  from: string | undefined;
  signal: AbortSignal;
  progress: (label: string, total: number) => Progress;
}

/** What a training of a policy leaves. */
export interface TrainedPolicy {
  /** The lines of the log that this run wrote. */
  lines: Record<string, number>[];
  /** The file of the weights. */
  file: string;
  metrics: Metrics;
}

/** The file of an agent's weights in a folder. */
export const policyFile = (folder: string, agent: string): string =>
  join(folder, "policies", `${agent}.safetensors`);

/** The file of an agent's training state in a folder. */
export const trainingFile = (folder: string, agent: string): string =>
  join(folder, `${agent}-training.safetensors`);

/** Trains a policy from its specification, or from a training state, to its weights file. */
export async function trainPolicy(spec: TrainingSpec, options: TrainPolicyOptions): Promise<TrainedPolicy> {
  const total = options.steps === 0 ? setupOf(spec).config.policy.steps : options.steps;
  const { training, metadata } = await createPolicyTraining(spec, options.createTeam, total);
  // Whatever happens: threads that nobody stops would keep the process alive.
  try {
    if (options.from !== undefined) await training.restore(await readFileOrExplain(options.from));
    const { lines, metrics } = await learn(training, spec, total, options);
    const file = policyFile(options.folder, spec.agent);
    const { steps } = training;
    await writeFileAtomically(
      file,
      await encodeParameters(training.policy, { ...metadata, steps: String(steps) }),
    );
    return { lines, file, metrics: { ...metrics, environmentSteps: steps } };
  } finally {
    await training.dispose();
  }
}

/** Rounds up to the total; tells the numbers of the end. */
async function learn(
  training: PolicyTraining,
  { agent, world }: TrainingSpec,
  total: number,
  options: TrainPolicyOptions,
): Promise<Omit<TrainedPolicy, "file">> {
  const { folder, signal, checkpointEvery, onRound } = options;
  const memory = createMemory();
  const started = { time: performance.now(), steps: training.steps };
  const stepsPerSecond = (): number =>
    Math.round((1000 * (training.steps - started.steps)) / (performance.now() - started.time));
  const lines = await runTraining(
    {
      done: () => training.steps,
      advance: async () => {
        const round = await training.round();
        const { loss, goals, roundSteps, episodes } = round;
        memory.add(episodes);
        await onRound?.({ ...round, goalsPerEpisode: memory.goals(), stepsPerSecond: stepsPerSecond() });
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
      checkpoint: options.checkpoint ?? trainingFile(folder, agent),
      checkpointEvery,
      log: join(folder, `${agent}.jsonl`),
      signal,
      progress: options.progress(`${agentKinds[agent].title}, ${world}`, total),
      note: ({ perSecond, goalsPerEpisode = NaN, success = NaN }) =>
        `${perSecond} steps/s now, ${goalsPerEpisode.toFixed(2)} goals an episode, success ${success.toFixed(2)}`,
    },
  );
  return {
    lines,
    metrics: {
      goalsPerTrainingEpisode: orNull(memory.goals()),
      trainingSuccess: orNull(memory.success()),
      stepsPerSecond: stepsPerSecond(),
    },
  };
}
