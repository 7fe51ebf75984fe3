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

/** target[i] = dy[i] where x[i] is not 0 or less, else 0. */
export function reluGradient(target: usize, dy: usize, x: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const end = dy + ((count & ~3) << 2);
  while (dy < end) {
    v128.store(target, v128.andnot(v128.load(dy), f32x4.le(v128.load(x), zero)));
    dy += 16;
    x += 16;
    target += 16;
  }
  const rest = count & 3;
  if (rest == 0) return;
  storePartial(target, v128.andnot(loadPartial(dy, rest), f32x4.le(loadPartial(x, rest), zero)), rest);
}

/** target[row, column] = source[row, column] + offsets[column]. */
export function addRow(target: usize, source: usize, offsets: usize, rows: i32, columns: i32): void {
  const whole = <usize>(columns & ~3) << 2;
  const rest = columns & 3;
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < whole; at += 16)
      v128.store(target + at, f32x4.add(v128.load(source + at), v128.load(offsets + at)));
    if (rest > 0)
      storePartial(
        target + whole, f32x4.add(loadPartial(source + whole, rest), loadPartial(offsets + whole, rest)), rest,
      );
    source += <usize>columns << 2;
    target += <usize>columns << 2;
  }
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

/** target[segment] += source[row] for every row whose segment, an i32, is one of `segments`; starts at zero. */
export function segmentSum(target: usize, source: usize, ids: usize, rows: i32, columns: i32, segments: i32): void {
  const bytes = <usize>columns << 2;
  memory.fill(target, 0, <usize>segments * bytes);
  for (let row = 0; row < rows; row++) {
    const segment = i32.load(ids);
    if (segment >= 0 && segment < segments) addTo(target + <usize>segment * bytes, source, columns);
    ids += 4;
    source += bytes;
  }
}
