import { setImmediate } from "node:timers/promises";
import { dispose, tensor2d, type Scalar } from "@tensorflow/tfjs-core";
import {
  adam,
  createRandomStream,
  disposeParameters,
  LearningWeights,
  shuffle,
  valueAndGradients,
  type RandomStream,
} from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import { convNet, initConvNet, type ConvNetParameters } from "@wayfield/conv";
import { softmaxCrossEntropy } from "@wayfield/core-neuron";
import { UsageError, type Digits, type Progress } from "@wayfield/example-kit";
import { meanOf } from "@wayfield/example-kit/statistics";
import { batchOf, networkConfig, targetsOf } from "./network.ts";

const batchSize = 64;
/** Adam's step at the start; it falls to zero along a straight line. */
const firstStep = 2e-3;

/** Everything a training is made of. */
export interface NetworkTraining {
  learning: LearningWeights<ConvNetParameters>;
  /** Updates made so far. */
  step: number;
  /** Draws the order of each pass. */
  order: RandomStream;
}

/** A network before its first update. */
export function startTraining(seed: number): NetworkTraining {
  const random = createRandomStream(seed);
  const parameters = initConvNet(random.split("weights"), networkConfig);
  return {
    learning: new LearningWeights(parameters, adam({ learningRate: firstStep })),
    step: 0,
    order: random.split("order"),
  };
}

function update(
  training: NetworkTraining,
  digits: Digits,
  chosen: Uint32Array,
  learningRate: number,
): number {
  const images = batchOf(digits, chosen);
  const targets = tensor2d(targetsOf(digits, chosen), [chosen.length, 10]);
  const { value, gradients } = valueAndGradients<ConvNetParameters>(
    (parameters): Scalar => softmaxCrossEntropy(convNet(parameters, networkConfig, images), targets),
    training.learning.parameters,
  );
  const loss = value.dataSync<"float32">()[0]!;
  dispose([images, targets, value]);
  if (!Number.isFinite(loss)) {
    throw new Error(`vision: the loss of update ${training.step + 1} is ${loss}; the last checkpoint stays`);
  }
  training.learning.update((state, weights) => adam({ learningRate }).update(gradients, state, weights));
  disposeParameters(gradients);
  training.step += 1;
  return loss;
}

interface Notes {
  seed: number;
  pictures: number;
}

/** The whole state, as a file's bytes. */
const encodeTraining = ({ learning, step, order }: NetworkTraining, notes: Notes) =>
  learning.save({ step, random: { order: order.state() }, notes });

/**
 * Goes on from a checkpoint file.
 * @throws RangeError if the file is broken; UsageError if it is of another training.
 */
export async function resumeTraining(training: NetworkTraining, file: string, notes: Notes): Promise<void> {
  training.learning.restore(await readFileOrExplain(file), ({ step, random, notes: read }) => {
    const stored = read as Notes;
    if (stored.seed !== notes.seed || stored.pictures !== notes.pictures) {
      throw new UsageError(
        `--resume: expected a checkpoint of seed ${notes.seed} and ${notes.pictures} pictures, got one of seed ${stored.seed} and ${stored.pictures}`,
      );
    }
    training.order.restore(random["order"]!);
    training.step = step;
  });
}

/** What {@link trainNetwork} needs. */
export interface TrainOptions {
  seed: number;
  /** Passes over the pictures. */
  epochs: number;
  checkpoint: string;
  /** Seconds between two writings of the checkpoint. */
  checkpointEvery: number;
  signal: AbortSignal;
  progress: Progress;
}

/** Mean loss along a training. */
export interface LearningCurve {
  updates: number[];
  loss: number[];
}

const windowLength = 50;

/** Updates in all. A pass leaves out what does not fill a batch. */
export const updatesOf = (pictures: number, epochs: number): number =>
  Math.floor(pictures / batchSize) * epochs;

/** Trains until the last epoch or an interrupt, saving now and then and at the end. */
export async function trainNetwork(
  training: NetworkTraining,
  digits: Digits,
  { seed, epochs, checkpoint, checkpointEvery, signal, progress }: TrainOptions,
): Promise<LearningCurve> {
  const perEpoch = updatesOf(digits.count, 1);
  const updates = updatesOf(digits.count, epochs);
  const curve: LearningCurve = { updates: [], loss: [] };
  const recent: number[] = [];
  const save = async (): Promise<void> =>
    writeFileAtomically(checkpoint, await encodeTraining(training, { seed, pictures: digits.count }));
  // Each pass has an order of its own, whatever was drawn before: a resumed training goes on with the same one.
  const orderOf = (epoch: number) =>
    shuffle(
      Uint32Array.from({ length: digits.count }, (_, index) => index),
      training.order.split(`pass ${epoch}`).uniform,
    );
  let order = orderOf(Math.floor(training.step / perEpoch));
  let savedAt = performance.now();
  progress.goOnFrom(training.step);
  while (training.step < updates && !signal.aborted) {
    const within = training.step % perEpoch;
    if (within === 0) order = orderOf(training.step / perEpoch);
    const chosen = order.subarray(within * batchSize, (within + 1) * batchSize);
    recent.push(update(training, digits, chosen, firstStep * (1 - training.step / updates)));
    if (recent.length === windowLength || training.step === updates) {
      curve.updates.push(training.step);
      curve.loss.push(meanOf(recent));
      progress.update(training.step, `loss ${curve.loss.at(-1)!.toFixed(3)}`);
      recent.length = 0;
    }
    await setImmediate(); // lets an interrupt in
    if (performance.now() - savedAt < 1000 * checkpointEvery) continue;
    await save();
    savedAt = performance.now();
  }
  progress.finish();
  await save();
  return curve;
}
