import { useBackend } from "@wayfield/backend";
import {
  defineExample,
  number,
  readMnist,
  type ExampleContext,
  type ExampleResult,
  type Mnist,
} from "@wayfield/example-kit";
import { cellMetrics, cells, probeCells } from "./cells.ts";
import { compareInvariance, drawInvariance, invarianceMetrics } from "./compare.ts";
import { learningFigure } from "./figures.ts";
import { accuracy, firstDigits, networkRecogniser } from "./network.ts";
import { shift } from "./shift.ts";
import { sweep } from "./sweep.ts";
import { resumeTraining, startTraining, trainNetwork, updatesOf } from "./train.ts";
import { writeWeights } from "./weights.ts";

const options = {
  pictures: number("digits that the network learns from", {
    default: 60_000,
    quick: 20_000,
    min: 64,
    max: 60_000,
    integer: true,
  }),
  epochs: number("passes over them", { default: 6, quick: 2, min: 1, integer: true }),
  shown: number("test digits that are shifted, scaled and put in noise", {
    default: 1000,
    quick: 200,
    min: 10,
    max: 10_000,
    integer: true,
  }),
  checkpointEvery: number("seconds between two writings of the checkpoint", { default: 60, min: 0 }),
};

type Context = ExampleContext<typeof options>;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
/** Trains the network, from a checkpoint if there is one; undefined after an interrupt. */
async function learn(context: Context, { train, test }: Mnist) {
  const { seed, signal, log, options: chosen } = context;
  const digits = firstDigits(train, chosen.pictures);
  const training = startTraining(seed);
  const notes = { seed, pictures: digits.count };
  if (context.resume !== undefined) await resumeTraining(training, context.resume, notes);
  const checkpoint = await context.checkpointFile("checkpoint.safetensors");
  const started = performance.now();
  const curve = await trainNetwork(training, digits, {
    seed,
    epochs: chosen.epochs,
    checkpoint,
    checkpointEvery: chosen.checkpointEvery,
    signal,
    progress: context.progress("training", updatesOf(digits.count, chosen.epochs), "updates"),
  });
  const minutesOfTraining = (performance.now() - started) / 60_000;
  log(`checkpoint: ${checkpoint} (go on with ${context.resumeCommand(checkpoint)})`);
  if (signal.aborted) {
    training.learning.dispose();
    return undefined;
  }
  return {
    training,
    curve,
    minutesOfTraining,
    right: accuracy(networkRecogniser(training.learning.parameters), test),
  };
}

async function run(context: Context): Promise<ExampleResult> {
  const { seed, out, options: chosen } = context;
  const engine = await useBackend("wasm");
  const mnist = await readMnist();
  const learned = await learn(context, mnist);
  if (learned === undefined) return { metrics: {} };
  const { training, curve, minutesOfTraining, right } = learned;
  const { parameters } = training.learning;
  if (curve.updates.length > 1) await context.figure("learning.svg", learningFigure(curve));
  await writeWeights(`${out}/cnn.safetensors`, parameters, { seed: String(seed), accuracy: String(right) });
  const probes = await probeCells({ ...context, network: parameters });
  const compared = await compareInvariance({ ...context, shown: chosen.shown, network: parameters }, mnist);
  await drawInvariance(context.figure, compared);
  training.learning.dispose();
  return {
    metrics: {
      cnnTestAccuracy: rounded(right, 4),
      minutesOfTraining: rounded(minutesOfTraining, 2),
      epochs: rounded(training.step / updatesOf(chosen.pictures, 1), 2),
      pictures: chosen.pictures,
      engine,
      ...cellMetrics(probes),
      ...invarianceMetrics(compared),
    },
  };
}

/** Digits seen by a convolutional network, by simple and complex cells, and by the neocognitron. */
export const main = defineExample({
  name: "vision",
  summary:
    "train a network on MNIST, probe simple and complex cells, and compare who tolerates shifts, sizes and noise",
  options,
  resumable: true,
  run,
  subcommands: { cells, shift, sweep },
});
