import { relu, reshape, tidy, type Rank, type Tensor3D } from "@tensorflow/tfjs-core";
import { heNormal, type ParameterTree, type RandomStream } from "@wayfield/backend";
import { convolution, initConvolution, type ConvolutionParameters, type ImageShape } from "@wayfield/conv";
import { dense, initDense, type DenseParameters } from "@wayfield/core-neuron";

/** The lower part of a Q-network: from states to the features that action values are read out of. */
export interface Trunk<P extends ParameterTree = ParameterTree> {
  /** Numbers in one state. */
  readonly inputs: number;
  /** Features that come out. */
  readonly features: number;
  /** Weights drawn from `random`. */
  init(random: RandomStream): P;
  /** Features `[time, batch, features]` of states `[time, batch, inputs]`. */
  apply(parameters: P, states: Tensor3D): Tensor3D;
}

interface DenseTrunk {
  first: DenseParameters;
  second: DenseParameters;
}

/** Two layers of rectified units. */
export const denseTrunk = (inputs: number, hidden: number): Trunk<DenseTrunk> => ({
  inputs,
  features: hidden,
  init: (random) => ({
    first: initDense(random, { inputs, outputs: hidden, initialiser: heNormal }),
    second: initDense(random, { inputs: hidden, outputs: hidden, initialiser: heNormal }),
  }),
  apply: ({ first, second }, states) => tidy(() => relu(dense(second, relu(dense(first, states))))),
});

interface ConvolutionalTrunk {
  filters: ConvolutionParameters;
  hidden: DenseParameters;
}

const filterSize = 3;

/** 3 × 3 filters, then a layer of rectified units: the network of Young & Tian (2019), section 4. */
export function convolutionalTrunk(
  [height, width, channels]: ImageShape,
  { filters, hidden }: { filters: number; hidden: number },
): Trunk<ConvolutionalTrunk> {
  const maps = (height - filterSize + 1) * (width - filterSize + 1) * filters;
  return {
    inputs: height * width * channels,
    features: hidden,
    init: (random) => ({
      filters: initConvolution(random, { inputs: channels, outputs: filters, size: filterSize }),
      hidden: initDense(random, { inputs: maps, outputs: hidden, initialiser: heNormal }),
    }),
    apply: (parameters, states) =>
      tidy(() => {
        const [time, batch] = states.shape;
        const images = reshape<Rank.R4>(states, [time * batch, height, width, channels]);
        const seen = relu(convolution(parameters.filters, images));
        return relu(dense(parameters.hidden, reshape(seen, [time, batch, maps])));
      }),
  };
}
