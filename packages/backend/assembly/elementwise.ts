// Whole arrays through one function; `count` floats, the last few by way of a padded vector.
import { exp4, sigmoid4, tanh4 } from "./elementary";
import { loadPartial, storePartial } from "./lanes";

/** An elementwise function by number: the ABI between this module and its caller. */
export const enum Activation {
  linear = 0,
  relu = 1,
  sigmoid = 2,
  tanh = 3,
  exp = 4,
}

/** The function of four floats. */
// @ts-ignore: decorator
@inline
export function activate4(activation: Activation, x: v128): v128 {
  if (activation == Activation.relu) return f32x4.pmax(x, f32x4.splat(0));
  if (activation == Activation.sigmoid) return sigmoid4(x);
  if (activation == Activation.tanh) return tanh4(x);
  if (activation == Activation.exp) return exp4(x);
  return x;
}

/** target[i] = activation(source[i]); the two may be one. */
export function activate(target: usize, source: usize, count: i32, activation: Activation): void {
  const end = source + ((count & ~3) << 2);
  while (source < end) {
    v128.store(target, activate4(activation, v128.load(source)));
    source += 16;
    target += 16;
  }
  const rest = count & 3;
  if (rest > 0) storePartial(target, activate4(activation, loadPartial(source, rest)), rest);
}

/** The derivative of an activation, from its output y. */
// @ts-ignore: decorator
@inline
function slope4(activation: Activation, y: v128): v128 {
  const one = f32x4.splat(1);
  if (activation == Activation.relu) return v128.and(f32x4.gt(y, f32x4.splat(0)), one);
  if (activation == Activation.sigmoid) return f32x4.mul(y, f32x4.sub(one, y));
  if (activation == Activation.tanh) return f32x4.sub(one, f32x4.mul(y, y));
  if (activation == Activation.exp) return y;
  return one;
}

/** target[i] = dy[i]·activation′, the derivative found from the activation's output y. */
export function activateBackward(
  target: usize,
  dy: usize,
  y: usize,
  count: i32,
  activation: Activation,
): void {
  const end = dy + ((count & ~3) << 2);
  while (dy < end) {
    v128.store(target, f32x4.mul(v128.load(dy), slope4(activation, v128.load(y))));
    dy += 16;
    y += 16;
    target += 16;
  }
  const rest = count & 3;
  if (rest == 0) return;
  const last = f32x4.mul(loadPartial(dy, rest), slope4(activation, loadPartial(y, rest)));
  storePartial(target, last, rest);
}

/** Writes `row` (columns floats) into each of `rows` rows of `target`. */
export function broadcastRow(target: usize, row: usize, rows: i32, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let index = 0; index < rows; index++) memory.copy(target + index * bytes, row, bytes);
}

/** target[column] = Σ over rows of source[row, column]. */
export function sumRows(target: usize, source: usize, rows: i32, columns: i32): void {
  memory.fill(target, 0, <usize>columns << 2);
  for (let row = 0; row < rows; row++) {
    addTo(target, source, columns);
    source += <usize>columns << 2;
  }
}

/** target[i] += source[i]. */
export function addTo(target: usize, source: usize, count: i32): void {
  const end = source + ((count & ~3) << 2);
  while (source < end) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    source += 16;
    target += 16;
  }
  const rest = count & 3;
  if (rest == 0) return;
  storePartial(target, f32x4.add(loadPartial(target, rest), loadPartial(source, rest)), rest);
}
