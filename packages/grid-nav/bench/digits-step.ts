import {
  add,
  conv2d,
  maxPool,
  randomNormal,
  randomUniform,
  relu,
  reshape,
  softmax,
  tidy,
  type Rank,
  type Scalar,
  type Tensor1D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { adam, createRandomStream, heNormal, zerosInitialiser } from "@wayfield/backend";
import { dense, initDense, softmaxCrossEntropy } from "@wayfield/core-neuron";
import { createTrainingStep } from "./training-step.ts";

interface Filters {
  kernel: Tensor4D;
  bias: Tensor1D;
}

/** Convolution, rectifier and the largest of every 2 × 2. */
const stage = (x: Tensor4D, { kernel, bias }: Filters): Tensor4D =>
  maxPool(relu<Tensor4D>(add(conv2d(x, kernel, 1, "same"), bias)), 2, 2, "valid");

/** One training step on 28×28×1 images: 5×5 to 16 filters, 3×3 to 32, pooled by two each, then 64 and 10 units. */
export function createDigitsStep(batch: number): () => number {
  const random = createRandomStream(1);
  const images: Tensor4D = randomUniform([batch, 28, 28, 1]);
  const targets = tidy(() => softmax(randomNormal<Rank.R2>([batch, 10], 0, 3)));
  const filters = (side: number, channels: number, count: number): Filters => ({
    kernel: heNormal<Rank.R4>(random, [side, side, channels, count]),
    bias: zerosInitialiser<Rank.R1>(random, [count]),
  });
  const start = {
    first: filters(5, 1, 16),
    second: filters(3, 16, 32),
    hidden: initDense(random, { inputs: 7 * 7 * 32, outputs: 64 }),
    readOut: initDense(random, { inputs: 64, outputs: 10 }),
  };
  const lossOf = ({ first, second, hidden, readOut }: typeof start): Scalar => {
    const seen = reshape<Rank.R2>(stage(stage(images, first), second), [batch, -1]);
    return softmaxCrossEntropy(dense(readOut, relu(dense(hidden, seen))), targets);
  };
  return createTrainingStep(start, lossOf, adam({ learningRate: 1e-3 }));
}
