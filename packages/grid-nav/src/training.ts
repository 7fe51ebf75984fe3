import { add, dispose, tensor2d, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import {
  createRandomStream,
  disposeParameters,
  LearningWeights,
  valueAndGradients,
  type RandomStream,
} from "@wayfield/backend";
import { dropoutMask, softmaxCrossEntropy } from "@wayfield/core-neuron";
import { assertInside } from "./analysis/floor.ts";
import { assertPositiveInteger } from "./checks.ts";
import type { PathIntegrationConfig } from "./config.ts";
import { assertSameEnsembles, ensembleNotes, type EnsembleNotes } from "./ensembles/ensemble-notes.ts";
import { headDirectionCode } from "./ensembles/head-direction-cells.ts";
import type { Bounds } from "./bounds.ts";
import { shapeGradients } from "./shape-gradients.ts";
import { gridNetwork, initGridNetwork, initialState, type GridNetworkParameters } from "./network.ts";
import {
  architectureOf,
  assertTrajectories,
  createEnsembles,
  initialCodeTensor,
  selfMotionTensor,
  type Ensembles,
  type Trajectories,
} from "./path-integrator.ts";

/** What one update tells about itself. */
export interface TrainingRecord {
  /** Updates made so far, this one included. */
  step: number;
  /** Sum of the two cross-entropies on this batch, nats, dropout on. */
  loss: number;
}

/** Where fresh paths come from. It must take all its randomness from what it is given. */
export type TrajectorySource = (
  random: () => number,
  size: { steps: number; batchSize: number },
) => Trajectories;

/** Options of {@link PathIntegrationTraining}. */
export interface PathIntegrationTrainingOptions {
  /** Every random draw follows from it. */
  seed: number;
  /** The rectangle that holds the arena, and every path in it: least x and y, greatest x and y, metres. */
  bounds: Bounds;
  /** Draws the paths of each batch. */
  trajectories: TrajectorySource;
}

/** The two cross-entropies of a batch, added. Everything it makes on the way is the surrounding scope's. */
function lossOf(
  parameters: GridNetworkParameters,
  paths: Trajectories,
  ensembles: Ensembles,
  config: PathIntegrationConfig,
  mask: Tensor | undefined,
): Scalar {
  const rows = paths.steps * paths.batchSize;
  const codes = initialCodeTensor(paths, ensembles, config);
  const places = tensor2d(config.placeCode(ensembles.placeCells, paths.positions), [rows, config.placeCells]);
  const directions = tensor2d(headDirectionCode(ensembles.headDirectionCells, paths.headings), [
    rows,
    config.headDirectionCells,
  ]);
  const { placeLogits, headDirectionLogits } = gridNetwork(
    parameters,
    architectureOf(config),
    selfMotionTensor(paths, config),
    initialState(parameters, codes),
    mask === undefined ? {} : { mask: mask as never },
  );
  return add(softmaxCrossEntropy(placeLogits, places), softmaxCrossEntropy(headDirectionLogits, directions));
}

/** The network of another size cannot go on from a file: what must agree is written beside the weights. */
interface Notes {
  seed: number;
  /** Files from before they were noted lack them. */
  ensembles?: EnsembleNotes;
}

/**
 * A training of the grid network on path integration (Banino et al. 2018, Methods, "Supervised learning"): weights, the
 * optimiser's averages and the random streams.
 * @example
 * const training = new PathIntegrationTraining(fastConfig, { seed: 1, bounds: [-1.1, -1.1, 1.1, 1.1], trajectories });
 * for await (const { step, loss } of training.run(1000)) console.log(step, loss);
 * training.dispose();
 */
export class PathIntegrationTraining {
  /** What is trained, and how. */
  readonly config: PathIntegrationConfig;
  /** The ensembles that teach. */
  readonly ensembles: Ensembles;

  private readonly seed: number;
  private readonly trajectories: TrajectorySource;
  private readonly streams: { paths: RandomStream; dropout: RandomStream };
  private readonly learning: LearningWeights<GridNetworkParameters>;
  private made = 0;

  /** A new network, before its first update. */
  constructor(config: PathIntegrationConfig, { seed, bounds, trajectories }: PathIntegrationTrainingOptions) {
    const root = createRandomStream(seed);
    this.config = config;
    this.seed = seed;
    this.trajectories = checkedSource(trajectories, bounds);
    this.ensembles = createEnsembles(root, bounds, config);
    this.streams = { paths: root.split("paths"), dropout: root.split("dropout") };
    const weights = initGridNetwork(root.split("weights"), architectureOf(config));
    this.learning = new LearningWeights(weights, config.optimiser);
  }

  /** The weights now. They belong to the training and are disposed by its next update. */
  get parameters(): GridNetworkParameters {
    return this.learning.parameters;
  }

  /** Updates made so far. */
  get steps(): number {
    return this.made;
  }

  /**
   * Makes one update on a fresh batch.
   * @throws RangeError if the source's paths do not have the asked size, or leave `bounds`.
   * @throws Error if the loss is not finite; the weights then stay as they were.
   */
  update(): TrainingRecord {
    const { config, parameters } = this;
    const size = { steps: config.sequenceSteps, batchSize: config.batchSize };
    const paths = this.trajectories(this.streams.paths.uniform, size);
    const { loss, gradients } = batchGradients(
      parameters,
      paths,
      this.ensembles,
      config,
      this.streams.dropout,
    );
    if (!Number.isFinite(loss)) {
      disposeParameters(gradients);
      throw new Error(
        `path integration: the loss of update ${this.made + 1} is ${loss}; the weights stay as they were before it`,
      );
    }
    this.learning.update((state, weights) => config.optimiser.update(gradients, state, weights));
    disposeParameters(gradients);
    this.made += 1;
    return { step: this.made, loss };
  }

  /**
   * Makes updates until `steps` have been made in all, and tells about each. Stop by leaving the loop.
   * @throws RangeError unless `steps` is a positive integer.
   */
  async *run(steps: number): AsyncGenerator<TrainingRecord, void, undefined> {
    assertPositiveInteger("run", "steps", steps);
    while (this.made < steps) {
      yield this.update();
      await Promise.resolve();
    }
  }

  /** Everything needed to go on, as the bytes of a safetensors file. */
  save(): Promise<Uint8Array> {
    const { paths, dropout } = this.streams;
    return this.learning.save({
      step: this.made,
      random: { paths: paths.state(), dropout: dropout.state() },
      notes: { seed: this.seed, ensembles: ensembleNotes(this.ensembles) } satisfies Notes,
    });
  }

  /**
   * Goes on from saved bytes: the updates that follow give, on the same engine, the very weights of a training that was
   * never interrupted. Seed, sizes and the two ensembles must be those of the training that was saved; the rest of the
   * configuration may change, as from lesson to lesson. A file from before ensembles were noted is known by its seed alone.
   * @throws RangeError if the bytes are broken or of another training; this one then stays as it was.
   */
  restore(bytes: Uint8Array): void {
    this.learning.restore(bytes, ({ notes, random, step }) => {
      assertSameSeed(notes, this.seed);
      assertSameEnsembles("restore", (notes as Notes).ensembles, this.ensembles);
      restoreStreams(this.streams, random);
      this.made = step;
    });
  }

  /** Frees every tensor. */
  dispose(): void {
    this.learning.dispose();
  }
}

/** Loss and shaped gradients of one batch; the gradients are the caller's. */
function batchGradients(
  weights: GridNetworkParameters,
  paths: Trajectories,
  ensembles: Ensembles,
  config: PathIntegrationConfig,
  dropout: RandomStream,
): { loss: number; gradients: GridNetworkParameters } {
  const mask = maskOf(dropout, config);
  const { value, gradients } = valueAndGradients(
    (candidate) => lossOf(candidate, paths, ensembles, config, mask),
    weights,
  );
  const loss = value.dataSync()[0]!;
  const shaped = shapeGradients(gradients, weights, config);
  dispose([value, mask ?? []]);
  disposeParameters(gradients);
  return { loss, gradients: shaped };
}

function maskOf(
  random: RandomStream,
  { sequenceSteps, batchSize, bottleneckUnits, dropoutRate }: PathIntegrationConfig,
): Tensor | undefined {
  return dropoutRate === 0
    ? undefined
    : dropoutMask(random, [sequenceSteps, batchSize, bottleneckUnits], dropoutRate);
}

/** A source whose paths are whole, of the asked size and inside the rectangle that the place cells cover. */
const checkedSource =
  (source: TrajectorySource, bounds: Bounds): TrajectorySource =>
  (random, size) => {
    const paths = source(random, size);
    assertSize(paths, size);
    assertTrajectories("update", paths);
    assertInside("update", "start position", paths.startPositions, bounds);
    assertInside("update", "position", paths.positions, bounds);
    return paths;
  };

/** Paths of another size would train unasked, or fail deep inside where dropout masks them. */
function assertSize(paths: Trajectories, { steps, batchSize }: { steps: number; batchSize: number }): void {
  if (paths.steps === steps && paths.batchSize === batchSize) return;
  throw new RangeError(
    `update: expected paths of ${steps} steps in a batch of ${batchSize}, got ${paths.steps} steps in a batch of ${paths.batchSize}; let the source draw the size that it is given`,
  );
}

/** Another seed means other place cells: the weights would be read by the wrong ensemble. */
function assertSameSeed(notes: unknown, seed: number): void {
  const stored = (notes as Partial<Notes> | null)?.seed;
  if (stored === seed) return;
  throw new RangeError(
    `restore: expected a checkpoint of seed ${seed}, got one of seed ${String(stored)}; start with that seed`,
  );
}

function restoreStreams(
  streams: Readonly<Record<string, RandomStream>>,
  states: Record<string, unknown>,
): void {
  for (const [name, stream] of Object.entries(streams)) stream.restore(states[name] as never);
}
