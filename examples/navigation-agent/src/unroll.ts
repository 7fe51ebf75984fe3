import { tensor2d, tensor3d, type Tensor2D, type Tensor3D, type Tensor4D } from "@tensorflow/tfjs-core";
import type { LstmState } from "@wayfield/core-neuron";
import { bytesOf, imagesTensor, type PictureSize } from "./vision.ts";
import { range } from "./worlds.ts";

/** What one actor lived through with one version of the weights: plain arrays, time-major, fit to be sent. */
export interface Unroll {
  /** Which weights acted. */
  version: number;
  steps: number;
  worlds: number;
  /** What the policy was told, `[steps + 1, worlds, inputs]`. */
  inputs: Float32Array;
  /** What it saw, `[steps + 1, worlds, height, width, 3]`, if it has eyes. */
  images?: Uint8Array;
  pictureSize?: PictureSize;
  /** `[steps, worlds]`. */
  actions: Int32Array;
  /** 1 where the action led to the goal, and what encourages a learner on the way, `[steps, worlds]`. */
  rewards: Float32Array;
  /** How often the goal was reached. */
  goals: number;
  /** 1 where the world took part; after an episode's end it stands still, `[steps, worlds]`. */
  weights: Float32Array;
  /** 1 where the episode was cut by its end in time, `[steps, worlds]`. */
  cuts: Float32Array;
  /** ln of the probability with which the action was chosen, `[steps, worlds]`. */
  logProbabilities: Float32Array;
  /** What the actor expected, `[steps + 1, worlds]`. */
  values: Float32Array;
  /** The policy's state before the first step, `[worlds, units]`. */
  hidden: Float32Array;
  cell: Float32Array;
  /** Goals of each whole episode that ended meanwhile. */
  episodes: number[];
}

/** An unroll of some of its worlds as tensors. */
export interface PolicyBatch {
  inputs: Tensor3D;
  images: Tensor4D | undefined;
  state: LstmState;
  actions: Tensor2D;
  rewards: Tensor2D;
  weights: Tensor2D;
  cuts: Tensor2D;
  logProbabilities: Tensor2D;
  values: Tensor2D;
}

/** Room for an unroll. */
export function createUnroll(
  sizes: {
    steps: number;
    worlds: number;
    inputs: number;
    units: number;
    pictureSize?: PictureSize | undefined;
  },
  version: number,
): Unroll {
  const { steps, worlds, inputs, units, pictureSize } = sizes;
  const perStep = (): Float32Array => new Float32Array(steps * worlds);
  return {
    version,
    steps,
    worlds,
    inputs: new Float32Array((steps + 1) * worlds * inputs),
    ...(pictureSize
      ? { images: new Uint8Array((steps + 1) * worlds * bytesOf(pictureSize)), pictureSize }
      : {}),
    actions: new Int32Array(steps * worlds),
    rewards: perStep(),
    goals: 0,
    weights: perStep(),
    cuts: perStep(),
    logProbabilities: perStep(),
    values: new Float32Array((steps + 1) * worlds),
    hidden: new Float32Array(worlds * units),
    cell: new Float32Array(worlds * units),
    episodes: [],
  };
}

/** Some worlds' columns of a time-major array `[time, worlds, width]`. The array itself where it is all of them. */
function columnsOf<Values extends Float32Array | Int32Array | Uint8Array>(
  values: Values,
  worlds: number,
  columns: readonly number[],
  width: number,
): Values {
  if (columns.length === worlds) return values;
  const time = values.length / (worlds * width);
  const taken = values.slice(0, time * columns.length * width) as Values;
  for (let t = 0; t < time; t++) {
    columns.forEach((column, place) => {
      const from = (t * worlds + column) * width;
      taken.set(values.subarray(from, from + width), (t * columns.length + place) * width);
    });
  }
  return taken;
}

/** Every `parts`-th world of an unroll from number `part`, as tensors; the caller's. */
export function batchOf(unroll: Unroll, { part, parts }: { part: number; parts: number }): PolicyBatch {
  const { steps, worlds, images, pictureSize } = unroll;
  const columns = range(worlds).filter((world) => world % parts === part);
  const count = columns.length;
  const inputs = unroll.inputs.length / ((steps + 1) * worlds);
  const units = unroll.hidden.length / worlds;
  const table = (values: Float32Array, rows: number): Tensor2D =>
    tensor2d(columnsOf(values, worlds, columns, 1), [rows, count]);
  const rowsOf = (values: Float32Array): Tensor2D =>
    tensor2d(columnsOf(values, worlds, columns, units), [count, units]);
  return {
    inputs: tensor3d(columnsOf(unroll.inputs, worlds, columns, inputs), [steps + 1, count, inputs]),
    images:
      images &&
      pictureSize &&
      imagesTensor(columnsOf(images, worlds, columns, bytesOf(pictureSize)), pictureSize),
    state: { hidden: rowsOf(unroll.hidden), cell: rowsOf(unroll.cell) },
    actions: tensor2d(columnsOf(unroll.actions, worlds, columns, 1), [steps, count], "int32"),
    rewards: table(unroll.rewards, steps),
    weights: table(unroll.weights, steps),
    cuts: table(unroll.cuts, steps),
    logProbabilities: table(unroll.logProbabilities, steps),
    values: table(unroll.values, steps + 1),
  };
}
