import { add, gather, mul, tensor1d, tensor2d, type Tensor2D } from "@tensorflow/tfjs-core";
import { shuffle, type RandomStream } from "@wayfield/backend";
import type { LayerHook, LayerName } from "@wayfield/example-navigation-agent";

/** What takes the place of a layer's activity, `[rows, units]`; what it makes on the way is the surrounding scope's. */
export type Change = (activity: Tensor2D) => Tensor2D;

/** Changes one layer of an agent at every step. */
export const changing =
  (layer: LayerName, change: Change): LayerHook =>
  (name, activity) =>
    name === layer ? change(activity) : activity;

/** 0 for the given units, 1 for the others. */
function maskOf(units: readonly number[], width: number): Float32Array {
  const mask = new Float32Array(width).fill(1);
  for (const unit of units) mask[unit] = 0;
  return mask;
}

/** The units say nothing. */
export const silence =
  (units: readonly number[]): Change =>
  (activity) =>
    mul(activity, tensor1d(maskOf(units, activity.shape[1])));

/**
 * In each world other units of a layer say nothing: a set for every episode, so that what is found holds over sets too.
 * @param sets The silenced units, world by world.
 */
export const silenceEach =
  (layer: LayerName, sets: readonly (readonly number[])[]): LayerHook =>
  (name, activity, worlds) => {
    if (name !== layer) return activity;
    const [rows, width] = activity.shape;
    const masks = new Float32Array(rows * width).fill(1);
    worlds.forEach((world, row) => {
      for (const unit of sets[world]!) masks[row * width + unit] = 0;
    });
    return mul(activity, tensor2d(masks, [rows, width]));
  };

/** The whole layer says nothing. */
export const withhold: Change = (activity) => mul(activity, 0);

/** The units always say the same: one value for each, in their order. */
export const clamp =
  (units: readonly number[], values: readonly number[]): Change =>
  (activity) => {
    const fixed = new Float32Array(activity.shape[1]);
    units.forEach((unit, place) => (fixed[unit] = values[place]!));
    return add(silence(units)(activity), tensor1d(fixed));
  };

/** Gaussian noise is added to the units, afresh at every step. */
export const disturb =
  (units: readonly number[], deviation: number, random: RandomStream): Change =>
  (activity) => {
    const [rows, width] = activity.shape;
    const noise = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++)
      for (const unit of units) noise[row * width + unit] = deviation * random.normal();
    return add(activity, tensor2d(noise, [rows, width]));
  };

/** Each of the units says what another one of them would: always the same other. */
export function scramble(units: readonly number[], random: RandomStream): Change {
  const shuffled = shuffle([...units], random.uniform);
  return (activity) => {
    const source = Int32Array.from({ length: activity.shape[1] }, (_, unit) => unit);
    units.forEach((unit, place) => (source[unit] = shuffled[place]!));
    return gather(activity, tensor1d(source, "int32"), 1);
  };
}
