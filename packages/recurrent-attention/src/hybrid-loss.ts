import {
  add,
  concat,
  div,
  mean,
  mul,
  neg,
  reshape,
  square,
  sub,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  type Rank,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { stopGradient } from "@wayfield/backend";
import { dense, softmaxCrossEntropy } from "@wayfield/core-neuron";
import { assertLabels, assertLength, assertPositive, assertPositiveInteger } from "./checks.ts";
import type { Episode } from "./look.ts";
import type { RecurrentAttentionParameters } from "./network.ts";

/**
 * The target distributions of labels, over and over: `[rows, classes]`.
 * @throws RangeError for a label that is no class.
 */
function targetsOf(labels: ArrayLike<number>, rows: number, classes: number): Tensor2D {
  assertLabels("classificationLoss", labels, classes);
  const targets = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) targets[row * classes + labels[row % labels.length]!] = 1;
  return tensor2d(targets, [rows, classes]);
}

/**
 * Cross-entropy of the classifier, in nats, after each of the last glimpses.
 * @param hidden The core's output after each glimpse, `[batch, units]` each.
 * @param labels The class of each picture, `[batch]`.
 * @param supervised After how many of the last glimpses the class is asked for; 1: after the last alone.
 * @returns A scalar, the caller's.
 * @throws RangeError unless `supervised` is a whole number of glimpses that there are and each picture has a label, or
 * for a label that is no class.
 */
export function classificationLoss(
  { classifier }: Pick<RecurrentAttentionParameters, "classifier">,
  hidden: readonly Tensor2D[],
  labels: ArrayLike<number>,
  supervised: number,
): Scalar {
  if (!Number.isInteger(supervised) || supervised < 1 || supervised > hidden.length) {
    throw new RangeError(
      `classificationLoss: expected supervised to be a whole number from 1 to the ${hidden.length} glimpses, got ${supervised}`,
    );
  }
  assertLength("classificationLoss", "labels", labels, hidden[0]!.shape[0]);
  return tidy(() =>
    softmaxCrossEntropy(
      dense<Tensor2D>(classifier, concat(hidden.slice(-supervised), 0)),
      targetsOf(labels, supervised * labels.length, classifier.kernel.shape[1]),
    ),
  );
}

/**
 * ln N(l; μ, σ² I) for each row, up to the constant −ln 2πσ²: −‖l − μ‖² / 2σ².
 * @param means μ, `[rows, 2]`.
 * @param proposals l as drawn, `[rows, 2]`.
 * @param deviation σ.
 * @returns `[rows]`, the caller's.
 * @throws RangeError unless σ > 0.
 */
export function locationLogDensity(means: Tensor2D, proposals: Tensor2D, deviation: number): Tensor1D {
  assertPositive("locationLogDensity", "deviation", deviation);
  return tidy(() => div(sum(square(sub(proposals, means)), 1), -2 * deviation ** 2));
}

/**
 * The surrogate whose gradient is REINFORCE's estimate: L = −(1/B) Σₜ Σ_b (R − b) ln π(lₜ | hₜ₋₁), with ∂L/∂μ alone:
 * none flows into what was drawn, though it was drawn around μ, nor into the advantages.
 * @param means μ, `[steps · batch, 2]`.
 * @param proposals What was drawn, `[steps · batch, 2]`.
 * @param advantages R − b, `[steps · batch]`.
 * @param deviation σ.
 * @param batch Episodes B.
 * @returns A scalar, the caller's.
 * @throws RangeError unless σ > 0 and B is a positive integer.
 * @see Williams 1992, section 6; Mnih et al. 2014, equations 2 and 3.
 */
export function reinforceLoss(
  means: Tensor2D,
  proposals: Tensor2D,
  advantages: Tensor1D,
  deviation: number,
  batch: number,
): Scalar {
  assertPositive("reinforceLoss", "deviation", deviation);
  assertPositiveInteger("reinforceLoss", "batch", batch);
  return tidy(() => {
    const logDensity = locationLogDensity(means, stopGradient(proposals), deviation);
    return neg(div(sum<Scalar>(mul(stopGradient(advantages), logDensity)), batch));
  });
}

/** What was rewarded: one number for each picture of an episode. */
export type Reward = (logits: Float32Array, labels: ArrayLike<number>) => Float32Array;

/** The largest of a row's values. */
function largestOf(values: Float32Array, row: number, width: number): number {
  let best = 0;
  for (let index = 1; index < width; index++)
    if (values[row * width + index]! > values[row * width + best]!) best = index;
  return best;
}

/**
 * 1 where the most likely class is the right one, else 0: the paper's reward.
 * @throws RangeError unless the logits are equally many for each label, and at least as many as the labels tell apart.
 * @see Mnih et al. 2014, section 4.1.
 */
export const correctness: Reward = (logits, labels) => {
  const classes = logits.length / labels.length;
  assertPositiveInteger("correctness", "logits for each label", classes);
  assertLabels("correctness", labels, classes);
  return Float32Array.from({ length: labels.length }, (_, row) =>
    largestOf(logits, row, classes) === labels[row] ? 1 : 0,
  );
};

/**
 * What an episode earned, `[batch]`.
 * @param labels The class of each picture, `[batch]`.
 * @throws RangeError unless there is a label for each picture, and what the reward throws.
 */
export function rewardsOf(
  { classifier }: Pick<RecurrentAttentionParameters, "classifier">,
  { batch, hidden }: Episode,
  labels: ArrayLike<number>,
  reward: Reward,
): Float32Array {
  assertLength("rewardsOf", "labels", labels, batch);
  const logits = dense(classifier, hidden.at(-1)!);
  const values = logits.dataSync<"float32">();
  logits.dispose();
  return reward(values, labels);
}

/** Each picture's reward at every step but the last: `[(T − 1) · B]`. */
const rewardColumn = (rewards: Float32Array, steps: number): Tensor1D =>
  tensor1d(Float32Array.from({ length: steps * rewards.length }, (_, row) => rewards[row % rewards.length]!));

/**
 * What the locator and the baseline learn from an episode: REINFORCE with the reward that the baseline did not expect,
 * and the baseline's mean squared error. Neither reaches the core: it is read through a stopped gradient.
 */
function gazeLoss(
  { baseline }: RecurrentAttentionParameters,
  { batch, hidden, means, proposals }: Episode,
  rewards: Float32Array,
  deviation: number,
): Scalar {
  const rows = means.length * batch;
  const before = stopGradient<Tensor2D>(concat(hidden.slice(0, -1), 0));
  const expected = reshape<Rank.R1>(dense(baseline, before), [rows]);
  const surprise: Tensor1D = sub(rewardColumn(rewards, means.length), expected);
  const drawn = tensor2d(proposals.subarray(2 * batch), [rows, 2]);
  const gaze = reinforceLoss(concat([...means], 0), drawn, surprise, deviation, batch);
  return add(gaze, mean<Scalar>(square(surprise)));
}

/** Options of {@link hybridLoss}. */
export interface HybridLossOptions {
  /** After how many of the last glimpses the class is asked for. Default 1, after the last alone, as in the paper. */
  supervised?: number;
  /** σ of the policy that looked. Undefined for one that does not follow the locator, which then learns nothing. */
  deviation?: number | undefined;
}

/**
 * The hybrid loss of an episode: cross-entropy through classifier, core and glimpse network; REINFORCE with a learned
 * baseline for the locator. No gradient passes from one to the other through a location.
 * @param parameters The weights that looked.
 * @param labels The class of each picture, `[batch]`.
 * @param rewards R of each picture, `[batch]`.
 * @returns A scalar, the caller's.
 * @throws RangeError if lengths do not agree, for a label that is no class, or a deviation that is not positive.
 * @example
 * const { value, gradients } = valueAndGradients((candidate) => {
 *   const episode = look(candidate, architecture, images, policy, random);
 *   return hybridLoss(candidate, episode, labels, rewardsOf(candidate, episode, labels, correctness), { deviation: 0.1 });
 * }, parameters);
 * @see Mnih et al. 2014, section 3.2, "Using a hybrid supervised loss".
 */
export function hybridLoss(
  parameters: RecurrentAttentionParameters,
  episode: Episode,
  labels: ArrayLike<number>,
  rewards: Float32Array,
  { supervised = 1, deviation }: HybridLossOptions = {},
): Scalar {
  assertLength("hybridLoss", "labels", labels, episode.batch);
  assertLength("hybridLoss", "rewards", rewards, episode.batch);
  if (deviation !== undefined) assertPositive("hybridLoss", "deviation", deviation);
  return tidy(() => {
    const classification = classificationLoss(parameters, episode.hidden, labels, supervised);
    return deviation === undefined || episode.means.length === 0
      ? classification
      : add(classification, gazeLoss(parameters, episode, rewards, deviation));
  });
}
