import { tensor4d, type Tensor2D } from "@tensorflow/tfjs-core";
import { mapParameters, type RandomStream } from "@wayfield/backend";
import type { NeocognitronParameters } from "./cells.ts";

/** For each row the index of its largest number; −1 where none is above 0. */
function winners(activity: Float32Array, planes: number): Int32Array {
  const found = new Int32Array(activity.length / planes).fill(-1);
  for (let row = 0; row < found.length; row++) {
    let greatest = 0;
    for (let plane = 0; plane < planes; plane++) {
      if (activity[row * planes + plane]! <= greatest) continue;
      greatest = activity[row * planes + plane]!;
      found[row] = plane;
    }
  }
  return found;
}

function assertRows(where: string, { shape: [rows] }: Tensor2D, labels: ArrayLike<number>): void {
  if (rows === labels.length) return;
  throw new RangeError(`${where}: expected a label for each of ${rows} pictures, got ${labels.length}`);
}

/**
 * Names the planes of the last stage after learning, which had no teacher: each by the class of the pictures for which
 * it is the strongest, by majority.
 * @param activity What {@link neocognitron} gave for labelled pictures, `[pictures, planes]`.
 * @param labels Their classes, from 0.
 * @returns A class for every plane; −1 for one that never won.
 * @throws RangeError if labels and pictures differ in number, or for a label that is no class.
 * @example const names = labelPlanes(activity, labels, 10);
 */
export function labelPlanes(activity: Tensor2D, labels: ArrayLike<number>, classes: number): Int32Array {
  assertRows("labelPlanes", activity, labels);
  for (const label of Array.from(labels)) {
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new RangeError(`labelPlanes: expected labels from 0 to ${classes - 1}, got ${label}`);
  }
  const planes = activity.shape[1];
  const votes = new Int32Array(planes * classes);
  winners(activity.dataSync<"float32">(), planes).forEach((plane, row) => {
    if (plane >= 0) votes[plane * classes + labels[row]!]!++;
  });
  return Int32Array.from({ length: planes }, (_, plane) => {
    const own = votes.subarray(plane * classes, (plane + 1) * classes);
    const most = Math.max(...own);
    return most === 0 ? -1 : own.indexOf(most);
  });
}

/**
 * The class of the strongest plane that has a name.
 * @param activity What {@link neocognitron} gave, `[pictures, planes]`.
 * @param names What {@link labelPlanes} gave.
 * @returns A class for every picture; −1 where no named plane responds.
 * @throws RangeError if names and planes differ in number.
 * @example const digits = recogniseByWinner(neocognitron(parameters, config, images), names);
 */
export function recogniseByWinner(activity: Tensor2D, names: Int32Array): Int32Array {
  const planes = activity.shape[1];
  if (names.length !== planes)
    throw new RangeError(`recogniseByWinner: expected ${planes} names, got ${names.length}`);
  const heard = activity.dataSync<"float32">().map((value, at) => (names[at % planes]! < 0 ? 0 : value));
  return winners(heard, planes).map((plane) => (plane < 0 ? -1 : names[plane]!));
}

/**
 * A control: the same weights, but every S-cell's excitatory ones in random order, so that it looks for no feature that
 * a picture has. The inhibitory ones stay.
 * @returns New parameters, the caller's.
 * @example const control = scrambleNeocognitron(createRandomStream(1), parameters);
 */
export function scrambleNeocognitron(
  random: RandomStream,
  parameters: NeocognitronParameters,
): NeocognitronParameters {
  return mapParameters(parameters, (weight) => {
    if (weight.rank !== 4) return weight.clone();
    const planes = weight.shape[3]!;
    const values = weight.dataSync<"float32">().slice();
    for (let plane = 0; plane < planes; plane++) scramble(random, values, plane, planes);
    return tensor4d(values, weight.shape as [number, number, number, number]);
  });
}

/** Fisher and Yates over every `stride`-th value from `first` on. */
function scramble(random: RandomStream, values: Float32Array, first: number, stride: number): void {
  for (let last = values.length / stride - 1; last > 0; last--) {
    const other = Math.floor(random.uniform() * (last + 1));
    const [a, b] = [first + last * stride, first + other * stride];
    [values[a], values[b]] = [values[b]!, values[a]!];
  }
}
