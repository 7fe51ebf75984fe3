import { createRandomStream } from "@wayfield/backend";
import {
  bounds,
  errorByStep,
  pathsOf,
  readOut,
  settings,
  stayAtStart,
  testPaths,
} from "@wayfield/example-path-integration/page";
import { PathIntegrationTraining, type Trajectories } from "@wayfield/grid-nav";
import { mapBrain, type BrainMaps } from "../animal/watch.ts";

/** How far a training is. */
export interface TrainingState {
  updates: number;
  /** Mean loss of the last updates, nats; NaN before the first. */
  loss: number;
  updatesPerSecond: number;
}

/** What the network knows by now, on paths that no training sees. */
export interface Examined {
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

/** The training of `pnpm example path-integration`, in a page. */
export class Integrator {
  private readonly training: PathIntegrationTraining;
  private readonly paths: Trajectories;
  private loss = NaN;

  constructor(seed: number) {
    this.training = new PathIntegrationTraining(config, { seed, bounds, trajectories: pathsOf(motion) });
    const { uniform } = createRandomStream(seed).split("test");
    this.paths = testPaths(uniform, motion, config.sequenceSteps, testPathCount);
  }

  /** Makes one update. */
  update(): void {
    const { loss } = this.training.update();
    this.loss = Number.isNaN(this.loss) ? loss : this.loss + gain * (loss - this.loss);
  }

  state(updatesPerSecond: number): TrainingState {
    return { updates: this.training.steps, loss: this.loss, updatesPerSecond };
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

  /**
   * Goes on from a checkpoint.
   * @throws RangeError if the bytes are none of this training; it then stays as it was.
   */
  restore(bytes: Uint8Array): void {
    this.training.restore(bytes);
    this.loss = NaN;
  }

  dispose(): void {
    this.training.dispose();
  }
}
