import { mul, reshape, slice, sub, type Rank, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";

/** Columns of one gate where `gates` blocks of equal width stand side by side. */
export function gateBlock(x: Tensor2D, gate: number, gates: number): Tensor2D {
  const [batch, width] = x.shape;
  return slice(x, [0, (gate * width) / gates], [batch, width / gates]);
}

/** 1 − x²: the slope of tanh where x is its value. */
export const oneMinusSquare = (x: Tensor2D): Tensor2D => sub(1, mul(x, x));

/** x (1 − x): the slope of the logistic function where x is its value. */
export const timesComplement = (x: Tensor2D): Tensor2D => mul(x, sub(1, x));

/** A sequence as a matrix with time and batch in one axis. */
export const flattenTime = (x: Tensor3D): Tensor2D => reshape<Rank.R2>(x, [-1, x.shape[2]]);
