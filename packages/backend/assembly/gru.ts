// A layer of gated recurrent units over a whole sequence, forward and back, in the form in which the reset gate acts after
// the product. A row of projections is [reset | update | candidate], each `units` wide; what a step leaves for the sweep
// back is [reset | update | candidate | recalled], with `recalled` what the reset gate lets through. Sequences are
// [time, batch, features].
import { broadcastRow, sumRows } from "./elementwise";
import { sigmoid4, tanh4 } from "./elementary";
import { gemm, gemmScratch, multiplyPacked, multiplyPackedScratch } from "./gemm";
import { loadLanes, storeLanes } from "./lanes";
import { packRight, packedSize } from "./pack";

/** Bytes of scratch that {@link gruForward} needs. */
export function gruForwardScratch(batch: i32, units: i32): i32 {
  return ((packedSize(units, 3 * units) + batch * 3 * units) << 2) + multiplyPackedScratch(batch, units);
}

/** Bytes of scratch that {@link gruBackward} needs. */
export function gruBackwardScratch(steps: i32, batch: i32, units: i32): i32 {
  const kept = packedSize(3 * units, units) + steps * batch * 3 * units;
  const first = gemmScratch(units, 3 * units, batch);
  const rest = gemmScratch(units, 3 * units, max(steps - 1, 0) * batch);
  return (kept << 2) + max(multiplyPackedScratch(batch, 3 * units), max(first, rest));
}

/** Up to four units of one row: the gates, what they let through, and h = n + z (h₋ − n). */
// @ts-ignore: decorator
@inline
function stepLanes(
  projected: usize,
  recurrent: usize,
  width: usize,
  before: usize,
  gates: usize,
  hidden: usize,
  lanes: i32,
): void {
  const recalled = loadLanes(recurrent + 2 * width, lanes);
  const reset = sigmoid4(f32x4.add(loadLanes(projected, lanes), loadLanes(recurrent, lanes)));
  const update = sigmoid4(f32x4.add(loadLanes(projected + width, lanes), loadLanes(recurrent + width, lanes)));
  const candidate = tanh4(f32x4.add(loadLanes(projected + 2 * width, lanes), f32x4.mul(reset, recalled)));
  storeLanes(gates, reset, lanes);
  storeLanes(gates + width, update, lanes);
  storeLanes(gates + 2 * width, candidate, lanes);
  storeLanes(gates + 3 * width, recalled, lanes);
  const kept = f32x4.mul(update, f32x4.sub(loadLanes(before, lanes), candidate));
  storeLanes(hidden, f32x4.add(candidate, kept), lanes);
}

function stepRow(projected: usize, recurrent: usize, before: usize, gates: usize, hidden: usize, units: i32): void {
  const width = <usize>units << 2;
  let unit = 0;
  for (; unit + 4 <= units; unit += 4) {
    const at = <usize>unit << 2;
    stepLanes(projected + at, recurrent + at, width, before + at, gates + at, hidden + at, 4);
  }
  const at = <usize>unit << 2;
  const rest = units - unit;
  if (rest > 0) stepLanes(projected + at, recurrent + at, width, before + at, gates + at, hidden + at, rest);
}

/**
 * Writes the outputs [time, batch, units] and what the sweep back needs, `gates` [time, batch, 4·units].
 * `projected` is x W + b for every step, [time, batch, 3·units]; `recurrentKernel` is [units, 3·units], `bias` [3·units].
 */
export function gruForward(
  projected: usize,
  recurrentKernel: usize,
  bias: usize,
  hidden0: usize,
  hidden: usize,
  gates: usize,
  steps: i32,
  batch: i32,
  units: i32,
  scratch: usize,
): void {
  const width = <usize>units << 2;
  const gateWidth = 3 * width;
  packRight(scratch, recurrentKernel, units, 3 * units, gateWidth, 4);
  const recurrent = scratch + (<usize>packedSize(units, 3 * units) << 2);
  const free = recurrent + <usize>batch * gateWidth;
  let before = hidden0;
  for (let step = 0; step < steps; step++) {
    broadcastRow(recurrent, bias, batch, 3 * units);
    multiplyPacked(before, width, 4, scratch, recurrent, gateWidth, batch, 3 * units, units, true, free);
    for (let row: usize = 0; row < <usize>batch; row++) {
      stepRow(projected, recurrent + row * gateWidth, before + row * width, gates, hidden + row * width, units);
      projected += gateWidth;
      gates += 4 * width;
    }
    before = hidden;
    hidden += <usize>batch * width;
  }
}

/** Up to four units of one row, back; `dHidden` then holds what goes straight to the state before. */
// @ts-ignore: decorator
@inline
function backLanes(
  gates: usize,
  width: usize,
  before: usize,
  dy: usize,
  dHidden: usize,
  dProjected: usize,
  dRecurrent: usize,
  lanes: i32,
): void {
  const one = f32x4.splat(1);
  const reset = loadLanes(gates, lanes);
  const update = loadLanes(gates + width, lanes);
  const candidate = loadLanes(gates + 2 * width, lanes);
  const recalled = loadLanes(gates + 3 * width, lanes);
  const dh = f32x4.add(loadLanes(dy, lanes), loadLanes(dHidden, lanes));
  const rest = f32x4.sub(one, update);
  const dCandidate = f32x4.mul(f32x4.mul(dh, rest), f32x4.sub(one, f32x4.mul(candidate, candidate)));
  const change = f32x4.mul(dh, f32x4.sub(loadLanes(before, lanes), candidate));
  const dUpdate = f32x4.mul(change, f32x4.mul(update, rest));
  const dReset = f32x4.mul(f32x4.mul(dCandidate, recalled), f32x4.mul(reset, f32x4.sub(one, reset)));
  storeLanes(dProjected, dReset, lanes);
  storeLanes(dProjected + width, dUpdate, lanes);
  storeLanes(dProjected + 2 * width, dCandidate, lanes);
  storeLanes(dRecurrent, dReset, lanes);
  storeLanes(dRecurrent + width, dUpdate, lanes);
  storeLanes(dRecurrent + 2 * width, f32x4.mul(dCandidate, reset), lanes);
  storeLanes(dHidden, f32x4.mul(dh, update), lanes);
}

function backRow(
  gates: usize,
  before: usize,
  dy: usize,
  dHidden: usize,
  dProjected: usize,
  dRecurrent: usize,
  units: i32,
): void {
  const width = <usize>units << 2;
  let unit = 0;
  for (; unit + 4 <= units; unit += 4) {
    const at = <usize>unit << 2;
    backLanes(gates + at, width, before + at, dy + at, dHidden + at, dProjected + at, dRecurrent + at, 4);
  }
  const at = <usize>unit << 2;
  const rest = units - unit;
  if (rest > 0) backLanes(
    gates + at, width, before + at, dy + at, dHidden + at, dProjected + at, dRecurrent + at, rest,
  );
}

/** dU = Σₜ hₜ₋₁ᵀ · dRecurrentₜ: the state before the first step, then all others at once; and Σ dRecurrent. */
function recurrentGradients(
  dRecurrent: usize,
  hidden0: usize,
  hidden: usize,
  dKernel: usize,
  dBias: usize,
  steps: i32,
  batch: i32,
  units: i32,
  scratch: usize,
): void {
  const width = <usize>units << 2;
  const gateWidth = 3 * width;
  sumRows(dBias, dRecurrent, steps * batch, 3 * units);
  const first = min(steps, 1) * batch;
  gemm(hidden0, 4, width, dRecurrent, gateWidth, 4, dKernel, gateWidth, units, 3 * units, first, false, scratch);
  const rest = max(steps - 1, 0) * batch;
  const from = dRecurrent + <usize>batch * gateWidth;
  gemm(hidden, 4, width, from, gateWidth, 4, dKernel, gateWidth, units, 3 * units, rest, true, scratch);
}

/**
 * The sweep back through time: ∂L/∂(projected, recurrentKernel, bias, hidden0) from `dy`, ∂L/∂hidden
 * [time, batch, units].
 */
export function gruBackward(
  dy: usize,
  recurrentKernel: usize,
  hidden0: usize,
  hidden: usize,
  gates: usize,
  dProjected: usize,
  dKernel: usize,
  dBias: usize,
  dHidden: usize,
  steps: i32,
  batch: i32,
  units: i32,
  scratch: usize,
): void {
  const width = <usize>units << 2;
  const gateWidth = 3 * width;
  // The transposed kernel: element (k, column) of it lies at column·gateWidth + 4k.
  packRight(scratch, recurrentKernel, 3 * units, units, 4, gateWidth);
  const dRecurrent = scratch + (<usize>packedSize(3 * units, units) << 2);
  const free = dRecurrent + <usize>(steps * batch) * gateWidth;
  memory.fill(dHidden, 0, <usize>batch * width);
  for (let step = steps - 1; step >= 0; step--) {
    const first = <usize>(step * batch);
    const states = step == 0 ? hidden0 : hidden + (first - <usize>batch) * width;
    for (let row: usize = 0; row < <usize>batch; row++) {
      const at = first + row;
      backRow(
        gates + at * 4 * width, states + row * width, dy + at * width, dHidden + row * width,
        dProjected + at * gateWidth, dRecurrent + at * gateWidth, units,
      );
    }
    const slab = dRecurrent + first * gateWidth;
    multiplyPacked(slab, gateWidth, 4, scratch, dHidden, width, batch, units, 3 * units, true, free);
  }
  recurrentGradients(dRecurrent, hidden0, hidden, dKernel, dBias, steps, batch, units, free);
}
