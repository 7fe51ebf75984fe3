import { concat, softmax, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import { dense } from "@wayfield/core-neuron";
import { assertPositiveInteger } from "./checks.ts";
import { assertImagesFit, imagesBetween, type Images } from "./images.ts";
import type { LocationPolicy } from "./location-policy.ts";
import { disposeEpisode, look } from "./look.ts";
import type { RecurrentAttentionArchitecture, RecurrentAttentionParameters } from "./network.ts";

/** What {@link classify} returns. */
export interface Classification {
  /** The classifier's distribution after each glimpse, the copies averaged, `[time, count, classes]`. */
  probabilities: Float32Array;
  /** Where the glimpses of every copy were, `[copies, time, count, 2]`. */
  locations: Float32Array;
}

/** Options of {@link classify}. */
export interface ClassifyOptions {
  /** Where to look. */
  policy: LocationPolicy;
  /** Draws the locations. */
  random: RandomStream;
  /** Monte Carlo copies M whose distributions are averaged (Ba, Mnih & Kavukcuoglu 2015, section 4). Default 1. */
  copies?: number;
  /** Pictures that go through together. Default 500. */
  batchSize?: number;
}

/** The distributions after every glimpse and the locations of one episode, `[time, batch, …]`. */
function readEpisode(
  parameters: RecurrentAttentionParameters,
  architecture: RecurrentAttentionArchitecture,
  images: Images,
  policy: LocationPolicy,
  random: RandomStream,
): { probabilities: Float32Array; locations: Float32Array } {
  const episode = look(parameters, architecture, images, policy, random);
  const probabilities = tidy(() =>
    softmax(dense<Tensor2D>(parameters.classifier, concat(episode.hidden, 0))),
  );
  const values = probabilities.dataSync<"float32">();
  probabilities.dispose();
  disposeEpisode(episode);
  return { probabilities: values, locations: episode.locations };
}

/** Rows `[time, batch, size]` into their columns of `[time, count, size]`, added with a weight. */
function addRows(
  rows: Float32Array,
  target: Float32Array,
  batch: { from: number; size: number; count: number; time: number },
  width: number,
  weight: number,
): void {
  for (let t = 0; t < batch.time; t++) {
    const source = t * batch.size * width;
    const at = (t * batch.count + batch.from) * width;
    for (let index = 0; index < batch.size * width; index++)
      target[at + index]! += weight * rows[source + index]!;
  }
}

/**
 * Looks at pictures and says what they show, after each glimpse.
 * @param parameters Weights.
 * @param architecture The same that made them.
 * @param images Any number of pictures.
 * @throws RangeError for pictures that do not fit, or copies or batch size that are no positive integers.
 * @example const { probabilities } = classify(parameters, architecture, images, { policy, random, copies: 10 });
 */
export function classify(
  parameters: RecurrentAttentionParameters,
  architecture: RecurrentAttentionArchitecture,
  images: Images,
  { policy, random, copies = 1, batchSize = 500 }: ClassifyOptions,
): Classification {
  assertImagesFit("classify", images, architecture.channels);
  assertPositiveInteger("classify", "copies", copies);
  assertPositiveInteger("classify", "batchSize", batchSize);
  const { glimpses, classes } = architecture;
  const { count } = images;
  const probabilities = new Float32Array(glimpses * count * classes);
  const locations = new Float32Array(copies * glimpses * count * 2);
  for (let copy = 0; copy < copies; copy++) {
    const places = locations.subarray(copy * glimpses * count * 2, (copy + 1) * glimpses * count * 2);
    for (let from = 0; from < count; from += batchSize) {
      const some = imagesBetween(images, from, Math.min(count, from + batchSize));
      const episode = readEpisode(parameters, architecture, some, policy, random);
      const batch = { from, size: some.count, count, time: glimpses };
      addRows(episode.probabilities, probabilities, batch, classes, 1 / copies);
      addRows(episode.locations, places, batch, 2, 1);
    }
  }
  return { probabilities, locations };
}

/** Options of {@link errorRates}. */
export interface ErrorRatesOptions {
  /** Glimpses T that there must be. Default as many as the probabilities are enough for. */
  glimpses?: number;
}

/** How many glimpses the probabilities are of. */
function glimpsesIn(
  { length }: Float32Array,
  count: number,
  classes: number,
  { glimpses = Math.max(1, Math.floor(length / (count * classes))) }: ErrorRatesOptions,
): number {
  if (length === glimpses * count * classes) return glimpses;
  throw new RangeError(
    `errorRates: expected probabilities of [glimpses, ${count}, ${classes}], ${glimpses * count * classes} numbers for ${glimpses} glimpse(s), got ${length}; give one label a picture`,
  );
}

/**
 * The share of pictures whose most likely class is wrong, after each glimpse, `[time]`.
 * @param probabilities `[time, count, classes]`.
 * @param labels The class of each picture, `[count]`.
 * @throws RangeError without labels or classes, or unless there is a distribution for each label and glimpse.
 * @example const [, , , , , last] = errorRates(probabilities, labels, 10, { glimpses: 6 });
 */
export function errorRates(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
  options: ErrorRatesOptions = {},
): Float64Array {
  const count = labels.length;
  assertPositiveInteger("errorRates", "the number of labels", count);
  assertPositiveInteger("errorRates", "classes", classes);
  const errors = new Float64Array(glimpsesIn(probabilities, count, classes, options));
  for (let row = 0; row < errors.length * count; row++) {
    const distribution = probabilities.subarray(row * classes, (row + 1) * classes);
    const likeliest = distribution.indexOf(Math.max(...distribution));
    if (likeliest !== labels[row % count]) errors[Math.floor(row / count)]! += 1 / count;
  }
  return errors;
}
