import { tensor, zeros, ones, type Rank, type ShapeMap, type Tensor } from "@tensorflow/tfjs-core";
import type { RandomStream } from "./random-stream.ts";

/** Makes a parameter of a given shape from a random stream. The tensor is the caller's. */
export type Initialiser = <R extends Rank>(random: RandomStream, shape: ShapeMap[R]) => Tensor<R>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);

/** How many signals meet in a unit, and how many units a signal reaches. */
export interface Fans {
  /** Inputs of one unit. */
  fanIn: number;
  /** Units that one input reaches. */
  fanOut: number;
}

/**
 * Inputs and outputs of one unit: for a matrix `[in, out]` its two sides, for a convolution kernel
 * `[height, width, in, out]` those times the receptive field.
 */
export function fans(shape: readonly number[]): Fans {
  if (shape.length < 2) return { fanIn: sizeOf(shape), fanOut: sizeOf(shape) };
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: field * shape.at(-2)!, fanOut: field * shape.at(-1)! };
}

function draw<R extends Rank>(shape: ShapeMap[R], next: () => number): Tensor<R> {
  const values = new Float32Array(sizeOf(shape));
  for (let index = 0; index < values.length; index++) values[index] = next();
  return tensor(values, shape, "float32");
}

/** Independent normal numbers with the given standard deviation, mean 0. */
export const normalInitialiser =
  (deviation: number): Initialiser =>
  (random, shape) =>
    draw(shape, () => deviation * random.normal());

/** Independent uniform numbers in [−limit, limit). */
export const uniformInitialiser =
  (limit: number): Initialiser =>
  (random, shape) =>
    draw(shape, () => limit * (2 * random.uniform() - 1));

/** Uniform with limit √(6 / (fanIn + fanOut)) (Glorot & Bengio 2010, equation 16): keeps the variance of signals both ways. */
export const glorotUniform: Initialiser = (random, shape) => {
  const { fanIn, fanOut } = fans(shape);
  return uniformInitialiser(Math.sqrt(6 / (fanIn + fanOut)))(random, shape);
};

/** Normal with deviation √(2 / fanIn) (He et al. 2015, equation 10), for rectified units. */
export const heNormal: Initialiser = (random, shape) =>
  normalInitialiser(Math.sqrt(2 / fans(shape).fanIn))(random, shape);

/** Uniform with limit 1 / √fanIn (LeCun et al. 1998, section 4.6, up to a factor): the default of many recurrent nets. */
export const lecunUniform: Initialiser = (random, shape) =>
  uniformInitialiser(1 / Math.sqrt(fans(shape).fanIn))(random, shape);

/** Zeros. */
export const zerosInitialiser: Initialiser = (_random, shape) => zeros(shape);

/** Ones. */
export const onesInitialiser: Initialiser = (_random, shape) => ones(shape);
