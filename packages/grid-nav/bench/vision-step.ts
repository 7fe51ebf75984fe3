import {
  add,
  conv2d,
  randomNormal,
  randomUniform,
  relu,
  reshape,
  softmax,
  tidy,
  type Rank,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, heNormal, rmsProp, zerosInitialiser } from "@wayfield/backend";
import { dense, initDense, softmaxCrossEntropy, type DenseParameters } from "@wayfield/core-neuron";
import { createTrainingStep } from "./training-step.ts";

interface VisionParameters {
  filters: Record<string, { kernel: Tensor4D; bias: Tensor1D }>;
  hidden: DenseParameters;
  readOut: DenseParameters;
}

const channels = [3, 16, 32, 64, 128] as const;
const codes = 268;

function initVision(): VisionParameters {
  const random = createRandomStream(1);
  const layers = channels.slice(1).map((filters, index) => [
    `layer${index + 1}`,
    {
      kernel: heNormal<Rank.R4>(random, [5, 5, channels[index]!, filters]),
      bias: zerosInitialiser<Rank.R1>(random, [filters]),
    },
  ]);
  return {
    filters: Object.fromEntries(layers) as VisionParameters["filters"],
    hidden: initDense(random, { inputs: 4 * 4 * 128, outputs: 256 }),
    readOut: initDense(random, { inputs: 256, outputs: codes }),
  };
}

function vision({ filters, hidden, readOut }: VisionParameters, images: Tensor4D): Tensor2D {
  const seen = Object.values(filters).reduce(
    (x, { kernel, bias }) => relu(add(conv2d(x, kernel, 2, "same"), bias)),
    images,
  );
  return dense(readOut, relu(dense(hidden, reshape<Rank.R2>(seen, [images.shape[0], -1]))));
}

/** One training step of the vision module: 64×64×3 images, four 5×5 convolutions of stride 2, two dense layers. */
export function createVisionStep(batch: number): () => number {
  const images: Tensor4D = randomUniform([batch, 64, 64, 3]);
  const targets = tidy(() => softmax(randomNormal<Rank.R2>([batch, codes], 0, 3)));
  const lossOf = (weights: VisionParameters): Scalar => softmaxCrossEntropy(vision(weights, images), targets);
  const optimiser = rmsProp({ learningRate: 1e-5, decay: 0.9, momentum: 0.9 });
  return createTrainingStep(initVision(), lossOf, optimiser);
}
