import {
  add,
  dispose,
  keep,
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

/** Kept out of any scope: a worker makes it inside its first loss. */
const codesOf = (rows: number, cells: number, scale: number): Tensor2D =>
  keep(tidy(() => softmax(randomNormal<Rank.R2>([rows, cells], 0, scale))));

const makeBatch = (batch: number): Batch => ({
  x: keep(randomNormal<Rank.R3>([steps, batch, 3])),
  places: codesOf(steps * batch, placeCells, 3),
  directions: codesOf(steps * batch, headDirectionCells, 1),
  codes: codesOf(batch, placeCells + headDirectionCells, 3),
});

/** The network's loss on a batch of its own, and weights to start from. */
interface GridProblem {
  parameters: GridNetworkParameters;
  lossOf: (weights: GridNetworkParameters) => Scalar;
  disposeBatch: () => void;
}

/** The supervised problem through the packages' public functions; each call of the loss draws a fresh dropout mask. */
export function createGridProblem({ batch, bottleneck }: GridStepSize): GridProblem {
  const random = createRandomStream(1);
  const architecture = architectureOf(bottleneck);
  const data = makeBatch(batch);
  const lossOf = (weights: GridNetworkParameters): Scalar => {
    const mask: Tensor3D = dropoutMask(random, [steps, batch, bottleneck], 0.5);
    const state = initialState(weights, data.codes);
    const { placeLogits, headDirectionLogits } = gridNetwork(weights, architecture, data.x, state, { mask });
    return add(
      softmaxCrossEntropy(placeLogits, data.places),
      softmaxCrossEntropy(headDirectionLogits, data.directions),
    );
  };
  return {
    parameters: initGridNetwork(random.split("weights"), architecture),
    lossOf,
    disposeBatch: () => {
      dispose(Object.values(data));
    },
  };
}

/** The paper's optimiser, followed from given weights; each call takes one step and disposes what it replaces. */
export function createFollower(start: GridNetworkParameters) {
  const optimiser = rmsProp({ learningRate: 1e-5, decay: 0.9, momentum: 0.9 });
  let parameters = start;
  let state = optimiser.init(parameters);
  const clear = (): void => {
    disposeParameters(parameters);
    disposeOptimiserState(state);
  };
  return {
    parameters: () => parameters,
    follow: (gradients: GridNetworkParameters): void => {
      const next = optimiser.update(gradients, state, parameters);
      disposeParameters(gradients);
      clear();
      ({ parameters, state } = next);
    },
    dispose: clear,
  };
}

/** One supervised training step of the grid network; call it again and again. */
export function createGridStep(size: GridStepSize): { step: () => number; dispose: () => void } {
  const { parameters, lossOf, disposeBatch } = createGridProblem(size);
  const follower = createFollower(parameters);
  return {
    step: () => {
      const { value, gradients } = valueAndGradients(lossOf, follower.parameters());
      follower.follow(gradients);
      const loss = value.dataSync()[0]!;
      value.dispose();
      return loss;
    },
    dispose: () => {
      follower.dispose();
      disposeBatch();
    },
  };
}
