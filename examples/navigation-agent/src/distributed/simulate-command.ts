import { disposeParameters, useBackend } from "@wayfield/backend";
import { defineCommand, number, type ExampleContext, type ExampleResult } from "@wayfield/example-kit";
import { agentOption, where } from "../commands.ts";
import { rounded } from "../rounding.ts";
import { modulesOf } from "../agent-files.ts";
import { setupOf, type TrainingSpec } from "../setup.ts";
import { addressIn, learnerCommandOptions, onRedis } from "./options.ts";
import { recordActor, type Recording } from "./record-actor.ts";
import { simulate, type Outcome, type Scene } from "./simulate.ts";
import { unrollSizesOf, type Task } from "./task.ts";
import { encodeUnroll } from "./unroll-codec.ts";
import { modulesFor } from "../shipped.ts";

const simulateOptions = {
  ...where,
  redis: onRedis.redis,
  agent: agentOption,
  modules: learnerCommandOptions.modules,
  queueWorlds: learnerCommandOptions.queueWorlds,
  worlds: number("worlds of each actor", { default: 8, min: 1, integer: true }),
  actors: number("actors in the largest crowd", { default: 1000, quick: 40, min: 1, integer: true }),
  seconds: number("seconds of each scene", { default: 15, quick: 2, min: 1 }),
};

type Context = ExampleContext<typeof simulateOptions>;

/** Ever more actors at a learner that only takes; then all of them at one that learns, and at one that stands still. */
function scenesOf({ options: { actors, seconds } }: Context, { learning }: Recording): [string, Scene][] {
  const crowds = [actors / 100, actors / 10, actors].map((count) => Math.max(1, Math.round(count)));
  return [
    ...crowds.map((count): [string, Scene] => ["takes", { actors: count, learning: 0, seconds }]),
    ["learns", { actors, learning, seconds }],
    ["stands still", { actors, learning: Infinity, seconds }],
  ];
}

async function record(context: Context): Promise<{ recording: Recording; task: Task }> {
  const { seed, out, options } = context;
  const { config, world, agent, queueWorlds } = options;
  const spec: TrainingSpec = {
    config,
    world,
    agent,
    seed,
    modules: options.modules ?? modulesFor(out, world),
  };
  const setup = setupOf(spec);
  const modules = await modulesOf(setup, spec.modules);
  const recording = await recordActor(setup, spec, modules, options.worlds);
  const sizes = unrollSizesOf(setup, modules);
  disposeParameters(modules);
  return { recording, task: { format: 1, spec: { ...spec, modules: "" }, sizes, queueWorlds, modules: "" } };
}

const columns = [
  "learner",
  "actors",
  "unrolls/s offered",
  "taken",
  "MB/s",
  "steps/s",
  "actors wait",
  "longest queue",
  "server memory, first and second half (MB)",
];

const rowOf = ([learner, found]: [string, Outcome]): (string | number)[] => [
  learner,
  found.actors,
  found.offered.toFixed(0),
  found.taken.toFixed(0),
  found.megabytesPerSecond.toFixed(0),
  found.stepsPerSecond.toFixed(0),
  `${(100 * found.waiting).toFixed(0)} %`,
  found.longestQueue,
  found.memory.map((value) => value.toFixed(0)).join(", "),
];

async function run(context: Context): Promise<ExampleResult> {
  await useBackend("wasm");
  const address = addressIn(context.options);
  const { recording, task } = await record(context);
  const scenes = scenesOf(context, recording);
  const bar = context.progress("scenes", scenes.length, "scenes");
  const found: [string, Outcome][] = [];
  for (const [learner, scene] of scenes) {
    if (context.signal.aborted) break;
    found.push([learner, await simulate(address, task, recording, scene)]);
    bar.update(found.length, learner);
  }
  bar.finish();
  const { durations, learning, steps, batch } = recording;
  return {
    metrics: {
      unrollBytes: encodeUnroll(recording.unroll).length,
      weightsBytes: recording.weights.length,
      unrollSteps: steps,
      unrollMilliseconds: rounded(durations.reduce((sum, each) => sum + each, 0) / durations.length),
      unrollsInABatch: batch,
      learningMilliseconds: rounded(learning),
      scenes: found.map(([learner, outcome]) => ({
        learner,
        ...outcome,
        offered: rounded(outcome.offered),
        taken: rounded(outcome.taken),
      })),
    },
    table: { columns, rows: found.map(rowOf) },
  };
}

/** Shows where one server and one learner saturate. */
export const simulateCommand = defineCommand({
  summary:
    "a crowd of actors that keep the recorded time of a real one, at one Redis and one learner: where it saturates",
  options: simulateOptions,
  run,
});
