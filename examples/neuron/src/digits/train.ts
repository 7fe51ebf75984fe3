import { setImmediate } from "node:timers/promises";
import {
  add,
  cast,
  oneHot,
  tensor1d,
  type Scalar,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import {
  adam,
  createRandomStream,
  disposeParameters,
  LearningWeights,
  valueAndGradients,
  type RandomStream,
} from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import { softmaxCrossEntropy, type DenseParameters } from "@wayfield/core-neuron";
import { UsageError, type Digits, type Progress } from "@wayfield/example-kit";
import { meanOf } from "@wayfield/example-kit/statistics";
import {
  encodeDigits,
  hiddenSpikes,
  initNetwork,
  inputsOf,
  readLogits,
  type DigitNetwork,
} from "./network.ts";

const batchSize = 50;
const optimiser = adam({ learningRate: 2e-3 });

/** What is learned: the whole of one network, and of the control the read-out only. */
interface Learned extends Record<string, DigitNetwork | DenseParameters> {
  network: DigitNetwork;
  controlReadOut: DenseParameters;
}

/** The loss of both networks after an update. */
export interface Look {
  step: number;
  loss: number;
  controlLoss: number;
}

/** Both networks on the same batches: all weights of one learn, of the control only the read-out's. */
export class DigitTraining {
  readonly #seed: number;
  readonly #digits: Digits;
  readonly #random: RandomStream;
  /** The control keeps the hidden weights that both began with; they follow from the seed. */
  readonly #initial: DigitNetwork;
  readonly #learning: LearningWeights<Learned>;
  #step = 0;

  constructor(seed: number, digits: Digits) {
    this.#seed = seed;
    const random = createRandomStream(seed);
    const inputs = inputsOf(digits);
    const network = initNetwork(random.split("weights"), inputs);
    this.#initial = initNetwork(random.split("weights"), inputs);
    const control = initNetwork(random.split("weights"), inputs);
    disposeParameters(control.hidden);
    this.#learning = new LearningWeights<Learned>({ network, controlReadOut: control.readOut }, optimiser);
    this.#random = random.split("batches");
    this.#digits = digits;
  }

  get step(): number {
    return this.#step;
  }

  /** The learning network, the control, and the network as it began. They stay this training's. */
  get networks(): { network: DigitNetwork; control: DigitNetwork; untrained: DigitNetwork } {
    const { network, controlReadOut } = this.#learning.parameters;
    const control = { hidden: this.#initial.hidden, readOut: controlReadOut };
    return { network, control, untrained: this.#initial };
  }

  /** One update of both on one batch. */
  update(): Look {
    const { uniform } = this.#random;
    const chosen = Array.from({ length: batchSize }, () => Math.floor(uniform() * this.#digits.count));
    const input = encodeDigits(uniform, this.#digits, chosen);
    const { value, gradients, losses } = this.#gradients(input, chosen);
    this.#learning.update((state, learned) => optimiser.update(gradients, state, learned));
    disposeParameters({ input, value, gradients });
    this.#step += 1;
    if (losses.every(Number.isFinite)) return { step: this.#step, loss: losses[0]!, controlLoss: losses[1]! };
    throw new RangeError(`training: the loss is ${losses.join(" and ")} at step ${this.#step}`);
  }

  #gradients(input: Tensor3D, chosen: readonly number[]) {
    let losses: number[] = [];
    const labels = Int32Array.from(chosen, (digit) => this.#digits.labels[digit]!);
    const { value, gradients } = valueAndGradients((learned: Learned): Scalar => {
      const targets = cast(oneHot(tensor1d(labels, "int32"), 10) as Tensor2D, "float32");
      const control = { hidden: this.#initial.hidden, readOut: learned.controlReadOut };
      const each = [learned.network, control].map((network) =>
        softmaxCrossEntropy(readLogits(network, hiddenSpikes(network, input)), targets),
      );
      losses = each.map((loss) => loss.dataSync()[0]!);
      return add(each[0]!, each[1]!);
    }, this.#learning.parameters);
    return { value, gradients, losses };
  }

  async save(): Promise<Uint8Array> {
    return this.#learning.save({
      step: this.#step,
      random: { batches: this.#random.state() },
      notes: { seed: this.#seed },
    });
  }

  /**
   * Goes on from saved bytes.
   * @throws UsageError if they are of another seed: the control's frozen weights are not in them but follow from it.
   * @throws RangeError if they are broken. Either way this training stays as it was.
   */
  restore(bytes: Uint8Array): void {
    this.#learning.restore(bytes, ({ step, random, notes }) => {
      assertSameSeed(notes, this.#seed);
      this.#random.restore(random["batches"]!);
      this.#step = step;
    });
  }

  dispose(): void {
    disposeParameters(this.#initial);
    this.#learning.dispose();
  }
}

function assertSameSeed(notes: unknown, seed: number): void {
  const stored = (notes as { seed?: number } | null)?.seed;
  if (stored === seed) return;
  throw new UsageError(
    `--resume: expected a checkpoint of seed ${seed}, got one of ${stored === undefined ? "an unknown seed" : `seed ${stored}; give --seed ${stored}`}`,
  );
}

/** What {@link train} needs. */
export interface TrainOptions {
  /** Updates in all, those of a resumed checkpoint included. */
  updates: number;
  /** Where the state goes now and then, and at the end. */
  checkpoint: string;
  /** Seconds between two such writings. */
  checkpointEvery: number;
  signal: AbortSignal;
  progress: Progress;
}

/** The loss along the training, averaged over windows of updates. */
export interface LearningCurve {
  updates: number[];
  loss: number[];
  controlLoss: number[];
}

const windowLength = 20;

/** Goes on from a checkpoint file. */
export const resume = async (training: DigitTraining, file: string): Promise<void> => {
  training.restore(await readFileOrExplain(file));
};

/** Trains until the asked number of updates or an interrupt, saving now and then and at the end. */
export async function train(training: DigitTraining, options: TrainOptions): Promise<LearningCurve> {
  const { updates, checkpoint, checkpointEvery, signal, progress } = options;
  const curve: LearningCurve = { updates: [], loss: [], controlLoss: [] };
  let looks: Look[] = [];
  let savedAt = performance.now();
  progress.goOnFrom(training.step);
  while (training.step < updates && !signal.aborted) {
    looks.push(training.update());
    if (looks.length === windowLength) {
      curve.updates.push(training.step);
      curve.loss.push(meanOf(looks.map(({ loss }) => loss)));
      curve.controlLoss.push(meanOf(looks.map(({ controlLoss }) => controlLoss)));
      progress.update(training.step, `loss ${curve.loss.at(-1)!.toFixed(3)}`);
      looks = [];
    }
    // Lets an interrupt in.
    await setImmediate();
    if (performance.now() - savedAt < 1000 * checkpointEvery) continue;
    await writeFileAtomically(checkpoint, await training.save());
    savedAt = performance.now();
  }
  progress.finish();
  await writeFileAtomically(checkpoint, await training.save());
  return curve;
}
