import {
  createRandomStream,
  decodeCheckpoint,
  disposeOptimiserState,
  disposeParameters,
} from "@wayfield/backend";
import {
  bounds,
  errorByStep,
  pathsOf,
  readOut,
  settings,
  stayAtStart,
  testPaths,
} from "@wayfield/example-path-integration/page";
import {
  architectureOf,
  initGridNetwork,
  PathIntegrationTraining,
  type Trajectories,
} from "@wayfield/grid-nav";
import { mapBrain, type BrainMaps } from "../animal/watch.ts";

/** How far a training is. */
export interface TrainingState {
  /** Everything random in it follows from this. */
  seed: number;
  updates: number;
  /** Mean loss of the last updates, nats; NaN before the first. */
  loss: number;
  updatesPerSecond: number;
}

/** What the network knows by now, on paths that no training sees. */
export interface Examined {
  seed: number;
  updates: number;
  /** Mean distance to the true place at a path's end, centimetres. */
  errorCm: number;
  /** The same for an animal that believes it never left where it started, which needs no learning. */
  stayErrorCm: number;
  maps: BrainMaps;
}

const { config, motion } = settings.fast;
const testPathCount = 200;
/** Share of the last update in the running mean. */
const gain = 0.05;

/**
 * The seed of the training in a checkpoint: its cells follow from it, so it must be known before they are made.
 * @throws RangeError if the bytes are no checkpoint of such a network, or tell no seed.
 */
function seedIn(bytes: Uint8Array): number {
  const parameters = initGridNetwork(createRandomStream(0), architectureOf(config));
  const template = { parameters, optimiser: config.optimiser.init(parameters) };
  try {
    const read = decodeCheckpoint(bytes, template);
    disposeParameters(read.parameters);
    disposeOptimiserState(read.optimiser);
    const seed = (read.notes as { seed?: unknown } | null)?.seed;
    if (Number.isSafeInteger(seed)) return seed as number;
    throw new RangeError(
      `Integrator.from: expected a checkpoint that tells its seed, got ${String(seed)}; load one of the example path-integration`,
    );
  } finally {
    disposeParameters(parameters);
    disposeOptimiserState(template.optimiser);
  }
}

/** The training of `pnpm example path-integration`, in a page. */
export class Integrator {
  private readonly seed: number;
  private readonly training: PathIntegrationTraining;
  private readonly paths: Trajectories;
  private loss = NaN;

  /** A new network. */
  constructor(seed: number) {
    this.seed = seed;
    this.training = new PathIntegrationTraining(config, { seed, bounds, trajectories: pathsOf(motion) });
    const { uniform } = createRandomStream(seed).split("test");
    this.paths = testPaths(uniform, motion, config.sequenceSteps, testPathCount);
  }

  /**
   * The training of a checkpoint, with the seed that it was begun with.
   * @throws RangeError if the bytes are none of this training.
   */
  static from(bytes: Uint8Array): Integrator {
    const integrator = new Integrator(seedIn(bytes));
    try {
      integrator.training.restore(bytes);
      return integrator;
    } catch (error) {
      integrator.dispose();
      throw error;
    }
  }

  /** Makes one update. */
  update(): void {
    const { loss } = this.training.update();
    this.loss = Number.isNaN(this.loss) ? loss : this.loss + gain * (loss - this.loss);
  }

  state(updatesPerSecond: number): TrainingState {
    return { seed: this.seed, updates: this.training.steps, loss: this.loss, updatesPerSecond };
  }

  /** Tests the network on fresh paths and draws its maps. */
  async examine(): Promise<Examined> {
    const { gridCode, positions } = await readOut(this.training, this.paths);
    const { positions: places, headings } = this.paths;
    const maps = mapBrain(
      { units: config.bottleneckUnits, positions: places, headings, activity: gridCode },
      bounds,
    );
    const atEnd = (guess: Float32Array): number => errorByStep(guess, this.paths).at(-1)!;
    return {
      seed: this.seed,
      updates: this.training.steps,
      errorCm: atEnd(positions),
      stayErrorCm: atEnd(stayAtStart(this.paths)),
      maps,
    };
  }

  /** The bytes of a checkpoint: the same file that the example resumes from in Node. */
  save(): Promise<Uint8Array> {
    return this.training.save();
  }

  dispose(): void {
    this.training.dispose();
  }
}
