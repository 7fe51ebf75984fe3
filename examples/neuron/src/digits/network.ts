import {
  argMax,
  equal,
  mean,
  sum,
  tensor1d,
  tensor3d,
  tidy,
  zeros,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import {
  dense,
  initDense,
  initLif,
  leakyIntegrator,
  lif,
  zeroLifState,
  type DenseParameters,
  type LifParameters,
} from "@wayfield/core-neuron";
import { poissonEncode } from "@wayfield/core-neuron/spiking";
import type { Digits } from "@wayfield/example-kit";

/** Shown for this many steps of 1 ms. */
export const steps = 12;
const units = 128;
const classes = 10;
/** exp(−1 ms / 10 ms), of the hidden units and of the read-out. */
const decay = Math.exp(-0.1);
/** Hz of an input in full ink: a spike every step. */
const inkRate = 1000;

/** A hidden layer of spiking units and a read-out that only leaks. */
export interface DigitNetwork extends Record<string, LifParameters | DenseParameters> {
  hidden: LifParameters;
  readOut: DenseParameters;
}

export const initNetwork = (random: RandomStream, inputs: number): DigitNetwork => ({
  hidden: initLif(random, { inputs, units }),
  readOut: initDense(random, { inputs: units, outputs: classes }),
});

/** Side of the squares of pixels that one input sees. */
const square = 2;

/** How many inputs a digit has. */
export const inputsOf = ({ rows, columns }: Digits): number => (rows / square) * (columns / square);

/** Mean ink, 0 to 1, of the squares of one digit. */
function writeInk({ images, rows, columns }: Digits, digit: number, out: Float64Array): void {
  const width = columns / square;
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    const [row, column] = [Math.floor(pixel / columns), pixel % columns];
    const input = Math.floor(row / square) * width + Math.floor(column / square);
    out[input]! += images[digit * rows * columns + pixel]! / (255 * square * square);
  }
}

/** Digits as Poisson spike trains, `[time, batch, inputs]`: the darker, the faster. */
export function encodeDigits(uniform: () => number, digits: Digits, chosen: readonly number[]): Tensor3D {
  const inputs = inputsOf(digits);
  const ink = new Float64Array(chosen.length * inputs);
  chosen.forEach((digit, place) => {
    writeInk(digits, digit, ink.subarray(place * inputs, (place + 1) * inputs));
  });
  const spikes = poissonEncode(
    uniform,
    ink.map((share) => inkRate * share),
    { steps },
  );
  return tensor3d(Float32Array.from(spikes), [steps, chosen.length, inputs]);
}

/** What the hidden layer does with its input: spikes, `[time, batch, units]`. */
export function hiddenSpikes({ hidden }: DigitNetwork, input: Tensor3D): Tensor3D {
  return tidy(() => {
    const state = zeroLifState(input.shape[1], units);
    return lif(hidden, input, state, { membraneDecay: decay }).spikes;
  });
}

/** The read-out's mean potential over all steps from some on to the last, `[batch, classes]`. */
export function readLogits({ readOut }: DigitNetwork, spikes: Tensor3D): Tensor2D {
  return tidy(() => {
    const potential = leakyIntegrator(dense(readOut, spikes), zeros([spikes.shape[1], classes]), { decay });
    return mean(potential, 0);
  });
}

/** How many of a batch the network reads right. */
function countRight(network: DigitNetwork, input: Tensor3D, labels: Tensor1D): number {
  return tidy(() => {
    const guess: Tensor1D = argMax(readLogits(network, hiddenSpikes(network, input)), 1);
    return sum(equal(guess, labels)).dataSync()[0]!;
  });
}

const testBatch = 500;

/** Share of digits each network reads right, of the first `count` of a set. */
export function accuracies(
  networks: readonly DigitNetwork[],
  uniform: () => number,
  digits: Digits,
  count: number,
): number[] {
  const right = networks.map(() => 0);
  for (let from = 0; from < count; from += testBatch) {
    const chosen = Array.from({ length: Math.min(testBatch, count - from) }, (_, at) => from + at);
    const input = encodeDigits(uniform, digits, chosen);
    const labels = tensor1d(Int32Array.from(chosen, (digit) => digits.labels[digit]!));
    networks.forEach((network, which) => (right[which]! += countRight(network, input, labels)));
    input.dispose();
    labels.dispose();
  }
  return right.map((n) => n / count);
}
