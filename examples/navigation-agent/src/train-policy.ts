import { existsSync } from "node:fs";
import { join } from "node:path";
import { disposeParameters, encodeParameters } from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import { UsageError, type Metrics, type Progress } from "@wayfield/example-kit";
import { agentKinds } from "./comparators.ts";
import { PolicyTraining, type PolicyRecord } from "./policy-training.ts";
import { orNull } from "./rounding.ts";
import { runTraining } from "./run-training.ts";
import { modulesOf } from "./agent-files.ts";
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

/** @throws UsageError if the modules are not there. */
export function assertModules({ kind }: Setup, { modules }: TrainingSpec): void {
  if (kind.modules !== "none" && !existsSync(modules)) {
    throw new UsageError(
      `--modules: expected a file of trained modules, found none at ${modules}; run pretrain first`,
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

/** A training from its specification. */
async function createPolicyTraining(
  spec: TrainingSpec,
  createTeam: CreateTeam,
  steps: number,
): Promise<PolicyTraining> {
  const setup = setupOf(spec);
  assertModules(setup, spec);
  const team = await createTeam(spec);
  const modules = await modulesOf(setup, spec.modules);
  const policy = freshPolicy(setup, modules);
  disposeParameters(modules);
  return new PolicyTraining({
    spec,
    settings: setup.config.policy,
    steps,
    policy,
    team,
  });
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
  const { agent, world } = spec;
  const { folder, signal, checkpointEvery, onRound } = options;
  const total = options.steps === 0 ? setupOf(spec).config.policy.steps : options.steps;
  const training = await createPolicyTraining(spec, options.createTeam, total);
  if (options.from !== undefined) await training.restore(await readFileOrExplain(options.from));
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
  const file = policyFile(folder, agent);
  const { steps } = training;
  const metadata = { ...specMetadata(spec), steps: String(steps) };
  await writeFileAtomically(file, await encodeParameters(training.policy, metadata));
  await training.dispose();
  return {
    lines,
    file,
    metrics: {
      goalsPerTrainingEpisode: orNull(memory.goals()),
      trainingSuccess: orNull(memory.success()),
      environmentSteps: steps,
      stepsPerSecond: stepsPerSecond(),
    },
  };
}
