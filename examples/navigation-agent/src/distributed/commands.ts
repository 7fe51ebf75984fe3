import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { disposeParameters, useBackend } from "@wayfield/backend";
import { defineCommand, number, type ExampleContext, type ExampleResult } from "@wayfield/example-kit";
import { orNull } from "../rounding.ts";
import { moduleBytesOf } from "../agent-files.ts";
import { modulesFrom, setupOf, type TrainingSpec } from "../setup.ts";
import { assertModules, trainingFile, trainPolicy, type TrainPolicyOptions } from "../train-policy.ts";
import { addressIn, learnerCommandOptions, onRedis, type Place } from "./options.ts";
import { RedisFlow } from "./redis-flow.ts";
import { readStatus, reportLearner, type TrainingStatus } from "./registry.ts";
import { RemoteTeam } from "./remote-team.ts";
import { runActor } from "./run-actor.ts";
import { digestOf, unrollSizesOf } from "./task.ts";
import { modulesFor } from "../shipped.ts";

const flowAt = (place: Place, log: (line: string) => void): RedisFlow =>
  new RedisFlow({ address: addressIn(place), name: place.name ?? "wayfield", onTrouble: log });

type LearnerContext = ExampleContext<typeof learnerCommandOptions>;

/** Publishes the task; the specification goes out without the name of a file that actors do not have. */
async function announce({ options }: LearnerContext, flow: RedisFlow, spec: TrainingSpec): Promise<void> {
  const setup = setupOf(spec);
  await assertModules(setup, spec);
  const bytes = await moduleBytesOf(setup, spec.modules);
  const modules = modulesFrom(setup, bytes);
  const sizes = unrollSizesOf(setup, modules);
  disposeParameters(modules);
  const { queueWorlds } = options;
  const digest = bytes.length === 0 ? "" : digestOf(bytes);
  await flow.announce(
    { format: 1, spec: { ...spec, modules: "" }, sizes, queueWorlds, modules: digest },
    bytes,
    randomUUID(),
  );
}

/** Tells the server how it goes, after each round. */
const reporting =
  (flow: RedisFlow, team: RemoteTeam): NonNullable<TrainPolicyOptions["onRound"]> =>
  ({ round, steps, stepsPerSecond, goalsPerEpisode }) => {
    const { malformed, oversized, foreign } = flow.counts;
    const { stale, used, lag } = team.counts;
    return reportLearner(flow, {
      version: round,
      steps,
      stepsPerSecond,
      goalsPerEpisode: orNull(goalsPerEpisode),
      meanLag: used === 0 ? 0 : lag / used,
      dropped: { malformed, oversized, foreign, stale },
    });
  };

async function learn(context: LearnerContext): Promise<ExampleResult> {
  await useBackend("wasm");
  const { seed, out, options, resume, signal, log } = context;
  const { config, world, agent } = options;
  const checkpoint = options.goOn
    ? (context.checkpoint ?? trainingFile(out, agent))
    : await context.checkpointFile(trainingFile("", agent));
  const spec: TrainingSpec = {
    config,
    world,
    agent,
    seed,
    modules: options.modules ?? modulesFor(out, world),
  };
  const flow = flowAt(options, log);
  try {
    await announce(context, flow, spec);
    const settings = setupOf(spec).config.policy;
    const team = new RemoteTeam({ flow, settings, maximalLag: options.maximalLag, signal });
    const trained = await trainPolicy(spec, {
      ...options,
      ...context,
      createTeam: () => Promise.resolve(team),
      onRound: reporting(flow, team),
      folder: out,
      from: resume ?? (options.goOn && existsSync(checkpoint) ? checkpoint : undefined),
      checkpoint,
    });
    log(`policy: ${trained.file}`);
    return { metrics: { agent, ...trained.metrics, ...flow.counts, ...team.counts } };
  } finally {
    flow.close();
  }
}

/** Learns from actors elsewhere. */
export const learnerCommand = defineCommand({
  summary: "stage 2 with actors elsewhere: the policy learns from what they send over Redis",
  options: learnerCommandOptions,
  resumable: true,
  run: learn,
});

const actorOptions = {
  ...onRedis,
  worlds: number("worlds that it acts in side by side", { default: 64, min: 1, integer: true }),
  unrolls: number("unrolls after which it leaves (0: never)", { default: 0, min: 0, integer: true }),
};

async function act({
  options,
  signal,
  log,
  progress,
}: ExampleContext<typeof actorOptions>): Promise<ExampleResult> {
  await useBackend("wasm");
  const flow = flowAt(options, log);
  const bar = progress("acting", options.unrolls, "unrolls");
  try {
    const { unrolls, steps, stepsPerSecond } = await runActor(flow, {
      ...options,
      signal,
      onUnroll: (report) => {
        bar.update(
          report.unrolls,
          `${report.stepsPerSecond} steps/s with weights of version ${report.version}`,
        );
      },
    });
    return { metrics: { unrolls, steps, stepsPerSecond } };
  } finally {
    bar.finish();
    flow.close();
  }
}

/** Acts for a learner elsewhere. */
export const actorCommand = defineCommand({
  summary:
    "acts for a learner elsewhere, with what that says over Redis: which agent, in which world, with which weights",
  options: actorOptions,
  run: act,
});

const columns = ["who", "steps", "steps/s", "version", "unrolls"];

function rowsOf({ actors, learner }: TrainingStatus): (string | number)[][] {
  const acting = actors.map(({ seat, steps, stepsPerSecond, version, unrolls }) => [
    `actor ${seat}`,
    steps,
    stepsPerSecond,
    version,
    unrolls,
  ]);
  return learner === null
    ? acting
    : [["learner", learner.steps, learner.stepsPerSecond, learner.version, ""], ...acting];
}

async function status({ options, log }: ExampleContext<typeof onRedis>): Promise<ExampleResult> {
  const flow = flowAt(options, log);
  try {
    const found = await readStatus(flow);
    const { task, queue, version, learner } = found;
    const dropped = Object.entries(learner?.dropped ?? {}).map(([why, count]) => `${count} ${why}`);
    log(
      task === null
        ? "no learner has said what is to be done"
        : `${task}\n${queue} unrolls in the queue, weights of version ${version}, mean lag ${learner?.meanLag.toFixed(2) ?? "–"}, dropped: ${dropped.join(", ") || "–"}`,
    );
    return {
      metrics: JSON.parse(JSON.stringify(found)) as ExampleResult["metrics"],
      table: { columns, rows: rowsOf(found) },
    };
  } finally {
    flow.close();
  }
}

/** Looks at a training from outside. */
export const statusCommand = defineCommand({
  summary: "who takes part in a training over Redis, how fast, how far behind, and what was dropped",
  options: onRedis,
  run: status,
});
