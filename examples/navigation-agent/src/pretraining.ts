import {
  add,
  dispose,
  mul,
  tensor2d,
  tidy,
  type Rank,
  type Scalar,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import {
  clipByGlobalNorm,
  createRandomStream,
  disposeParameters,
  flattenParameters,
  LearningWeights,
  mapParameters,
  valueAndGradients,
  type Optimiser,
  type RandomStream,
  type RandomStreamState,
} from "@wayfield/backend";
import { dropoutMask, softmaxCrossEntropy } from "@wayfield/core-neuron";
import { deriveSeed } from "@wayfield/environments";
import type { Ensembles, GridNetworkOutput } from "@wayfield/grid-nav";
import type { Codes } from "./cells.ts";
import type { AgentConfig, PretrainingSettings } from "./config.ts";
import type { Modules } from "./grid-code.ts";
import { startsEverywhere, withoutArrivals } from "./easier-maze.ts";
import { gridAlong, seenAlong } from "./grid-walks.ts";
import { fromPlain, toPlain } from "./plain.ts";
import { RecurrentRows } from "./recurrent-rows.ts";
import { assertSameSpec } from "./same-spec.ts";
import {
  ensemblesOf,
  episodeStepsOf,
  initModules,
  worldsOf,
  type Setup,
  type TrainingSpec,
} from "./setup.ts";
import { imagesTensor, visionLogits } from "./vision.ts";
import { codesOf, Walkers, type Walk } from "./walking.ts";
import { range, type Worlds, type WorldsState } from "./worlds.ts";

/** What one update of both modules tells about itself. */
export interface PretrainingRecord {
  update: number;
  /** Cross-entropies of place and head direction together, nats: of the vision module, and of the grid network. */
  visionLoss: number;
  gridLoss: number;
}

interface Notes {
  /** Checkpoints of before it was written have the seed alone. */
  spec?: PretrainingSpec;
  seed?: number;
  worlds: WorldsState;
  pictureWorlds: WorldsState;
  hidden: Float32Array;
  cell: Float32Array;
}

/** What the modules learn for, and from which seed. */
export type PretrainingSpec = Pick<TrainingSpec, "config" | "world" | "seed">;

/** Rows of a code at some of its samples. */
const rowsAt = (code: Float32Array, width: number, samples: Int32Array): Tensor2D => {
  const rows = new Float32Array(samples.length * width);
  samples.forEach((sample, place) => {
    rows.set(code.subarray(sample * width, (sample + 1) * width), place * width);
  });
  return tensor2d(rows, [samples.length, width]);
};

/** The optimiser of an update, counted from 0: that of its lesson, of the last one after all. */
export function optimiserAt({ lessons }: PretrainingSettings, update: number): Optimiser {
  let end = 0;
  for (const { updates, optimiser } of lessons) {
    end += updates;
    if (update < end) return optimiser;
  }
  return lessons.at(-1)!.optimiser;
}

/** Updates of all lessons together. */
export const updatesOf = ({ lessons }: PretrainingSettings): number =>
  lessons.reduce((sum, { updates }) => sum + updates, 0);

/** The vision module's loss on the pictures of a walk. */
function visionLoss({ vision }: Modules, walk: Walk, codes: Codes, config: AgentConfig): Scalar {
  const { placeCells, headDirectionCells } = config.cells;
  const images = imagesTensor(walk.images, config.vision);
  const [places, directions] = visionLogits(vision, images);
  return add(
    softmaxCrossEntropy(places, rowsAt(codes.places, placeCells, walk.looks)),
    softmaxCrossEntropy(directions, rowsAt(codes.directions, headDirectionCells, walk.looks)),
  );
}

function gridLoss({ placeLogits, headDirectionLogits }: GridNetworkOutput, walk: Walk, codes: Codes): Scalar {
  const rows = walk.steps * walk.walkers;
  const target = (code: Float32Array): Tensor2D => tensor2d(code, [rows, code.length / rows]);
  return add(
    softmaxCrossEntropy(placeLogits, target(codes.places)),
    softmaxCrossEntropy(headDirectionLogits, target(codes.directions)),
  );
}

/** λ w is added to the gradients of the grid network's heads; then each module's gradient is limited by itself. */
function shapeGradients(gradients: Modules, weights: Modules, { pretraining }: AgentConfig): Modules {
  const { headDecay, gradientNormLimit } = pretraining;
  const named = flattenParameters(weights.grid);
  const decayed = mapParameters(gradients.grid, (gradient, name) =>
    headDecay > 0 && (name === "placeHead.kernel" || name === "headDirectionHead.kernel")
      ? tidy(() => add(gradient, mul(named[name]!, headDecay)))
      : gradient.clone(),
  );
  if (gradientNormLimit === Infinity) {
    return { vision: mapParameters(gradients.vision, (gradient) => gradient.clone()), grid: decayed };
  }
  const limited = {
    vision: clipByGlobalNorm(gradients.vision, gradientNormLimit),
    grid: clipByGlobalNorm(decayed, gradientNormLimit),
  };
  disposeParameters(decayed);
  return limited;
}

/** Worlds whose episodes so many steps at once fill. */
const foragingWorlds = (setup: Setup, size: number, unit: number, seed: number): Worlds =>
  worldsOf(
    { config: setup.config, maze: withoutArrivals(setup.maze) },
    {
      size,
      groups: size,
      seed,
      unit,
      ease: startsEverywhere,
      episodeSteps: unit * Math.floor(episodeStepsOf(setup.config) / unit),
    },
  );

/**
 * The training of the two modules that know the place, on walkers that wander in the worlds of the task: the vision
 * module learns from single pictures of worlds of its own, the grid network from self-motion and from what the vision
 * module says. No gradient crosses from one to the other.
 */
export class Pretraining {
  readonly setup: Setup;
  readonly ensembles: Ensembles;
  private readonly spec: PretrainingSpec;
  private readonly worlds: Worlds;
  private readonly walkers: Walkers;
  private readonly pictureWorlds: Worlds;
  private readonly glancers: Walkers;
  private readonly streams: Record<"walking" | "glancing" | "dropout", RandomStream>;
  private readonly state: RecurrentRows;
  private readonly learning: LearningWeights<Modules>;
  private made = 0;

  constructor(setup: Setup, spec: PretrainingSpec) {
    const { config } = setup;
    const { seed } = spec;
    const { walkers, sequenceSteps, pictures, stepsBetweenPictures } = config.pretraining;
    const root = createRandomStream(seed);
    this.setup = setup;
    this.spec = spec;
    this.ensembles = ensemblesOf(setup);
    this.streams = {
      walking: root.split("walking"),
      glancing: root.split("glancing"),
      dropout: root.split("dropout"),
    };
    this.worlds = foragingWorlds(setup, walkers, sequenceSteps, seed);
    this.pictureWorlds = foragingWorlds(setup, pictures, stepsBetweenPictures, deriveSeed(seed, 1));
    const looking = { ...config.looking, sight: config.vision };
    this.walkers = new Walkers(this.worlds, looking, this.streams.walking);
    this.glancers = new Walkers(this.pictureWorlds, looking, this.streams.glancing);
    this.state = new RecurrentRows(walkers, config.grid.units);
    const weights = initModules(root.split("modules"), config);
    this.learning = new LearningWeights(weights, optimiserAt(config.pretraining, 0));
  }

  /** The weights now. They belong to the training and are disposed by its next update. */
  get modules(): Modules {
    return this.learning.parameters;
  }

  get updates(): number {
    return this.made;
  }

  /**
   * Walks on and makes one update of both modules.
   * @throws Error if a loss is not finite; the weights then stay as they were.
   */
  update(): PretrainingRecord {
    const { config } = this.setup;
    const { dropoutRate, walkers, sequenceSteps, stepsBetweenPictures } = config.pretraining;
    const walk = this.walkers.walk(sequenceSteps);
    const glance = this.glancers.glance(stepsBetweenPictures);
    this.state.clear(walk.begun);
    const codes = codesOf(walk, this.ensembles, config.cells);
    const record = { update: this.made + 1, visionLoss: NaN, gridLoss: NaN };
    const seen = seenAlong(this.modules, walk, config);
    const mask = dropoutMask<Rank.R3>(
      this.streams.dropout,
      [sequenceSteps, walkers, config.grid.bottleneckUnits],
      dropoutRate,
    );
    const losses = (modules: Modules): Scalar => {
      const output = gridAlong(modules, walk, seen, this.state, config, mask);
      const integrating = gridLoss(output, walk, codes);
      record.gridLoss = integrating.dataSync()[0]!;
      this.state.write(output.state, range(walkers));
      const seeing = visionLoss(modules, glance, codesOf(glance, this.ensembles, config.cells), config);
      record.visionLoss = seeing.dataSync()[0]!;
      return add(seeing, integrating);
    };
    const { value, gradients } = valueAndGradients(losses, this.modules);
    const loss = value.dataSync()[0]!;
    dispose([value, seen, mask]);
    if (!Number.isFinite(loss)) {
      disposeParameters(gradients);
      throw new Error(
        `pretraining: the loss of update ${record.update} is ${loss}; the weights stay as they were before it`,
      );
    }
    this.follow(gradients);
    return record;
  }

  /** Everything needed to go on, as the bytes of a safetensors file. */
  save(): Promise<Uint8Array> {
    const notes: Notes = {
      spec: this.spec,
      worlds: this.worlds.state(),
      pictureWorlds: this.pictureWorlds.state(),
      hidden: this.state.hidden,
      cell: this.state.cell,
    };
    const { walking, glancing, dropout } = this.streams;
    return this.learning.save({
      step: this.made,
      random: { walking: walking.state(), glancing: glancing.state(), dropout: dropout.state() },
      notes: toPlain(notes),
    });
  }

  /**
   * Goes on from saved bytes as if it had not stopped.
   * @throws RangeError if the bytes are broken or of another training; this one then stays as it was.
   */
  restore(bytes: Uint8Array): void {
    this.learning.restore(bytes, ({ notes: stored, random, step }) => {
      const notes = fromPlain(stored) as Notes;
      assertSameSpec(notes.spec ?? notes, { ...this.spec, agent: "grid" });
      this.worlds.restore(notes.worlds);
      this.pictureWorlds.restore(notes.pictureWorlds);
      this.state.hidden.set(notes.hidden);
      this.state.cell.set(notes.cell);
      for (const [name, stream] of Object.entries(this.streams)) {
        stream.restore(random[name] as RandomStreamState);
      }
      this.made = step;
    });
  }

  /** Frees every tensor. */
  dispose(): void {
    this.learning.dispose();
  }

  private follow(gradients: Modules): void {
    const optimiser = optimiserAt(this.setup.config.pretraining, this.made);
    const shaped = shapeGradients(gradients, this.modules, this.setup.config);
    disposeParameters(gradients);
    this.learning.update((state, weights) => optimiser.update(shaped, state, weights));
    disposeParameters(shaped);
    this.made += 1;
  }
}
