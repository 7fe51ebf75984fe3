// Packing: operands are copied once into the order in which the tiles read them, whatever way they were stored.
import { TILE_COLUMNS, TILE_ROWS } from "./tile";

/** Rows of panel `index` when `rows` rows are spread evenly over as few panels of at most five as there can be. */
// @ts-ignore: decorator
@inline
export function panelStart(rows: i32, panels: i32, index: i32): i32 {
  return (rows * index) / panels;
}

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
 * Packs the left operand, rows × depth, into panels of [depth][panel's rows].
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
  for (let panel = 0; panel < panels; panel++) {
    const first = panelStart(rows, panels, panel);
    const height = panelStart(rows, panels, panel + 1) - first;
    const panelSource = source + first * rowStep;
    if (depthStep == 4) packRows(target, panelSource, height, depth, rowStep);
    else packColumns(target, panelSource, height, depth, rowStep, depthStep);
    target += (height * depth) << 2;
  }
}

/** One panel whose rows lie contiguous in memory: written row by row. */
function packRows(target: usize, source: usize, height: i32, depth: i32, rowStep: usize): void {
  const step = <usize>height << 2;
  for (let row = 0; row < height; row++) {
    let to = target + (row << 2);
    let from = source + row * rowStep;
    for (let k = 0; k < depth; k++) {
      f32.store(to, f32.load(from));
      to += step;
      from += 4;
    }
  }
}

/** One panel of a transposed operand: the rows of one k lie beside each other. */
function packColumns(
  target: usize,
  source: usize,
  height: i32,
  depth: i32,
  rowStep: usize,
  depthStep: usize,
): void {
  for (let k = 0; k < depth; k++) {
    let from = source + k * depthStep;
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
