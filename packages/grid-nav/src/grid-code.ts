import { mul, tensor2d, tidy, type Rank, type Tensor2D } from "@tensorflow/tfjs-core";
import {
  disposeOptimiserState,
  disposeParameters,
  mapParameters,
  valueAndGradients,
  type OptimiserState,
  type RandomStream,
} from "@wayfield/backend";
import { dense, dropoutMask, initDense, softmaxCrossEntropy } from "@wayfield/core-neuron";
import { assertLength, assertPositive, assertPositiveInteger } from "./checks.ts";
import type { PathIntegrationConfig } from "./config.ts";
import type { PlaceCells } from "./ensembles/place-cells.ts";
import type { GridNetworkParameters } from "./network.ts";
import { shapePartGradients } from "./shape-gradients.ts";
import type { TrainingRecord } from "./training.ts";

/** What of a configuration concerns the layer of a grid code and the place head that reads it. */
export type GridCodeConfig = Pick<
  PathIntegrationConfig,
  | "placeCode"
  | "bottleneckUnits"
  | "bottleneckBias"
  | "bottleneckActivation"
  | "dropoutRate"
  | "bottleneckDecay"
  | "placeHeadDecay"
  | "gradientNormLimit"
  | "optimiser"
>;

/** The weights of a grid code: its layer `[inputs, units]` and the place head `[units, placeCells]`. */
export type GridCodeParameters = Pick<GridNetworkParameters, "bottleneck" | "placeHead">;

/** What {@link gridCode} returns; the tensors are the caller's. */
export interface GridCodeOutput {
  /** The grid code without the mask, `[moments, units]`. */
  code: Tensor2D;
  /** Place-cell logits, `[moments, placeCells]`. */
  placeLogits: Tensor2D;
}

/**
 * A layer g that stands between a spatial code and place cells: g = φ(x A), y = softmax(g W + b).
 * @param parameters From {@link GridCodeTraining}.
 * @param config The same that they were trained with.
 * @param inputs The spatial code that drives the layer, `[moments, inputs]`.
 * @param mask Multiplies the code before it is read, `[moments, units]`.
 * @throws RangeError if shapes do not fit.
 * @example const { code, placeLogits } = gridCode(training.parameters, config, inputs);
 */
export function gridCode(
  { bottleneck, placeHead }: GridCodeParameters,
  { bottleneckActivation }: Pick<GridCodeConfig, "bottleneckActivation">,
  inputs: Tensor2D,
  mask?: Tensor2D,
): GridCodeOutput {
  const compute = (): [Tensor2D, Tensor2D] => {
    const code = bottleneckActivation(dense(bottleneck, inputs));
    return [code, dense(placeHead, mask === undefined ? code : mul(code, mask))];
  };
  const [code, placeLogits] = tidy(compute as () => Tensor2D[]) as ReturnType<typeof compute>;
  return { code, placeLogits };
}

/** Options of {@link GridCodeTraining}. */
export interface GridCodeTrainingOptions {
  /** What drives the layer at each moment, `[moments, inputs]`: an estimate of place, the state of an integrator. */
  inputs: Float32Array;
  /** Where the animal was, `[moments, 2]`, metres. */
  positions: Float32Array;
  /** The place cells that are to be predicted. */
  placeCells: PlaceCells;
  /** First weights, batches and dropout masks follow from it. */
  random: RandomStream;
  /** Moments in a batch. Default 256. */
  batchSize?: number;
  /** Multiplies the first weights, which otherwise are Glorot's. Default 0.1: a code grows from almost nothing. */
  initialGain?: number;
}

/** First weights of both layers. */
function initGridCode(
  { bottleneckUnits, bottleneckBias }: GridCodeConfig,
  random: RandomStream,
  { inputs, placeCells, gain }: { inputs: number; placeCells: number; gain: number },
): GridCodeParameters {
  const layers = {
    bottleneck: initDense(random.split("bottleneck"), {
      inputs,
      outputs: bottleneckUnits,
      bias: bottleneckBias,
    }),
    placeHead: initDense(random.split("placeHead"), { inputs: bottleneckUnits, outputs: placeCells }),
  };
  const scaled = mapParameters(layers, (weight) => tidy(() => mul(weight, gain)));
  disposeParameters(layers);
  return scaled;
}

/**
 * Learns a grid code: a layer between a given spatial code and place cells, trained on moments instead of paths, so
 * that a few hundred updates take seconds. What fields its units get depends on the place code that is to be
 * predicted, on the decay of both layers' weights and on rectification (Dordek, Soudry, Meir & Derdikman 2016, eLife 5:
 * e10094; Sorscher, Mel, Ganguli & Ocko 2019, NeurIPS): see the example grid-cells.
 * @example
 * const training = new GridCodeTraining(gridCodeConfig, { inputs, positions, placeCells, random });
 * for await (const { step, loss } of training.run(500)) console.log(step, loss);
 * training.dispose();
 */
export class GridCodeTraining {
  private readonly config: GridCodeConfig;
  private readonly options: GridCodeTrainingOptions;
  private readonly moments: number;
  private readonly batchSize: number;
  private readonly batches: RandomStream;
  private readonly dropout: RandomStream;
  private weights: GridCodeParameters;
  private optimiser: OptimiserState;
  private made = 0;

  /**
   * Prepares a training.
   * @throws RangeError for inputs that do not fill a row a position, no place cells, or a batch or gain that is not positive.
   */
  constructor(config: GridCodeConfig, options: GridCodeTrainingOptions) {
    const { inputs, positions, placeCells, random, batchSize = 256, initialGain = 0.1 } = options;
    this.moments = positions.length / 2;
    const width = Math.floor(inputs.length / this.moments);
    assertPositiveInteger("GridCodeTraining", "inputs in a row", width);
    assertLength("GridCodeTraining", `inputs in rows of ${width}`, inputs, width * this.moments);
    assertPositiveInteger("GridCodeTraining", "batchSize", batchSize);
    const cells = placeCells.centres.length / 2;
    assertPositiveInteger("GridCodeTraining", "the number of placeCells", cells);
    assertPositive("GridCodeTraining", "initialGain", initialGain);
    this.config = config;
    this.options = options;
    this.batchSize = batchSize;
    this.batches = random.split("batches");
    this.dropout = random.split("dropout");
    const sizes = { inputs: width, placeCells: cells, gain: initialGain };
    this.weights = initGridCode(config, random, sizes);
    this.optimiser = config.optimiser.init(this.weights);
  }

  /** The weights now. They belong to the training and are disposed by its next update. */
  get parameters(): GridCodeParameters {
    return this.weights;
  }

  /** Updates made so far. */
  get steps(): number {
    return this.made;
  }

  /**
   * Makes one update on moments drawn at random.
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

  private gradients(): ReturnType<typeof valueAndGradients<GridCodeParameters>> {
    const { bottleneckUnits, dropoutRate } = this.config;
    const { inputs, targets } = this.draw();
    const mask =
      dropoutRate === 0
        ? undefined
        : dropoutMask<Rank.R2>(this.dropout, [this.batchSize, bottleneckUnits], dropoutRate);
    const result = valueAndGradients(
      (weights) => softmaxCrossEntropy(gridCode(weights, this.config, inputs, mask).placeLogits, targets),
      this.weights,
    );
    for (const each of [inputs, targets, mask]) each?.dispose();
    return result;
  }

  /** Moments at random: what drives the layer there, and what the place cells do. */
  private draw(): { inputs: Tensor2D; targets: Tensor2D } {
    const { batchSize, moments } = this;
    const { inputs, positions, placeCells } = this.options;
    const width = inputs.length / moments;
    const drawn = new Float32Array(batchSize * width);
    const places = new Float32Array(2 * batchSize);
    for (let row = 0; row < batchSize; row++) {
      const moment = Math.floor(moments * this.batches.uniform());
      drawn.set(inputs.subarray(moment * width, (moment + 1) * width), row * width);
      places.set(positions.subarray(2 * moment, 2 * moment + 2), 2 * row);
    }
    const targets = this.config.placeCode(placeCells, places);
    return {
      inputs: tensor2d(drawn, [batchSize, width]),
      targets: tensor2d(targets, [batchSize, placeCells.centres.length / 2]),
    };
  }
}
