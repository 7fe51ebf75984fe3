// Softmax cross-entropy, row by row, with its gradient in the same pass.
import { exp4, ln } from "./elementary";
import { loadLanes, storeLanes, sumLanes } from "./lanes";

/** The largest of a row; NaN wins, so that it shows in the loss. */
function largest(row: usize, count: i32): f32 {
  let best: f32 = -Infinity;
  for (let index = 0; index < count; index++) {
    const value = f32.load(row + (index << 2));
    if (!(value <= best)) best = value;
    if (value != value) return value;
  }
  return best;
}

/** Writes e^(z − shift) and returns its sum; the lanes past the end of the row do not count. */
function exponentials(target: usize, row: usize, shift: f32, count: i32): f64 {
  const shifts = f32x4.splat(shift);
  const whole = count & ~3;
  let sums = f32x4.splat(0);
  for (let index = 0; index < whole; index += 4) {
    const value = exp4(f32x4.sub(v128.load(row + (index << 2)), shifts));
    v128.store(target + (index << 2), value);
    sums = f32x4.add(sums, value);
  }
  let sum = <f64>sumLanes(sums);
  const rest = count - whole;
  if (rest > 0) {
    const to = target + (whole << 2);
    storeLanes(to, exp4(f32x4.sub(loadLanes(row + (whole << 2), rest), shifts)), rest);
    for (let index = 0; index < rest; index++) sum += <f64>f32.load(to + (index << 2));
  }
  return sum;
}

/**
 * For each row: loss = −Σ p ln softmax(z) = Σ p (ln Σ e^(z − m) − (z − m)), and gradient = softmax(z) − p.
 * Terms with p = 0 count nothing, whatever z is.
 */
export function softmaxCrossEntropy(
  losses: usize,
  gradient: usize,
  logits: usize,
  targets: usize,
  rows: i32,
  classes: i32,
): void {
  const width = <usize>classes << 2;
  for (let row = 0; row < rows; row++) {
    const shift = largest(logits, classes);
    const sum = exponentials(gradient, logits, shift, classes);
    const logarithm = ln(sum);
    const scale = <f32>(1 / sum);
    let loss: f64 = 0;
    for (let index = 0; index < classes; index++) {
      const at = <usize>index << 2;
      const p = f32.load(targets + at);
      const shifted = f32.load(logits + at) - shift;
      if (p != 0) loss += <f64>p * (logarithm - <f64>shifted);
      f32.store(gradient + at, f32.load(gradient + at) * scale - p);
    }
    f32.store(losses + (row << 2), <f32>loss);
    logits += width;
    targets += width;
    gradient += width;
  }
}
