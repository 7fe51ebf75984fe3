// Softmax cross-entropy, row by row, with its gradient in the same pass.
import { exp4, ln } from "./elementary";
import { loadLanes, storeLanes, sumLanes } from "./lanes";

/** The largest of a row. A NaN may be passed over here: it shows in the sum of exponentials. */
function largest(row: usize, count: i32): f32 {
  const end = row + (<usize>count << 2);
  let best: f32 = -Infinity;
  if (count >= 4) {
    let lanes = v128.load(row);
    for (; row + 16 <= end; row += 16) lanes = f32x4.pmax(lanes, v128.load(row));
    const pairs = f32x4.pmax(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
    best = max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
  }
  for (; row < end; row += 4) best = max(best, f32.load(row));
  return best;
}

/** Up to four classes: writes softmax(z) − p over e^(z − shift), returns p (ln Σ − (z − shift)), nothing where p is 0. */
// @ts-ignore: decorator
@inline
function slopeLanes(
  gradient: usize,
  logits: usize,
  targets: usize,
  shift: f32,
  logarithm: f32,
  scale: f32,
  lanes: i32,
): v128 {
  const p = loadLanes(targets, lanes);
  const shifted = f32x4.sub(loadLanes(logits, lanes), f32x4.splat(shift));
  const softmax = f32x4.mul(loadLanes(gradient, lanes), f32x4.splat(scale));
  storeLanes(gradient, f32x4.sub(softmax, p), lanes);
  const terms = f32x4.mul(p, f32x4.sub(f32x4.splat(logarithm), shifted));
  return v128.and(terms, f32x4.ne(p, f32x4.splat(0)));
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
    const logarithm = <f32>ln(sum);
    const scale = <f32>(1 / sum);
    let terms = f32x4.splat(0);
    let index = 0;
    for (; index + 4 <= classes; index += 4) {
      const at = <usize>index << 2;
      terms = f32x4.add(
        terms,
        slopeLanes(gradient + at, logits + at, targets + at, shift, logarithm, scale, 4),
      );
    }
    const at = <usize>index << 2;
    const rest = classes - index;
    if (rest > 0)
      terms = f32x4.add(
        terms,
        slopeLanes(gradient + at, logits + at, targets + at, shift, logarithm, scale, rest),
      );
    f32.store(losses + (<usize>row << 2), sumLanes(terms));
    logits += width;
    targets += width;
    gradient += width;
  }
}
