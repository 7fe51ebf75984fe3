import {
  add,
  dispose,
  randomNormal,
  softmax,
  tidy,
  type Rank,
  type Scalar,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import {
  createRandomStream,
  disposeOptimiserState,
  disposeParameters,
  rmsProp,
  valueAndGradients,
} from "@wayfield/backend";
import { dropoutMask, identity, softmaxCrossEntropy } from "@wayfield/core-neuron";
import {
  gridNetwork,
  initGridNetwork,
  initialState,
  type GridNetworkArchitecture,
  type GridNetworkParameters,
} from "../src/index.ts";

/** Sequences in a batch and units of the linear layer; the rest is the paper's (time 100, LSTM 128, 256 + 12 codes). */
export interface GridStepSize {
  batch: number;
  bottleneck: number;
}

const steps = 100;
const placeCells = 256;
const headDirectionCells = 12;

const architectureOf = (bottleneckUnits: number): GridNetworkArchitecture => ({
  inputs: 3,
  units: 128,
  bottleneckUnits,
  bottleneckBias: true,
  bottleneckActivation: identity,
  placeCells,
  headDirectionCells,
  headDirectionFromBottleneck: true,
});

/** Random inputs and targets, made once: the bench times the step, not the rat. */
interface Batch {
  x: Tensor3D;
  places: Tensor2D;
  directions: Tensor2D;
  codes: Tensor2D;
}

const makeBatch = (batch: number): Batch => {
  const rows = steps * batch;
  return {
    x: randomNormal([steps, batch, 3]),
    places: tidy(() => softmax(randomNormal<Rank.R2>([rows, placeCells], 0, 3))),
    directions: tidy(() => softmax(randomNormal<Rank.R2>([rows, headDirectionCells]))),
    codes: tidy(() => softmax(randomNormal<Rank.R2>([batch, placeCells + headDirectionCells], 0, 3))),
  };
};

/** One supervised training step of the grid network through the packages' public functions; call it again and again. */
export function createGridStep({ batch, bottleneck }: GridStepSize): {
  step: () => number;
  dispose: () => void;
} {
  const random = createRandomStream(1);
  const architecture = architectureOf(bottleneck);
  const data = makeBatch(batch);
  const optimiser = rmsProp({ learningRate: 1e-5, decay: 0.9, momentum: 0.9 });
  let parameters = initGridNetwork(random.split("weights"), architecture);
  let state = optimiser.init(parameters);
  const lossOf = (weights: GridNetworkParameters): Scalar => {
    const mask = dropoutMask(random, [steps, batch, bottleneck], 0.5);
    const { placeLogits, headDirectionLogits } = gridNetwork(
      weights,
      architecture,
      data.x,
      initialState(weights, data.codes),
      { mask: mask as Tensor3D },
    );
    return add(
      softmaxCrossEntropy(placeLogits, data.places),
      softmaxCrossEntropy(headDirectionLogits, data.directions),
    );
  };
  return {
    step: () => {
      const { value, gradients } = valueAndGradients(lossOf, parameters);
      const next = optimiser.update(gradients, state, parameters);
      disposeParameters({ gradients, parameters });
      disposeOptimiserState(state);
      ({ parameters, state } = next);
      const loss = value.dataSync()[0]!;
      value.dispose();
      return loss;
    },
    dispose: () => {
      disposeParameters(parameters);
      disposeOptimiserState(state);
      dispose(Object.values(data));
    },
  };
}
