import { createRandomStream, useBackend } from "@wayfield/backend";
import {
  defineExample,
  lineChart,
  number,
  readMnist,
  type Digits,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
} from "@wayfield/example-kit";
import { codesFigure, compareCodes } from "./codes.ts";
import { accuracies } from "./digits/network.ts";
import { DigitTraining, resume, train, type LearningCurve } from "./digits/train.ts";
import { fiCurve, fiFigure, maxRelativeError } from "./fi-curve.ts";
import { galleryFigure, patternRows } from "./gallery.ts";
import { activityOf, rasterFigure, runNetwork } from "./network.ts";
import { largestDifference, timingFigure, timingWindow } from "./timing.ts";

const options = {
  updates: number("updates of the digit network", { default: 1500, quick: 300, min: 0, integer: true }),
  trials: number("stimuli that are sent by both codes", {
    default: 2000,
    quick: 500,
    min: 2,
    integer: true,
  }),
  checkpointEvery: number("seconds between two writings of the checkpoint", { default: 60, min: 0 }),
};

type Context = ExampleContext<typeof options>;

/** Four significant digits. */
const rounded = (value: number): number => Number(value.toPrecision(4));

/** Single neurons and a synapse beside their closed forms. */
async function showNeurons({ figure }: Context): Promise<Metrics> {
  const curve = fiCurve();
  const window = timingWindow();
  await figure("fi-curve.svg", fiFigure(curve));
  await figure("patterns.svg", galleryFigure());
  await figure("spike-timing.svg", timingFigure(window));
  return {
    lifFIMaxRelativeError: rounded(maxRelativeError(curve.simulated, curve.closed)),
    eulerFIMaxRelativeError: rounded(maxRelativeError(curve.euler, curve.closed)),
    spikeTimingMaxError: rounded(largestDifference(window)),
    patternSpikes: Object.fromEntries(patternRows().map(({ name, spikes }) => [name, spikes])),
  };
}

const networkTime = 1000;

/** A population with and without its connections. */
async function showNetwork({ figure, seed }: Context): Promise<Metrics> {
  const random = createRandomStream(seed);
  const raster = runNetwork(random, networkTime, true);
  await figure("raster.svg", rasterFigure(raster));
  const connected = activityOf(raster, networkTime);
  const alone = activityOf(runNetwork(random, networkTime, false), networkTime);
  return {
    networkExcitatoryRate: rounded(connected.excitatoryRate),
    networkInhibitoryRate: rounded(connected.inhibitoryRate),
    networkSynchrony: rounded(connected.synchrony),
    unconnectedSynchrony: rounded(alone.synchrony),
  };
}

/** One stimulus by two codes. */
async function showCodes({ figure, seed, options: { trials } }: Context): Promise<Metrics> {
  const errors = compareCodes(createRandomStream(seed).split("codes"), trials);
  await figure("codes.svg", codesFigure(errors));
  const at = (list: readonly number[], window: number): number =>
    rounded(list[errors.windows.indexOf(window)]!);
  return {
    rateCodeErrorIn20ms: at(errors.rate, 20),
    spikeTimeErrorIn20ms: at(errors.time, 20),
    rateCodeErrorIn2000ms: at(errors.rate, 2000),
    spikeTimeErrorIn2000ms: at(errors.time, 2000),
    shuffledErrorIn2000ms: at(errors.shuffled, 2000),
  };
}

const learningFigure = ({ updates, loss, controlLoss }: LearningCurve): string =>
  lineChart({
    title: "A spiking network learns digits",
    subtitle: "cross-entropy on fresh batches, mean over 20 updates",
    x: { label: "updates" },
    y: { label: "loss (nats)" },
    series: [
      { name: "all weights learn", x: updates, y: loss },
      { name: "hidden weights frozen", x: updates, y: controlLoss, isDashed: true },
    ],
  });

/** What the networks make of digits by writers that none has seen. */
function testDigits(training: DigitTraining, seed: number, test: Digits): Metrics {
  const { network, control, untrained } = training.networks;
  const { uniform } = createRandomStream(seed).split("test");
  const right = accuracies([network, control, untrained], uniform, test, test.count);
  return {
    surrogateTestAccuracy: right[0]!,
    frozenHiddenTestAccuracy: right[1]!,
    untrainedTestAccuracy: right[2]!,
    updates: training.step,
  };
}

/** Trains the digit network and its control; nothing where it was interrupted. */
async function learnDigits(context: Context): Promise<Metrics> {
  const { seed, signal, options: chosen } = context;
  const engine = await useBackend("auto");
  const digits = await readMnist();
  const training = new DigitTraining(seed, digits.train);
  if (context.resume !== undefined) await resume(training, context.resume);
  const checkpoint = await context.checkpointFile("checkpoint.safetensors");
  const curve = await train(training, {
    updates: chosen.updates,
    checkpoint,
    checkpointEvery: chosen.checkpointEvery,
    signal,
    progress: context.progress("training", chosen.updates, "updates"),
  });
  context.log(`checkpoint: ${checkpoint} (go on with ${context.resumeCommand(checkpoint)})`);
  if (curve.updates.length > 1) await context.figure("learning.svg", learningFigure(curve));
  const metrics = signal.aborted ? {} : { ...testDigits(training, seed, digits.test), engine };
  training.dispose();
  return metrics;
}

async function run(context: Context): Promise<ExampleResult> {
  const metrics: Metrics = {
    ...(await showNeurons(context)),
    ...(await showNetwork(context)),
    ...(await showCodes(context)),
    ...(await learnDigits(context)),
  };
  if (context.signal.aborted) return { metrics: {} };
  const value = (name: string): string | number => metrics[name] as string | number;
  return {
    metrics,
    table: {
      columns: ["what", "here", "beside it", ""],
      rows: [
        [
          "f-I curve, largest relative error",
          value("lifFIMaxRelativeError"),
          value("eulerFIMaxRelativeError"),
          "Euler's method",
        ],
        ["spike-timing window, largest error", value("spikeTimingMaxError"), "-", ""],
        [
          "network: Fano factor of its count in 5 ms",
          value("networkSynchrony"),
          value("unconnectedSynchrony"),
          "without connections",
        ],
        [
          "stimulus error after 20 ms: spike time",
          value("spikeTimeErrorIn20ms"),
          value("rateCodeErrorIn20ms"),
          "rate",
        ],
        [
          "stimulus error after 2 s: spike time",
          value("spikeTimeErrorIn2000ms"),
          value("rateCodeErrorIn2000ms"),
          "rate",
        ],
        [
          "digits read right (test)",
          value("surrogateTestAccuracy"),
          value("frozenHiddenTestAccuracy"),
          "hidden weights frozen",
        ],
        ["", "", value("untrainedTestAccuracy"), "untrained"],
      ],
    },
  };
}

/** Neurons one by one, in a crowd, and in a network that learns. */
export const main = defineExample({
  name: "neuron",
  summary: "neuron models beside what is known of them, and a spiking network that learns to read digits",
  options,
  resumable: true,
  run,
});
