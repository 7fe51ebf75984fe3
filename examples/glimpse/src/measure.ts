import { createRandomStream, disposeParameters } from "@wayfield/backend";
import {
  classify,
  correctness,
  errorRates,
  type Classification,
  type Images,
  type RecurrentAttentionParameters,
} from "@wayfield/recurrent-attention";
import { convLogits } from "./conv-control.ts";
import { testGaze } from "./models.ts";
import { tasks, type TaskImages, type TaskName } from "./tasks.ts";
import { readConvControl, readLooker } from "./weights.ts";

/** What a model that looks does on the test pictures. */
export interface Reading {
  /** Share misread after each glimpse, one copy. */
  errors: Float64Array;
  /** Share misread after the last glimpse, ten copies averaged. */
  errorOfTenCopies: number;
  /** Where the one copy looked. */
  classification: Classification;
}

/** Tests a model that looks. */
export function readingOf(
  task: TaskName,
  model: "learned" | "random",
  parameters: RecurrentAttentionParameters,
  { images, labels }: TaskImages,
  seed: number,
): Reading {
  const { architecture } = tasks[task];
  const look = (copies: number) =>
    classify(parameters, architecture, images, {
      policy: testGaze(model),
      random: createRandomStream(seed).split(`copies ${copies}`),
      copies,
    });
  const errorsOf = ({ probabilities }: Classification) =>
    errorRates(probabilities, labels, architecture.classes, { glimpses: architecture.glimpses });
  const classification = look(1);
  return { errors: errorsOf(classification), errorOfTenCopies: errorsOf(look(10)).at(-1)!, classification };
}

/** Tests a shipped model that looks; undefined where none is shipped. */
export async function measureLooker(
  task: TaskName,
  model: "learned" | "random",
  test: TaskImages,
  seed: number,
): Promise<Reading | undefined> {
  const parameters = await readLooker(task, model);
  if (parameters === undefined) return undefined;
  const reading = readingOf(task, model, parameters, test, seed);
  disposeParameters(parameters);
  return reading;
}

const rows = 500;
const part = ({ pixels, height, width, count }: Images, from: number): Images => {
  const to = Math.min(count, from + rows);
  return {
    pixels: pixels.subarray(from * height * width, to * height * width),
    count: to - from,
    height,
    width,
  };
};

/** Share of the test pictures that the shipped convolutional control misreads; undefined where none is shipped. */
export async function measureConvControl(task: TaskName, test: TaskImages): Promise<number | undefined> {
  const parameters = await readConvControl(task);
  if (parameters === undefined) return undefined;
  let right = 0;
  for (let from = 0; from < test.images.count; from += rows) {
    const images = part(test.images, from);
    const logits = convLogits(parameters, images);
    const labels = Array.from({ length: images.count }, (_, row) => test.labels[from + row]!);
    right += correctness(logits.dataSync<"float32">(), labels).reduce((sum, one) => sum + one, 0);
    logits.dispose();
  }
  disposeParameters(parameters);
  return 1 - right / test.images.count;
}

/** After each glimpse, the share of glimpses whose centre lies in a square of `side` pixels at one of the corners. */
export function shareInside(
  { locations }: Classification,
  corners: Int32Array,
  side: number,
  { count, width, height }: Images,
): Float64Array {
  const glimpses = locations.length / (2 * count);
  const each = corners.length / (2 * count);
  const shares = new Float64Array(glimpses);
  for (let row = 0; row < glimpses * count; row++) {
    const picture = row % count;
    const x = ((locations[2 * row]! + 1) / 2) * width;
    const y = ((locations[2 * row + 1]! + 1) / 2) * height;
    const isInside = Array.from({ length: each }, (_, index) => 2 * (picture * each + index)).some(
      (at) =>
        x >= corners[at]! && x < corners[at]! + side && y >= corners[at + 1]! && y < corners[at + 1]! + side,
    );
    if (isInside) shares[Math.floor(row / count)]! += 1 / count;
  }
  return shares;
}
