import { execFileSync } from "node:child_process";
import { setImmediate } from "node:timers/promises";
import { createRandomStream, disposeParameters, useBackend } from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import {
  defineCommand,
  number,
  type ExampleContext,
  type ExampleResult,
  type Progress,
} from "@wayfield/example-kit";
import { PathIntegrationTraining } from "@wayfield/grid-nav";
import { lessonAt, lessons, type Lesson } from "./lessons.ts";
import { encodeNetwork, learnGridCode } from "./network.ts";
import { boundsOf, foraging, home, testPaths } from "./worlds.ts";

const all = lessons.at(-1)!.until;
const options = {
  updates: number("updates of the integrator in all", { default: all, quick: 300, min: 1, integer: true }),
  codeUpdates: number("updates of the grid code", { default: 400, quick: 150, min: 1, integer: true }),
  paths: number("paths of 15 s that the code is learned from", {
    default: 1000,
    quick: 200,
    min: 1,
    integer: true,
  }),
  checkpointEvery: number("seconds between two writings of the checkpoint", { default: 60, min: 0 }),
};
type Context = ExampleContext<typeof options>;

const start = ({ config }: Lesson, seed: number): PathIntegrationTraining =>
  new PathIntegrationTraining(config, { seed, bounds: boundsOf(home), trajectories: foraging });

/** The same training under the configuration of the lesson it has reached. */
async function enter(training: PathIntegrationTraining, seed: number): Promise<PathIntegrationTraining> {
  const lesson = lessonAt(training.steps);
  if (lesson.config === training.config) return training;
  const next = start(lesson, seed);
  next.restore(await training.save());
  training.dispose();
  return next;
}

/** The integrator's training: fresh, or as a checkpoint has it. */
async function begin({ seed, resume }: Context): Promise<PathIntegrationTraining> {
  const training = start(lessons[0]!, seed);
  if (resume !== undefined) training.restore(await readFileOrExplain(resume));
  return enter(training, seed);
}

async function learn(
  context: Context,
  checkpoint: string,
  progress: Progress,
): Promise<PathIntegrationTraining> {
  const { seed, signal, options: chosen } = context;
  let training = await begin(context);
  let savedAt = performance.now();
  progress.goOnFrom(training.steps);
  while (training.steps < chosen.updates && !signal.aborted) {
    const { step, loss } = training.update();
    if (step % 20 === 0) progress.update(step, `${lessonAt(step - 1).name}, loss ${loss.toFixed(2)}`);
    training = await enter(training, seed);
    await setImmediate();
    if (performance.now() - savedAt < 1000 * chosen.checkpointEvery) continue;
    await writeFileAtomically(checkpoint, await training.save());
    savedAt = performance.now();
  }
  await writeFileAtomically(checkpoint, await training.save());
  progress.finish();
  return training;
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

async function run(context: Context): Promise<ExampleResult> {
  const { seed, signal, out, log, options: chosen } = context;
  await useBackend("auto");
  const checkpoint = await context.checkpointFile("integrator.safetensors");
  const training = await learn(
    context,
    checkpoint,
    context.progress("integrator", chosen.updates, "updates"),
  );
  log(`checkpoint: ${checkpoint} (go on with ${context.resumeCommand(checkpoint)})`);
  if (signal.aborted) {
    training.dispose();
    return { metrics: {} };
  }
  const { uniform } = createRandomStream(seed).split("codePaths");
  const paths = testPaths(uniform, home, 100, chosen.paths);
  const line = context.progress("grid code", chosen.codeUpdates, "updates");
  let last = NaN;
  const code = await learnGridCode(training.parameters, training.ensembles, paths, seed, {
    updates: chosen.codeUpdates,
    onUpdate: (step, loss) => {
      line.update(step, `loss ${loss.toFixed(3)}`);
      last = loss;
    },
  });
  line.finish();
  const file = `${out}/weights.safetensors`;
  const command = `pnpm example grid-cells train --seed ${seed} --updates ${training.steps} --code-updates ${chosen.codeUpdates} --paths ${chosen.paths}`;
  const metadata = { command, seed: String(seed), commit: commit() };
  await writeFileAtomically(file, await encodeNetwork({ integrator: training.parameters, code }, metadata));
  log(`weights: ${file} (look at them with --weights ${file})`);
  const metrics = { updates: training.steps, codeUpdates: chosen.codeUpdates, codeLoss: last };
  training.dispose();
  disposeParameters(code);
  return { metrics };
}

/** Trains the integrator, then the grid code. */
export const train = defineCommand({
  summary: "train the integrator lesson by lesson, then the grid code; takes eleven minutes of a core",
  options,
  resumable: true,
  run,
});
