// Packing: operands are copied once into the order in which the tiles read them, whatever way they were stored.
import { TILE_COLUMNS, TILE_ROWS } from "./tile";

/** How many panels of at most five rows hold `rows` rows. */
// @ts-ignore: decorator
@inline
export function panelCount(rows: i32): i32 {
  return (rows + TILE_ROWS - 1) / TILE_ROWS;
}

/** Floats that a packed right operand of `depth` × `columns` takes. */
export function packedSize(depth: i32, columns: i32): i32 {
  return depth * ((columns + TILE_COLUMNS - 1) & ~(TILE_COLUMNS - 1));
}

/**
 * Packs the left operand, rows × depth, into panels of [depth][panel's rows]. Rows are spread evenly over as few panels
 * as there can be: the first `rows % panels` have one row more than the rest.
 * Element (row, k) is at source + row·rowStep + k·depthStep (bytes).
 */
export function packLeft(
  target: usize,
  source: usize,
  rows: i32,
  depth: i32,
  rowStep: usize,
  depthStep: usize,
): void {
  const panels = panelCount(rows);
  const height = rows / panels;
  const taller = rows % panels;
  for (let panel = 0; panel < panels; panel++) {
    const own = height + i32(panel < taller);
    if (depthStep == 4) packRows(target, source, own, depth, rowStep);
    else if (rowStep == 4 && own >= 4) packTallColumns(target, source, own, depth, depthStep);
    else packColumns(target, source, own, depth, rowStep, depthStep);
    target += <usize>(own * depth) << 2;
    source += <usize>own * rowStep;
  }
}

/** One panel whose rows lie contiguous in memory. */
function packRows(target: usize, source: usize, height: i32, depth: i32, rowStep: usize): void {
  const whole = height >= 4 ? depth & ~3 : 0;
  if (whole > 0) packFourRows(target, source, height, whole, rowStep);
  const step = <usize>height << 2;
  for (let row = 0; row < height; row++) {
    let to = target + <usize>whole * step + (<usize>row << 2);
    let from = source + <usize>row * rowStep + (<usize>whole << 2);
    for (let k = whole; k < depth; k++) {
      f32.store(to, f32.load(from));
      to += step;
      from += 4;
    }
  }
}

/** Four rows at a time through a transposed block of 4 × 4, and the fifth, if there is one, by its lanes. */
function packFourRows(target: usize, source: usize, height: i32, depth: i32, rowStep: usize): void {
  const step = <usize>height << 2;
  const end = source + (<usize>depth << 2);
  for (; source < end; source += 16) {
    const r0 = v128.load(source), r1 = v128.load(source + rowStep);
    const r2 = v128.load(source + 2 * rowStep), r3 = v128.load(source + 3 * rowStep);
    const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
    const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
    v128.store(target, i64x2.shuffle(low01, low23, 0, 2));
    v128.store(target + step, i64x2.shuffle(low01, low23, 1, 3));
    v128.store(target + 2 * step, i64x2.shuffle(high01, high23, 0, 2));
    v128.store(target + 3 * step, i64x2.shuffle(high01, high23, 1, 3));
    if (height > 4) {
      const from = source + 4 * rowStep;
      f32.store(target, f32.load(from), 16);
      f32.store(target + step, f32.load(from, 4), 16);
      f32.store(target + 2 * step, f32.load(from, 8), 16);
      f32.store(target + 3 * step, f32.load(from, 12), 16);
    }
    target += 4 * step;
  }
}

/** One panel of four or five rows of a transposed operand: the rows of one k lie beside each other. */
function packTallColumns(target: usize, source: usize, height: i32, depth: i32, depthStep: usize): void {
  const step = <usize>height << 2;
  for (let k = 0; k < depth; k++) {
    v128.store(target, v128.load(source));
    if (height > 4) f32.store(target, f32.load(source, 16), 16);
    target += step;
    source += depthStep;
  }
}

/** One panel of any strides. */
function packColumns(
  target: usize,
  source: usize,
  height: i32,
  depth: i32,
  rowStep: usize,
  depthStep: usize,
): void {
  for (let k = 0; k < depth; k++) {
    let from = source + <usize>k * depthStep;
    for (let row = 0; row < height; row++) {
      f32.store(target, f32.load(from));
      target += 4;
      from += rowStep;
    }
  }
}

/**
 * Packs the right operand, depth × columns, into panels of [depth][8], the last one filled up with zeros.
 * Element (k, column) is at source + k·depthStep + column·columnStep (bytes).
 */
export function packRight(
  target: usize,
  source: usize,
  depth: i32,
  columns: i32,
  depthStep: usize,
  columnStep: usize,
): void {
  for (let first = 0; first < columns; first += TILE_COLUMNS) {
    const width = min(columns - first, TILE_COLUMNS);
    const panelSource = source + first * columnStep;
    if (width < TILE_COLUMNS) packPartial(target, panelSource, depth, width, depthStep, columnStep);
    else if (columnStep == 4) packWide(target, panelSource, depth, depthStep);
    else packAcross(target, panelSource, depth, depthStep, columnStep);
    target += (depth * TILE_COLUMNS) << 2;
  }
}

function packWide(target: usize, source: usize, depth: i32, depthStep: usize): void {
  for (let k = 0; k < depth; k++) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    target += 32;
    source += depthStep;
  }
}

function packAcross(target: usize, source: usize, depth: i32, depthStep: usize, columnStep: usize): void {
  for (let column = 0; column < TILE_COLUMNS; column++) {
    let to = target + (column << 2);
    let from = source + column * columnStep;
    for (let k = 0; k < depth; k++) {
      f32.store(to, f32.load(from));
      to += 32;
      from += depthStep;
    }
  }
}

function packPartial(
  target: usize,
  source: usize,
  depth: i32,
  width: i32,
  depthStep: usize,
  columnStep: usize,
): void {
  for (let k = 0; k < depth; k++) {
    for (let column = 0; column < TILE_COLUMNS; column++) {
      const value: f32 = column < width ? f32.load(source + k * depthStep + column * columnStep) : 0;
      f32.store(target + (column << 2), value);
    }
    target += 32;
  }
}
