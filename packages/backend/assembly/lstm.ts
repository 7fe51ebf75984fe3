// An LSTM layer over a whole sequence, forward and back. A row of gates is [input | forget | candidate | output], each
// `units` wide; sequences are [time, batch, features].
import { sigmoid4, tanh4 } from "./elementary";
import { multiplyPacked, multiplyPackedScratch } from "./gemm";
import { loadLanes, storeLanes } from "./lanes";
import { packRight, packedSize } from "./pack";

/** Bytes of scratch that {@link lstmForward} needs. */
export function lstmForwardScratch(batch: i32, units: i32): i32 {
  return (packedSize(units, 4 * units) << 2) + multiplyPackedScratch(batch, units);
}

/** Bytes of scratch that {@link lstmBackward} needs. */
export function lstmBackwardScratch(batch: i32, units: i32): i32 {
  return (packedSize(4 * units, units) << 2) + multiplyPackedScratch(batch, 4 * units);
}

/** Up to four units of one row: squashes the gates in place, c = f·c₋ + i·g, h = o·tanh c. */
// @ts-ignore: decorator
@inline
function stepLanes(gates: usize, width: usize, before: usize, cell: usize, hidden: usize, lanes: i32): void {
  const input = sigmoid4(loadLanes(gates, lanes));
  const forget = sigmoid4(loadLanes(gates + width, lanes));
  const candidate = tanh4(loadLanes(gates + 2 * width, lanes));
  const output = sigmoid4(loadLanes(gates + 3 * width, lanes));
  storeLanes(gates, input, lanes);
  storeLanes(gates + width, forget, lanes);
  storeLanes(gates + 2 * width, candidate, lanes);
  storeLanes(gates + 3 * width, output, lanes);
  const c = f32x4.add(f32x4.mul(forget, loadLanes(before, lanes)), f32x4.mul(input, candidate));
  storeLanes(cell, c, lanes);
  storeLanes(hidden, f32x4.mul(output, tanh4(c)), lanes);
}

function stepRow(gates: usize, before: usize, cell: usize, hidden: usize, units: i32): void {
  const width = <usize>units << 2;
  let unit = 0;
  for (; unit + 4 <= units; unit += 4) {
    const at = unit << 2;
    stepLanes(gates + at, width, before + at, cell + at, hidden + at, 4);
  }
  const at = unit << 2;
  if (unit < units) stepLanes(gates + at, width, before + at, cell + at, hidden + at, units - unit);
}

/**
 * Writes the squashed gates [time, batch, 4·units], the cells and the hidden states [time, batch, units].
 * `projected` is x W + b for every step, [time, batch, 4·units]; `recurrentKernel` is [units, 4·units].
 */
export function lstmForward(
  projected: usize,
  recurrentKernel: usize,
  hidden0: usize,
  cell0: usize,
  hidden: usize,
  gates: usize,
  cells: usize,
  steps: i32,
  batch: i32,
  units: i32,
  scratch: usize,
): void {
  const width = <usize>units << 2;
  const gateWidth = width << 2;
  memory.copy(gates, projected, steps * batch * gateWidth);
  packRight(scratch, recurrentKernel, units, 4 * units, gateWidth, 4);
  const free = scratch + (packedSize(units, 4 * units) << 2);
  let hiddenBefore = hidden0;
  let cellBefore = cell0;
  for (let step = 0; step < steps; step++) {
    multiplyPacked(
      hiddenBefore, width, 4, scratch, gates, gateWidth, batch, 4 * units, units, true, free,
    );
    hiddenBefore = hidden;
    for (let row = 0; row < batch; row++) {
      stepRow(gates, cellBefore, cells, hidden, units);
      gates += gateWidth;
      cellBefore += width;
      cells += width;
      hidden += width;
    }
    cellBefore = cells - batch * width;
  }
}

/** Up to four units of one row, back: the gates' derivatives, and dc for the step before in place. */
// @ts-ignore: decorator
@inline
function backLanes(
  gates: usize,
  width: usize,
  before: usize,
  cell: usize,
  dy: usize,
  dHidden: usize,
  dCell: usize,
  dGates: usize,
  lanes: i32,
): void {
  const one = f32x4.splat(1);
  const input = loadLanes(gates, lanes);
  const forget = loadLanes(gates + width, lanes);
  const candidate = loadLanes(gates + 2 * width, lanes);
  const output = loadLanes(gates + 3 * width, lanes);
  const squashed = tanh4(loadLanes(cell, lanes));
  const dh = f32x4.add(loadLanes(dy, lanes), loadLanes(dHidden, lanes));
  const through = f32x4.mul(f32x4.mul(dh, output), f32x4.sub(one, f32x4.mul(squashed, squashed)));
  const dc = f32x4.add(loadLanes(dCell, lanes), through);
  const dInput = f32x4.mul(f32x4.mul(dc, candidate), f32x4.mul(input, f32x4.sub(one, input)));
  const dForget = f32x4.mul(
    f32x4.mul(dc, loadLanes(before, lanes)),
    f32x4.mul(forget, f32x4.sub(one, forget)),
  );
  const dCandidate = f32x4.mul(f32x4.mul(dc, input), f32x4.sub(one, f32x4.mul(candidate, candidate)));
  const dOutput = f32x4.mul(f32x4.mul(dh, squashed), f32x4.mul(output, f32x4.sub(one, output)));
  storeLanes(dGates, dInput, lanes);
  storeLanes(dGates + width, dForget, lanes);
  storeLanes(dGates + 2 * width, dCandidate, lanes);
  storeLanes(dGates + 3 * width, dOutput, lanes);
  storeLanes(dCell, f32x4.mul(dc, forget), lanes);
}

function backRow(
  gates: usize,
  before: usize,
  cell: usize,
  dy: usize,
  dHidden: usize,
  dCell: usize,
  dGates: usize,
  units: i32,
): void {
  const width = <usize>units << 2;
  let unit = 0;
  for (; unit + 4 <= units; unit += 4) {
    const at = unit << 2;
    backLanes(gates + at, width, before + at, cell + at, dy + at, dHidden + at, dCell + at, dGates + at, 4);
  }
  const at = unit << 2;
  const rest = units - unit;
  if (rest > 0)
    backLanes(gates + at, width, before + at, cell + at, dy + at, dHidden + at, dCell + at, dGates + at, rest);
}

/**
 * The sweep back through time. `dy` is ∂L/∂hidden [time, batch, units]; `dCell` [batch, units] holds ∂L/∂(last cell)
 * on entry and ∂L/∂cell0 on return; `dHidden` receives ∂L/∂hidden0, `dGates` ∂L/∂(gates before squashing).
 */
export function lstmBackward(
  dy: usize,
  recurrentKernel: usize,
  cell0: usize,
  gates: usize,
  cells: usize,
  dGates: usize,
  dHidden: usize,
  dCell: usize,
  steps: i32,
  batch: i32,
  units: i32,
  scratch: usize,
): void {
  const width = <usize>units << 2;
  const gateWidth = width << 2;
  // The transposed kernel: element (k, column) of it lies at column·gateWidth + 4k.
  packRight(scratch, recurrentKernel, 4 * units, units, 4, gateWidth);
  const free = scratch + (packedSize(4 * units, units) << 2);
  memory.fill(dHidden, 0, batch * width);
  for (let step = steps - 1; step >= 0; step--) {
    const first = <usize>(step * batch);
    for (let row: usize = 0; row < <usize>batch; row++) {
      const at = (first + row) * width;
      const before = step == 0 ? cell0 + row * width : cells + at - batch * width;
      backRow(
        gates + (first + row) * gateWidth, before, cells + at, dy + at,
        dHidden + row * width, dCell + row * width, dGates + (first + row) * gateWidth, units,
      );
    }
    const slab = dGates + first * gateWidth;
    multiplyPacked(slab, gateWidth, 4, scratch, dHidden, width, batch, units, 4 * units, false, free);
  }
}
