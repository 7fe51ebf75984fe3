import { argMax, tensor4d, tidy, type Tensor4D } from "@tensorflow/tfjs-core";
import {
  convNet,
  convolutionLayer,
  maxPoolingLayer,
  type ConvNetConfig,
  type ConvNetParameters,
} from "@wayfield/conv";
import type { Digits } from "@wayfield/example-kit";

/** Two convolutions with pooling, then the read-out: 18 378 weights. */
export const networkConfig: ConvNetConfig = {
  input: [28, 28, 1],
  layers: {
    conv1: convolutionLayer(5, { outputs: 16 }),
    pool1: maxPoolingLayer(2),
    conv2: convolutionLayer(5, { outputs: 32 }),
    pool2: maxPoolingLayer(2),
  },
  classes: 10,
};

/** Chosen pictures as a batch `[chosen, rows, columns, 1]`, from 0 (paper) to 1 (ink). */
export function batchOf({ images, rows, columns }: Digits, chosen: ArrayLike<number>): Tensor4D {
  const size = rows * columns;
  const pixels = new Float32Array(chosen.length * size);
  for (let place = 0; place < chosen.length; place++)
    for (let pixel = 0; pixel < size; pixel++)
      pixels[place * size + pixel] = images[chosen[place]! * size + pixel]! / 255;
  return tensor4d(pixels, [chosen.length, rows, columns, 1]);
}

/** One-hot rows of some digits. */
export function targetsOf({ labels }: Digits, chosen: ArrayLike<number>): Float32Array {
  const hot = new Float32Array(10 * chosen.length);
  Array.from(chosen).forEach((digit, row) => {
    hot[10 * row + labels[digit]!] = 1;
  });
  return hot;
}

/** Tells the digit of every picture of a batch. */
export type Recogniser = (batch: Tensor4D) => Int32Array;

/** The network's answer: the class with the largest logit. */
export const networkRecogniser =
  (parameters: ConvNetParameters): Recogniser =>
  (batch) =>
    tidy(() => argMax(convNet(parameters, networkConfig, batch), 1).dataSync<"int32">());

const upTo = (first: number, last: number): number[] =>
  Array.from({ length: last - first }, (_, index) => first + index);

/** Share of the pictures whose digit is told right. */
export function accuracy(recognise: Recogniser, digits: Digits, batchSize = 500): number {
  let right = 0;
  for (let first = 0; first < digits.count; first += batchSize) {
    const chosen = upTo(first, Math.min(first + batchSize, digits.count));
    const batch = batchOf(digits, chosen);
    recognise(batch).forEach((answer, index) => {
      right += Number(answer === digits.labels[chosen[index]!]);
    });
    batch.dispose();
  }
  return right / digits.count;
}

function digitsFrom({ images, labels, rows, columns }: Digits, start: number, count: number): Digits {
  const size = rows * columns;
  return {
    images: images.subarray(start * size, (start + count) * size),
    labels: labels.subarray(start, start + count),
    count,
    rows,
    columns,
  };
}

/** The first pictures of a set. */
export const firstDigits = (digits: Digits, count: number): Digits =>
  digitsFrom(digits, 0, Math.min(count, digits.count));

/** The last pictures of a set: what is chosen by looking at the first is judged on these. */
export function lastDigits(digits: Digits, count: number): Digits {
  const kept = Math.min(count, digits.count);
  return digitsFrom(digits, digits.count - kept, kept);
}
