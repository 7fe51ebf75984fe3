// Matrix products in all transposed forms, over packed blocks that stay in the caches.
import { packLeft, packRight, packedSize, panelCount } from "./pack";
import { TILE_COLUMNS, TILE_ROWS, multiplyTile } from "./tile";

/** Depth of a block: a packed panel of 8 columns then takes 8 KiB, a quarter of the smallest first-level cache. */
const BLOCK_DEPTH: i32 = 256;
/** Rows of a block: its packed left operand takes 160 KiB of the second-level cache. */
const BLOCK_ROWS: i32 = 160;
/** Columns of a block: its packed right operand takes 512 KiB. */
const BLOCK_COLUMNS: i32 = 512;
/** With up to this many rows, packing the right operand costs more than it saves. */
const FEW_ROWS: i32 = 2 * TILE_ROWS;
/** Bytes of one row of a packed panel. */
const PANEL_STEP: usize = TILE_COLUMNS * 4;
/** Bytes in which a partial tile is put together before its valid columns are copied out. */
const TAIL_BYTES: usize = TILE_ROWS * PANEL_STEP;

/** Bytes of scratch that {@link gemm} needs for these sizes. */
export function gemmScratch(rows: i32, columns: i32, depth: i32): i32 {
  const blockDepth = min(depth, BLOCK_DEPTH);
  const right = packedSize(blockDepth, min(columns, BLOCK_COLUMNS)) << 2;
  return right + multiplyPackedScratch(rows, blockDepth);
}

/** Bytes of scratch that {@link multiplyPacked} needs. */
export function multiplyPackedScratch(rows: i32, depth: i32): i32 {
  return <i32>TAIL_BYTES + ((min(rows, BLOCK_ROWS) * depth) << 2);
}

/** A tile whose last columns lie outside the target: made in `tail`, then copied. */
function partialTile(
  rows: i32,
  columns: i32,
  a: usize,
  b: usize,
  depth: i32,
  target: usize,
  stride: usize,
  accumulate: bool,
  tail: usize,
): void {
  multiplyTile(rows, a, <usize>rows << 2, b, PANEL_STEP, depth, tail, PANEL_STEP, false);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const to = target + row * stride + (column << 2);
      const value = f32.load(tail + row * PANEL_STEP + (column << 2));
      f32.store(to, accumulate ? f32.load(to) + value : value);
    }
  }
}

/** One panel of 8 columns (`width` of them valid) against a whole packed left block. */
function multiplyPanel(
  left: usize,
  b: usize,
  bStep: usize,
  target: usize,
  stride: usize,
  rows: i32,
  width: i32,
  depth: i32,
  accumulate: bool,
  tail: usize,
): void {
  const panels = panelCount(rows);
  const height = rows / panels;
  const taller = rows % panels;
  for (let panel = 0; panel < panels; panel++) {
    const own = height + i32(panel < taller);
    if (width == TILE_COLUMNS) multiplyTile(own, left, <usize>own << 2, b, bStep, depth, target, stride, accumulate);
    else partialTile(own, width, left, b, depth, target, stride, accumulate, tail);
    left += <usize>(own * depth) << 2;
    target += <usize>own * stride;
  }
}

/**
 * target = or += left·right with `right` packed over its whole depth by `packRight`: for a matrix used many times,
 * as the recurrent weights of a sequence are. Element (row, k) of left is at left + row·rowStep + k·depthStep.
 */
export function multiplyPacked(
  left: usize,
  rowStep: usize,
  depthStep: usize,
  right: usize,
  target: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  accumulate: bool,
  scratch: usize,
): void {
  const packed = scratch + TAIL_BYTES;
  const panelBytes = depth * PANEL_STEP;
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    const height = min(rows - row, BLOCK_ROWS);
    packLeft(packed, left + row * rowStep, height, depth, rowStep, depthStep);
    let b = right;
    for (let column = 0; column < columns; column += TILE_COLUMNS) {
      const to = target + row * stride + (column << 2);
      const width = min(columns - column, TILE_COLUMNS);
      multiplyPanel(packed, b, PANEL_STEP, to, stride, height, width, depth, accumulate, scratch);
      b += panelBytes;
    }
  }
}

/** target = or += left·right for few rows and a right operand whose rows lie contiguous: read in place. */
function multiplyInPlace(
  left: usize,
  rowStep: usize,
  depthStep: usize,
  right: usize,
  rightStep: usize,
  target: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  accumulate: bool,
  scratch: usize,
): void {
  const packed = scratch + TAIL_BYTES;
  packLeft(packed, left, rows, depth, rowStep, depthStep);
  const whole = columns & ~(TILE_COLUMNS - 1);
  for (let column = 0; column < whole; column += TILE_COLUMNS) {
    const at = column << 2;
    multiplyPanel(
      packed,
      right + at,
      rightStep,
      target + at,
      stride,
      rows,
      TILE_COLUMNS,
      depth,
      accumulate,
      scratch,
    );
  }
  if (whole == columns) return;
  const at = whole << 2;
  const last = packed + ((rows * depth) << 2);
  packRight(last, right + at, depth, columns - whole, rightStep, 4);
  multiplyPanel(
    packed,
    last,
    PANEL_STEP,
    target + at,
    stride,
    rows,
    columns - whole,
    depth,
    accumulate,
    scratch,
  );
}

/** Fills a matrix with zeros: the product over an empty depth. */
function clear(target: usize, stride: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) memory.fill(target + row * stride, 0, columns << 2);
}

/**
 * target[rows × columns] = or += left·right.
 *
 * Element (row, k) of left is at left + row·leftRowStep + k·leftDepthStep, element (k, column) of right at
 * right + k·rightDepthStep + column·rightColumnStep; steps and `stride`, the target's row length, are in bytes.
 * `scratch` holds gemmScratch(rows, columns, depth) bytes.
 */
export function gemm(
  left: usize,
  leftRowStep: usize,
  leftDepthStep: usize,
  right: usize,
  rightDepthStep: usize,
  rightColumnStep: usize,
  target: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  accumulate: bool,
  scratch: usize,
): void {
  if (rows == 0) return;
  if (depth == 0 && !accumulate) clear(target, stride, rows, columns);
  for (let column = 0; column < columns; column += BLOCK_COLUMNS) {
    const width = min(columns - column, BLOCK_COLUMNS);
    const to = target + (column << 2);
    for (let k = 0; k < depth; k += BLOCK_DEPTH) {
      const thickness = min(depth - k, BLOCK_DEPTH);
      const a = left + k * leftDepthStep;
      const b = right + k * rightDepthStep + column * rightColumnStep;
      const adds = accumulate || k > 0;
      if (rows <= FEW_ROWS && rightColumnStep == 4) {
        multiplyInPlace(
          a,
          leftRowStep,
          leftDepthStep,
          b,
          rightDepthStep,
          to,
          stride,
          rows,
          width,
          thickness,
          adds,
          scratch,
        );
      } else {
        packRight(scratch, b, thickness, width, rightDepthStep, rightColumnStep);
        const free = scratch + (packedSize(thickness, width) << 2);
        multiplyPacked(
          a,
          leftRowStep,
          leftDepthStep,
          scratch,
          to,
          stride,
          rows,
          width,
          thickness,
          adds,
          free,
        );
      }
    }
  }
}
