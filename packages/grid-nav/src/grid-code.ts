import { mul, tensor2d, tidy, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import {
  disposeOptimiserState,
  disposeParameters,
  mapParameters,
  valueAndGradients,
  type OptimiserState,
  type RandomStream,
} from "@wayfield/backend";
import { dense, dropoutMask, initDense, lstm, softmaxCrossEntropy } from "@wayfield/core-neuron";
import { assertPositive, assertPositiveInteger } from "./checks.ts";
import type { PathIntegrationConfig } from "./config.ts";
import { initialState, type GridNetworkParameters } from "./network.ts";
import {
  assertTrajectories,
  initialCodeTensor,
  selfMotionTensor,
  type Ensembles,
  type Trajectories,
} from "./path-integrator.ts";
import { shapePartGradients } from "./shape-gradients.ts";
import type { TrainingRecord } from "./training.ts";

/** The part of the network in which a grid code is learned. */
type CodeParameters = Pick<GridNetworkParameters, "bottleneck" | "placeHead">;

/** Options of {@link createGridCodeTraining}. */
export interface GridCodeTrainingOptions {
  /** A network that integrates paths. It stays the caller's and as it is. */
  network: Omit<GridNetworkParameters, "bottleneck" | "placeHead">;
  /** The ensembles that it was trained on. */
  ensembles: Ensembles;
  /** Paths from whose moments the code is learned. */
  paths: Trajectories;
  /** First weights, batches and dropout masks follow from it. */
  random: RandomStream;
  /** Moments in a batch. Default 256. */
  batchSize?: number;
  /** Multiplies the first weights, which otherwise are Glorot's. Default 0.1: a code grows from almost nothing. */
  initialGain?: number;
}

/** First weights of the linear layer and the place head. */
function initCode(config: PathIntegrationConfig, random: RandomStream, gain: number): CodeParameters {
  const { units, bottleneckUnits, bottleneckBias, placeCells } = config;
  const layers = {
    bottleneck: initDense(random.split("bottleneck"), {
      inputs: units,
      outputs: bottleneckUnits,
      bias: bottleneckBias,
    }),
    placeHead: initDense(random.split("placeHead"), { inputs: bottleneckUnits, outputs: placeCells }),
  };
  const scaled = mapParameters(layers, (weight) => tidy(() => mul(weight, gain)));
  disposeParameters(layers);
  return scaled;
}

/** The integrator's output at every moment of the paths, `[T · B, units]`. */
async function statesOf(
  { network, ensembles, paths }: GridCodeTrainingOptions,
  config: PathIntegrationConfig,
): Promise<Float32Array> {
  const hidden = tidy(() => {
    const state = initialState(network, initialCodeTensor(paths, ensembles, config));
    return lstm(network.lstm, selfMotionTensor(paths, config), state).hidden;
  });
  const values = await hidden.data<"float32">();
  hidden.dispose();
  return values;
}

/**
 * Prepares the training of a grid code: the linear layer and the place head of a network whose integrator is kept as it
 * is. The integrator runs over the paths once; the two layers then learn from its states, in batches of moments instead
 * of sequences, at a hundredth of the time of the whole network.
 * @param config What is learned: the place code, both layers, their decay, dropout and the optimiser.
 * @throws RangeError for paths of another size than they say, or a batch or gain that is not positive.
 * @example
 * const training = await createGridCodeTraining(gridConfig, { network, ensembles, paths, random });
 * for await (const { step, loss } of training.run(1000)) console.log(step, loss);
 */
export async function createGridCodeTraining(
  config: PathIntegrationConfig,
  options: GridCodeTrainingOptions,
): Promise<GridCodeTraining> {
  const { batchSize = 256, initialGain = 0.1 } = options;
  assertTrajectories("createGridCodeTraining", options.paths);
  assertPositiveInteger("createGridCodeTraining", "batchSize", batchSize);
  assertPositive("createGridCodeTraining", "initialGain", initialGain);
  return new GridCodeTraining(config, options, await statesOf(options, config));
}

/** A training of the linear layer and the place head alone. {@link createGridCodeTraining} makes one. */
export class GridCodeTraining {
  private readonly config: PathIntegrationConfig;
  private readonly options: GridCodeTrainingOptions;
  private readonly states: Float32Array;
  private readonly batches: RandomStream;
  private readonly dropout: RandomStream;
  private readonly batchSize: number;
  private weights: CodeParameters;
  private optimiser: OptimiserState;
  private made = 0;

  /** @internal */
  constructor(config: PathIntegrationConfig, options: GridCodeTrainingOptions, states: Float32Array) {
    this.config = config;
    this.options = options;
    this.states = states;
    const { random, batchSize = 256, initialGain = 0.1 } = options;
    this.batchSize = batchSize;
    this.batches = random.split("batches");
    this.dropout = random.split("dropout");
    this.weights = initCode(config, random, initialGain);
    this.optimiser = config.optimiser.init(this.weights);
  }

  /** The two layers' weights now. They belong to the training and are disposed by its next update. */
  get parameters(): CodeParameters {
    return this.weights;
  }

  /** Updates made so far. */
  get steps(): number {
    return this.made;
  }

  /**
   * Makes one update on moments drawn from the paths.
   * @throws Error if the loss is not finite; the weights then stay as they were.
   */
  update(): TrainingRecord {
    const { value, gradients } = this.gradients();
    const loss = value.dataSync()[0]!;
    value.dispose();
    if (!Number.isFinite(loss)) {
      disposeParameters(gradients);
      throw new Error(
        `grid code: the loss of update ${this.made + 1} is ${loss}; the weights stay as they were`,
      );
    }
    const shaped = shapePartGradients(gradients, this.weights, this.config);
    const next = this.config.optimiser.update(shaped, this.optimiser, this.weights);
    disposeParameters({ gradients, shaped });
    this.dispose();
    this.weights = next.parameters;
    this.optimiser = next.state;
    this.made += 1;
    return { step: this.made, loss };
  }

  /**
   * Makes updates until `steps` have been made in all, and tells about each.
   * @throws RangeError unless `steps` is a positive integer.
   */
  async *run(steps: number): AsyncGenerator<TrainingRecord, void, undefined> {
    assertPositiveInteger("run", "steps", steps);
    while (this.made < steps) {
      yield this.update();
      await Promise.resolve();
    }
  }

  /** Frees every tensor. */
  dispose(): void {
    disposeParameters(this.weights);
    disposeOptimiserState(this.optimiser);
  }

  private gradients(): ReturnType<typeof valueAndGradients<CodeParameters>> {
    const { bottleneckActivation, bottleneckUnits, dropoutRate } = this.config;
    const { states, targets } = this.draw();
    const mask: Tensor | undefined =
      dropoutRate === 0
        ? undefined
        : dropoutMask(this.dropout, [this.batchSize, bottleneckUnits], dropoutRate);
    const result = valueAndGradients(({ bottleneck, placeHead }) => {
      const code = bottleneckActivation(dense(bottleneck, states));
      const read: Tensor2D = mask === undefined ? code : mul(code, mask);
      return softmaxCrossEntropy(dense(placeHead, read), targets);
    }, this.weights);
    for (const each of [states, targets, mask]) each?.dispose();
    return result;
  }

  /** Moments at random: the integrator's states there, and what the place cells do. */
  private draw(): { states: Tensor2D; targets: Tensor2D } {
    const { config, batchSize } = this;
    const { paths, ensembles } = this.options;
    const moments = paths.steps * paths.batchSize;
    const states = new Float32Array(batchSize * config.units);
    const places = new Float32Array(2 * batchSize);
    for (let row = 0; row < batchSize; row++) {
      const moment = Math.floor(moments * this.batches.uniform());
      states.set(
        this.states.subarray(moment * config.units, (moment + 1) * config.units),
        row * config.units,
      );
      places.set(paths.positions.subarray(2 * moment, 2 * moment + 2), 2 * row);
    }
    return {
      states: tensor2d(states, [batchSize, config.units]),
      targets: tensor2d(config.placeCode(ensembles.placeCells, places), [batchSize, config.placeCells]),
    };
  }
}
