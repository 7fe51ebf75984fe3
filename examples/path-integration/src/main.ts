import { createRandomStream, useBackend } from "@wayfield/backend";
import {
  choice,
  defineExample,
  number,
  type ExampleContext,
  type ExampleResult,
} from "@wayfield/example-kit";
import { PathIntegrationTraining, type PathIntegrationReadout, type Trajectories } from "@wayfield/grid-nav";
import { errorFigure, learningFigure, mapsFigure, pathFigure, type ErrorCurves } from "./figures.ts";
import { errorByStep, headingErrorAt, readOut, readOutFloor, stayAtStart } from "./measure.ts";
import { resume, train, type LearningCurve } from "./train.ts";
import { bounds, pathsOf, settings, testPaths } from "./worlds.ts";

const options = {
  config: choice("configuration: our fast one or the paper's", ["fast", "paper"]),
  updates: number("updates in all (0: the configuration's own number)", {
    default: 0,
    quick: 900,
    min: 0,
    integer: true,
  }),
  paths: number("fresh paths to test on", { default: 1000, quick: 500, min: 1, integer: true }),
  checkpointEvery: number("seconds between two writings of the checkpoint", { default: 60, min: 0 }),
  engine: choice("engine", ["auto", "wasm", "cpu"]),
};

type Context = ExampleContext<typeof options>;

/** Steps of the test: the length of the paper's sequences, whatever the training's. */
const testSteps = 100;

interface Outcome {
  training: PathIntegrationTraining;
  paths: Trajectories;
  trained: PathIntegrationReadout;
  errors: ErrorCurves;
  engine: string;
  secondsOfTraining: number;
}

async function drawFigures(
  { figure, options: { config } }: Context,
  { training, paths, trained, errors }: Outcome,
  curve: LearningCurve,
): Promise<void> {
  const { sequenceSteps } = training.config;
  await figure("error.svg", errorFigure(errors, sequenceSteps, settings[config].motion.stepDuration));
  await figure("path.svg", pathFigure(paths, trained.positions, sequenceSteps));
  await figure("maps.svg", mapsFigure(paths, trained));
  if (curve.updates.length > 1) await figure("learning.svg", learningFigure(curve));
}

const rounded = (value: number): number => Number(value.toFixed(2));

function report({ training, paths, trained, errors, engine, secondsOfTraining }: Outcome): ExampleResult {
  const { sequenceSteps } = training.config;
  const floor = errorByStep(readOutFloor(training, paths), paths);
  const at = (curve: Float64Array, step: number): number => rounded(curve[step - 1]!);
  const row = (name: string, curve: Float64Array): (string | number)[] => [
    name,
    at(curve, sequenceSteps),
    at(curve, testSteps),
  ];
  return {
    metrics: {
      positionErrorCm: at(errors.trained, sequenceSteps),
      untrainedPositionErrorCm: at(errors.untrained, sequenceSteps),
      stayErrorCm: at(errors.stay, sequenceSteps),
      sequenceSteps,
      positionErrorCmAt100Steps: at(errors.trained, testSteps),
      untrainedPositionErrorCmAt100Steps: at(errors.untrained, testSteps),
      stayErrorCmAt100Steps: at(errors.stay, testSteps),
      readOutErrorCm: at(floor, sequenceSteps),
      headingErrorDegrees: rounded(headingErrorAt(sequenceSteps, trained, paths)),
      updates: training.steps,
      secondsOfTraining: rounded(secondsOfTraining),
      engine,
    },
    table: {
      columns: ["position error (cm)", `after ${sequenceSteps} steps`, `after ${testSteps} steps`],
      rows: [
        row("trained network", errors.trained),
        row("untrained network", errors.untrained),
        row("staying at the start", errors.stay),
        row("read-out of the true place code", floor),
      ],
    },
  };
}

async function run(context: Context): Promise<ExampleResult> {
  const { seed, signal, log, options: chosen } = context;
  const engine = await useBackend(chosen.engine);
  const { config, motion, updates: allUpdates } = settings[chosen.config];
  const updates = chosen.updates === 0 ? allUpdates : chosen.updates;
  const training = new PathIntegrationTraining(config, { seed, bounds, trajectories: pathsOf(motion) });
  const paths = testPaths(createRandomStream(seed).split("test").uniform, motion, testSteps, chosen.paths);
  const untrained = await readOut(training, paths);
  if (context.resume !== undefined) await resume(training, context.resume);
  const checkpoint = await context.checkpointFile("checkpoint.safetensors");
  const started = performance.now();
  const curve = await train(training, {
    updates,
    checkpoint,
    checkpointEvery: chosen.checkpointEvery,
    signal,
    progress: context.progress("training", updates, "updates"),
  });
  const secondsOfTraining = (performance.now() - started) / 1000;
  log(`checkpoint: ${checkpoint} (go on with ${context.resumeCommand(checkpoint)})`);
  if (signal.aborted) {
    training.dispose();
    return { metrics: {} };
  }
  const trained = await readOut(training, paths);
  const errors = {
    trained: errorByStep(trained.positions, paths),
    untrained: errorByStep(untrained.positions, paths),
    stay: errorByStep(stayAtStart(paths), paths),
  };
  const outcome = { training, paths, trained, errors, engine, secondsOfTraining };
  await drawFigures(context, outcome, curve);
  const result = report(outcome);
  training.dispose();
  return result;
}

/** An LSTM learns where it is from self-motion alone. */
export const main = defineExample({
  name: "path-integration",
  summary: "train the grid network of Banino et al. 2018 to path-integrate, and show what it learned",
  options,
  resumable: true,
  run,
});
