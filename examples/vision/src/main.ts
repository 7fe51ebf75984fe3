import { createRandomStream, disposeParameters, useBackend } from "@wayfield/backend";
import { initConvNet, type ConvNetParameters } from "@wayfield/conv";
import {
  defineExample,
  number,
  readMnist,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
  type Mnist,
} from "@wayfield/example-kit";
import { compareInvariance, drawInvariance, invarianceMetrics } from "./compare.ts";
import { cellsFigure, filtersFigure, learningFigure, ratiosFigure } from "./figures.ts";
import { accuracy, firstDigits, networkConfig, networkRecogniser } from "./network.ts";
import { medianOf, probeBank, probeNetwork, type BankProbes, type UnitProbe } from "./probe.ts";
import { shift } from "./shift.ts";
import { sweep } from "./sweep.ts";
import { disposeTraining, resumeTraining, startTraining, trainNetwork, updatesOf } from "./train.ts";
import { writeWeights } from "./weights.ts";

const options = {
  pictures: number("digits that the network learns from", {
    default: 60_000,
    quick: 20_000,
    min: 64,
    max: 60_000,
    integer: true,
  }),
  epochs: number("passes over them", { default: 6, quick: 1, min: 1, integer: true }),
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

const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits));
const ratioOf = (probes: readonly UnitProbe[]): number =>
  medianOf(probes.map(({ modulationRatio }) => modulationRatio));
const widthOf = (probes: readonly UnitProbe[]): number => medianOf(probes.map(({ halfWidth }) => halfWidth));

/** Trains the network, from a checkpoint if there is one; undefined after an interrupt. */
async function learn(context: Context, { train, test }: Mnist) {
  const { seed, signal, out, log, options: chosen } = context;
  const digits = firstDigits(train, chosen.pictures);
  const training = startTraining(seed);
  const notes = { seed, pictures: digits.count };
  if (context.resume !== undefined) await resumeTraining(training, context.resume, notes);
  const checkpoint = context.checkpoint ?? `${out}/checkpoint.safetensors`;
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
  log(`checkpoint: ${checkpoint} (go on with --resume ${checkpoint})`);
  if (signal.aborted) {
    disposeTraining(training);
    return undefined;
  }
  return {
    training,
    curve,
    minutesOfTraining,
    right: accuracy(networkRecogniser(training.parameters), test),
  };
}

interface Probes {
  bank: BankProbes;
  trained: UnitProbe[];
  untrained: UnitProbe[];
}

async function probe({ seed, figure }: Context, parameters: ConvNetParameters): Promise<Probes> {
  const before = initConvNet(createRandomStream(seed).split("weights"), networkConfig);
  const bank = probeBank();
  const probes = { bank, trained: probeNetwork(parameters), untrained: probeNetwork(before) };
  await figure("cells.svg", cellsFigure(bank));
  await figure(
    "modulation.svg",
    ratiosFigure("Model cells", { simple: bank.simple, energy: bank.energy, "max pooling": bank.pooled }),
  );
  await figure("filters.svg", filtersFigure(before, parameters));
  disposeParameters(before);
  return probes;
}

const probeMetrics = ({ bank, trained, untrained }: Probes): Metrics => ({
  simpleF1F0Median: rounded(ratioOf(bank.simple)),
  complexF1F0Median: rounded(ratioOf(bank.energy)),
  pooledF1F0Median: rounded(ratioOf(bank.pooled)),
  simpleHalfWidthDegrees: rounded(widthOf(bank.simple), 1),
  complexHalfWidthDegrees: rounded(widthOf(bank.energy), 1),
  cnnLayer1F1F0Median: rounded(ratioOf(trained)),
  cnnLayer1HalfWidthDegrees: rounded(widthOf(trained), 1),
  cnnLayer1TunedUnits: trained.filter(({ halfWidth }) => halfWidth < 45).length,
  untrainedLayer1HalfWidthDegrees: rounded(widthOf(untrained), 1),
  untrainedLayer1TunedUnits: untrained.filter(({ halfWidth }) => halfWidth < 45).length,
});

async function run(context: Context): Promise<ExampleResult> {
  const { seed, out, options: chosen } = context;
  const engine = await useBackend("wasm");
  const mnist = await readMnist();
  const learned = await learn(context, mnist);
  if (learned === undefined) return { metrics: {} };
  const { training, curve, minutesOfTraining, right } = learned;
  const { parameters } = training;
  if (curve.updates.length > 1) await context.figure("learning.svg", learningFigure(curve));
  await writeWeights(`${out}/cnn.safetensors`, parameters, { seed: String(seed), accuracy: String(right) });
  const probes = await probe(context, parameters);
  const compared = await compareInvariance({ ...context, shown: chosen.shown, network: parameters }, mnist);
  await drawInvariance(context.figure, compared);
  disposeTraining(training);
  return {
    metrics: {
      cnnTestAccuracy: rounded(right),
      minutesOfTraining: rounded(minutesOfTraining, 2),
      epochs: chosen.epochs,
      pictures: chosen.pictures,
      engine,
      ...probeMetrics(probes),
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
  subcommands: { shift, sweep },
});
