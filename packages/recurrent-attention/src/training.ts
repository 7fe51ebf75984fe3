import {
  createRandomStream,
  disposeOptimiserState,
  disposeParameters,
  LearningWeights,
  valueAndGradients,
  type Optimiser,
  type OptimiserState,
  type OptimiserUpdate,
  type ParameterTree,
  type RandomStream,
} from "@wayfield/backend";
import { assertLength, assertPositiveInteger } from "./checks.ts";
import { hybridLoss, rewardsOf, type Reward } from "./hybrid-loss.ts";
import { repeatImages, type LabelledImages } from "./images.ts";
import type { LocationPolicy } from "./location-policy.ts";
import { look } from "./look.ts";
import {
  initRecurrentAttention,
  type RecurrentAttentionArchitecture,
  type RecurrentAttentionParameters,
} from "./network.ts";

/** Everything that defines a training of the recurrent attention model. */
export interface RecurrentAttentionConfig {
  /** The sizes. */
  architecture: RecurrentAttentionArchitecture;
  /** Where to look at an update, counted from 0: a Gaussian may narrow as the locator learns. */
  policy: (step: number) => LocationPolicy;
  /** What an episode earns. */
  reward: Reward;
  /** After how many of the last glimpses the class is asked for; 1 in the paper. */
  supervised: number;
  /** Monte Carlo copies M of each picture in a batch. */
  copies: number;
  /** How glimpse network, core and classifier follow the gradient at an update, counted from 0. */
  optimiser: (step: number) => Optimiser;
  /** How locator and baseline follow theirs. It must keep the same averages as the other one: no adam beside sgd. */
  gazeOptimiser: (step: number) => Optimiser;
}

/** What one update tells about itself. */
export interface TrainingRecord {
  /** Updates made so far, this one included. */
  step: number;
  /** The hybrid loss on this batch. */
  loss: number;
  /** Mean reward on this batch; the share classified right, for that reward. */
  reward: number;
}

/** Options of {@link RecurrentAttentionTraining}. */
export interface RecurrentAttentionTrainingOptions {
  /** Every random draw of the training follows from it. */
  seed: number;
  /** The pictures of an update, counted from 0: a function of that number alone, so that a resumed training repeats none. */
  examples: (step: number) => LabelledImages;
}

/** Loss, mean reward and gradients of one batch; the gradients are the caller's. */
function batchGradients(
  parameters: RecurrentAttentionParameters,
  { architecture, reward, supervised, copies }: RecurrentAttentionConfig,
  policy: LocationPolicy,
  { images, labels }: LabelledImages,
  random: RandomStream,
): { loss: number; reward: number; gradients: RecurrentAttentionParameters } {
  assertLength("RecurrentAttentionTraining", "labels", labels, images.count);
  const repeated = Array.from({ length: copies * images.count }, (_, row) => labels[row % images.count]!);
  const many = repeatImages(images, copies);
  let earned = 0;
  const { value, gradients } = valueAndGradients((candidate) => {
    const episode = look(candidate, architecture, many, policy, random);
    const rewards = rewardsOf(candidate, episode, repeated, reward);
    earned = rewards.reduce((sum, one) => sum + one, 0) / rewards.length;
    return hybridLoss(candidate, episode, repeated, rewards, { supervised, deviation: policy.deviation });
  }, parameters);
  const loss = value.dataSync()[0]!;
  value.dispose();
  return { loss, gradients, reward: earned };
}

/** The parts that cross-entropy teaches, and the parts that reward teaches. */
const split = ({ glimpse, core, classifier, locator, baseline }: RecurrentAttentionParameters) => ({
  recognition: { glimpse, core, classifier },
  gaze: { locator, baseline },
});

/** @throws RangeError unless both keep averages of the same names; no other training could read what is saved of them. */
function assertSameAverages(a: OptimiserState, b: OptimiserState): void {
  const [own, gaze] = [a, b].map(({ slots }) => Object.keys(slots).sort().join(", "));
  if (own === gaze) return;
  throw new RangeError(
    `RecurrentAttentionTraining: expected optimiser and gazeOptimiser to keep the same averages, got "${own}" and "${gaze}"; make both with one function, such as adam`,
  );
}

function free({ parameters, state }: OptimiserUpdate<ParameterTree>): void {
  disposeParameters(parameters);
  disposeOptimiserState(state);
}

/** The averages of two parts as one state. */
function joined(a: OptimiserState, b: OptimiserState): OptimiserState {
  const slots = Object.keys(a.slots).map((slot) => [slot, { ...a.slots[slot], ...b.slots[slot] }] as const);
  return { step: a.step, slots: Object.fromEntries(slots) };
}

/**
 * A training of the recurrent attention model: weights, the optimisers' averages and the random stream of the gaze.
 * @example
 * const training = new RecurrentAttentionTraining(config, { seed: 1, examples });
 * for await (const { step, reward } of training.run(1000)) console.log(step, reward);
 * training.dispose();
 * @see Mnih et al. 2014, section 3.2.
 */
export class RecurrentAttentionTraining {
  /** What is trained, and how. */
  readonly config: RecurrentAttentionConfig;

  private readonly seed: number;
  private readonly examples: (step: number) => LabelledImages;
  private readonly gaze: RandomStream;
  private readonly learning: LearningWeights<RecurrentAttentionParameters>;
  private made = 0;

  /**
   * A new model, before its first update.
   * @throws RangeError for sizes that are no positive integers, or optimisers that do not keep the same averages.
   */
  constructor(config: RecurrentAttentionConfig, { seed, examples }: RecurrentAttentionTrainingOptions) {
    assertSameAverages(config.optimiser(0).init({}), config.gazeOptimiser(0).init({}));
    const root = createRandomStream(seed);
    this.config = config;
    this.seed = seed;
    this.examples = examples;
    this.gaze = root.split("gaze");
    const weights = initRecurrentAttention(root.split("weights"), config.architecture);
    this.learning = new LearningWeights(weights, config.optimiser(0));
  }

  /** The weights now. They belong to the training and are disposed by its next update. */
  get parameters(): RecurrentAttentionParameters {
    return this.learning.parameters;
  }

  /** Updates made so far. */
  get steps(): number {
    return this.made;
  }

  /**
   * Makes one update.
   * @throws RangeError if the pictures do not fit, or the optimisers do not keep the averages they should; the weights
   * then stay as they were.
   * @throws Error if the loss is not finite; the weights then stay as they were.
   */
  update(): TrainingRecord {
    const { parameters, made, config } = this;
    const { loss, reward, gradients } = batchGradients(
      parameters,
      config,
      config.policy(made),
      this.examples(made),
      this.gaze,
    );
    try {
      if (!Number.isFinite(loss)) {
        throw new Error(
          `recurrent attention: the loss of update ${made + 1} is ${loss}; the weights stay as they were before it`,
        );
      }
      this.learning.update((state, weights) => this.follow(gradients, state, weights));
    } finally {
      disposeParameters(gradients);
    }
    this.made += 1;
    return { step: this.made, loss, reward };
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
    return this.learning.save({
      step: this.made,
      random: { gaze: this.gaze.state() },
      notes: { seed: this.seed },
    });
  }

  /**
   * Goes on from saved bytes: the updates that follow give, on the same engine, the very weights of a training that was
   * never interrupted.
   * @throws RangeError if the bytes are broken or of another training; this one then stays as it was.
   */
  restore(bytes: Uint8Array): void {
    this.learning.restore(bytes, ({ notes, random, step }) => {
      assertSameSeed(notes, this.seed);
      this.gaze.restore(random["gaze"] as never);
      this.made = step;
    });
  }

  /** Frees every tensor. */
  dispose(): void {
    this.learning.dispose();
  }

  private follow(
    gradients: RecurrentAttentionParameters,
    state: OptimiserState,
    parameters: RecurrentAttentionParameters,
  ): OptimiserUpdate<RecurrentAttentionParameters> {
    const { config, made } = this;
    const [downhill, weights] = [split(gradients), split(parameters)];
    const recognition = config.optimiser(made).update(downhill.recognition, state, weights.recognition);
    const halves: OptimiserUpdate<ParameterTree>[] = [recognition];
    try {
      const gaze = config.gazeOptimiser(made).update(downhill.gaze, state, weights.gaze);
      halves.push(gaze);
      assertSameAverages(recognition.state, gaze.state);
      return {
        parameters: { ...recognition.parameters, ...gaze.parameters },
        state: joined(recognition.state, gaze.state),
      };
    } catch (error) {
      halves.forEach(free);
      throw error;
    }
  }
}

/** Another seed means other batches and other gazes: the two halves would be of two trainings. */
function assertSameSeed(notes: unknown, seed: number): void {
  const stored = (notes as { seed?: unknown } | null)?.seed;
  if (stored === seed) return;
  throw new RangeError(
    `restore: expected a checkpoint of seed ${seed}, got one of seed ${String(stored)}; start with that seed`,
  );
}
