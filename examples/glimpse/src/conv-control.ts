import { tensor2d, tensor4d, tidy, type Scalar, type Tensor2D } from "@tensorflow/tfjs-core";
import {
  createRandomStream,
  disposeParameters,
  LearningWeights,
  valueAndGradients,
  type Optimiser,
  type RandomStream,
} from "@wayfield/backend";
import {
  convolutionLayer,
  convNet,
  initConvNet,
  type ConvNetConfig,
  type ConvNetParameters,
} from "@wayfield/conv";
import { softmaxCrossEntropy } from "@wayfield/core-neuron";
import { correctness, type Images, type LabelledImages } from "@wayfield/recurrent-attention";

/**
 * The convolutional control of Mnih et al. 2014, section 4.1: eight 10 × 10 filters with stride 5, then one layer of
 * rectified units that see all of them (a convolution as large as what comes in), then the classes.
 */
export function convControl(side: number): ConvNetConfig {
  const filtered = Math.floor((side - 10) / 5) + 1;
  return {
    input: [side, side, 1],
    layers: {
      filters: convolutionLayer(10, { outputs: 8, stride: 5 }),
      hidden: convolutionLayer(filtered, { outputs: 128 }),
    },
    classes: 10,
  };
}

/** Multiply-adds of the control for one picture. */
export function convMultiplyAdds(side: number): number {
  const filtered = Math.floor((side - 10) / 5) + 1;
  return filtered ** 2 * 8 * (100 + 128) + 128 * 10;
}

/** Class scores of pictures, `[count, 10]`. */
export function convLogits(
  parameters: ConvNetParameters,
  { pixels, count, height, width }: Images,
): Tensor2D {
  return tidy(() => {
    const levels = Float32Array.from(pixels, (level) => level / 255);
    return convNet(parameters, convControl(height), tensor4d(levels, [count, height, width, 1]));
  });
}

interface ConvNetTrainingOptions {
  seed: number;
  side: number;
  examples: (step: number) => LabelledImages;
  optimiser: (step: number) => Optimiser;
}

function targetsOf(labels: ArrayLike<number>): Tensor2D {
  const targets = new Float32Array(labels.length * 10);
  for (let row = 0; row < labels.length; row++) targets[row * 10 + labels[row]!] = 1;
  return tensor2d(targets, [labels.length, 10]);
}

/** A new control, before its first update. */
export const initConvControl = (random: RandomStream, side: number): ConvNetParameters =>
  initConvNet(random, convControl(side));

/** A training of the control on the same pictures as the model's. */
export class ConvNetTraining {
  private readonly learning: LearningWeights<ConvNetParameters>;
  private made = 0;
  private readonly options: ConvNetTrainingOptions;

  constructor(options: ConvNetTrainingOptions) {
    this.options = options;
    const weights = initConvControl(createRandomStream(options.seed).split("weights"), options.side);
    this.learning = new LearningWeights(weights, options.optimiser(0));
  }

  get parameters(): ConvNetParameters {
    return this.learning.parameters;
  }

  get steps(): number {
    return this.made;
  }

  update(): { step: number; loss: number; reward: number } {
    const { images, labels } = this.options.examples(this.made);
    let reward = 0;
    const { value, gradients } = valueAndGradients((candidate): Scalar => {
      const logits = convLogits(candidate, images);
      reward = correctness(logits.dataSync<"float32">(), labels).reduce((sum, one) => sum + one, 0);
      return softmaxCrossEntropy(logits, targetsOf(labels));
    }, this.parameters);
    const loss = value.dataSync()[0]!;
    value.dispose();
    const optimiser = this.options.optimiser(this.made);
    this.learning.update((state, weights) => optimiser.update(gradients, state, weights));
    disposeParameters(gradients);
    this.made += 1;
    return { step: this.made, loss, reward: reward / images.count };
  }

  save(): Promise<Uint8Array> {
    return this.learning.save({ step: this.made, random: {}, notes: {} });
  }

  restore(bytes: Uint8Array): void {
    this.learning.restore(bytes, ({ step }) => {
      this.made = step;
    });
  }

  dispose(): void {
    this.learning.dispose();
  }
}
