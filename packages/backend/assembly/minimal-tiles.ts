// Minimal filtering in the plane: every map of minimal-lines.ts along the rows of a tile and then along its columns, four
// channels at a time. Channels of the products are padded to a multiple of four.
import { Geometry } from "./geometry";
import { loadLanes, storeLanes } from "./lanes";
import {
  LONGEST_LINE,
  Scheme,
  TILE_OUTPUTS,
  filterAdjointLine,
  filterLine,
  inputAdjointLine,
  inputLine,
  outputAdjointLine,
  outputLine,
} from "./minimal-lines";

const VECTOR: usize = 16;
const LINE: usize = <usize>LONGEST_LINE * VECTOR;
/** Bytes of a plane of vectors, before or after a map. */
const PLANE: usize = <usize>LONGEST_LINE * LINE;
/** Bytes of scratch that every function here needs: three planes. */
export const TILE_SCRATCH: usize = 3 * PLANE;

const enum Map {
  input,
  inputAdjoint,
  output,
  outputAdjoint,
  filter,
  filterAdjoint,
}

// @ts-ignore: decorator
@inline
function line(map: Map, s: Scheme, source: usize, step: usize, target: usize, targetStep: usize): void {
  if (map == Map.input) inputLine(s, source, step, target, targetStep);
  else if (map == Map.inputAdjoint) inputAdjointLine(s, source, step, target, targetStep);
  else if (map == Map.output) outputLine(s, source, step, target, targetStep);
  else if (map == Map.outputAdjoint) outputAdjointLine(s, source, step, target, targetStep);
  else if (map == Map.filter) filterLine(s, source, step, target, targetStep);
  else filterAdjointLine(s, source, step, target, targetStep);
}

/**
 * Applies a map to `extent` × `extent` vectors along rows, into `between`, and then to the `reach` columns that come out.
 */
// @ts-ignore: decorator
@inline
function plane(
  map: Map,
  s: Scheme,
  extent: i32,
  reach: i32,
  source: usize,
  rowStep: usize,
  columnStep: usize,
  between: usize,
  target: usize,
  targetRowStep: usize,
  targetColumnStep: usize,
): void {
  for (let row = 0; row < extent; row++)
    line(map, s, source + <usize>row * rowStep, columnStep, between + <usize>row * VECTOR, LINE);
  for (let column = 0; column < reach; column++)
    line(map, s, between + <usize>column * LINE, VECTOR, target + <usize>column * targetColumnStep, targetRowStep);
}

/** A block of an image of `height` × `width` that begins at (`top`, `left`) and may reach outside. */
// @ts-ignore: decorator
@unmanaged
export class Block {
  image: usize;
  height: i32;
  width: i32;
  channels: i32;
  top: i32;
  left: i32;
}

// @ts-ignore: decorator
@inline
function isInside(b: Block, extent: i32): bool {
  return b.top >= 0 && b.left >= 0 && b.top + extent <= b.height && b.left + extent <= b.width;
}

// @ts-ignore: decorator
@inline
function addressIn(b: Block, row: i32, column: i32): usize {
  return b.image + (<usize>(((b.top + row) * b.width + b.left + column) * b.channels) << 2);
}

/** Copies `lanes` channels of a block into a plane, zeros where it lies outside. */
// @ts-ignore: decorator
@inline
function copyIn(b: Block, extent: i32, at: usize, lanes: i32, target: usize): void {
  for (let row = 0; row < extent; row++) {
    const rowInside = b.top + row >= 0 && b.top + row < b.height;
    for (let column = 0; column < extent; column++) {
      const x = b.left + column;
      const inside = rowInside && x >= 0 && x < b.width;
      const value = inside ? loadLanes(addressIn(b, row, column) + at, lanes) : f32x4.splat(0);
      v128.store(target + <usize>row * LINE + <usize>column * VECTOR, value);
    }
  }
}

/** Writes `lanes` channels of a plane into a block, or adds them, where it lies inside. */
// @ts-ignore: decorator
@inline
function copyOut(b: Block, extent: i32, at: usize, lanes: i32, source: usize, adds: bool): void {
  for (let row = 0; row < extent; row++) {
    if (b.top + row < 0 || b.top + row >= b.height) continue;
    for (let column = 0; column < extent; column++) {
      const x = b.left + column;
      if (x < 0 || x >= b.width) continue;
      const value = v128.load(source + <usize>row * LINE + <usize>column * VECTOR);
      const to = addressIn(b, row, column) + at;
      storeLanes(to, adds ? f32x4.add(loadLanes(to, lanes), value) : value, lanes);
    }
  }
}

/** A map from a block to the products' factors, `positionStep` bytes apart. */
// @ts-ignore: decorator
@inline
function blockToProducts(
  map: Map,
  s: Scheme,
  extent: i32,
  b: Block,
  target: usize,
  positionStep: usize,
  scratch: usize,
): void {
  const between = scratch + PLANE;
  const inside = isInside(b, extent);
  const pixel = <usize>b.channels << 2;
  const first = addressIn(b, 0, 0);
  const rowStep = <usize>s.products * positionStep;
  let channel = 0;
  for (; channel + 4 <= b.channels; channel += 4) {
    const at = <usize>channel << 2;
    if (inside) {
      plane(
        map, s, extent, s.products, first + at, <usize>b.width * pixel, pixel, between, target + at, rowStep, positionStep,
      );
    } else {
      copyIn(b, extent, at, 4, scratch);
      plane(map, s, extent, s.products, scratch, LINE, VECTOR, between, target + at, rowStep, positionStep);
    }
  }
  if (channel == b.channels) return;
  const at = <usize>channel << 2;
  copyIn(b, extent, at, b.channels - channel, scratch);
  plane(map, s, extent, s.products, scratch, LINE, VECTOR, between, target + at, rowStep, positionStep);
}

/** A map from products, `positionStep` bytes apart, to a block. */
// @ts-ignore: decorator
@inline
function productsToBlock(
  map: Map,
  s: Scheme,
  extent: i32,
  source: usize,
  positionStep: usize,
  b: Block,
  adds: bool,
  scratch: usize,
): void {
  const between = scratch + PLANE;
  const rowStep = <usize>s.products * positionStep;
  let channel = 0;
  for (; channel + 4 <= b.channels; channel += 4) {
    const at = <usize>channel << 2;
    plane(map, s, s.products, extent, source + at, rowStep, positionStep, between, scratch, LINE, VECTOR);
    copyOut(b, extent, at, 4, scratch, adds);
  }
  if (channel == b.channels) return;
  const at = <usize>channel << 2;
  plane(map, s, s.products, extent, source + at, rowStep, positionStep, between, scratch, LINE, VECTOR);
  copyOut(b, extent, at, b.channels - channel, scratch, adds);
}

/** What a tile sees of the input. */
export function inputToProducts(s: Scheme, b: Block, target: usize, positionStep: usize, scratch: usize): void {
  blockToProducts(Map.input, s, s.samples, b, target, positionStep, scratch);
}

/** Adds the gradient of what a tile sees to the input's. */
export function productsToInput(s: Scheme, source: usize, positionStep: usize, b: Block, scratch: usize): void {
  productsToBlock(Map.inputAdjoint, s, s.samples, source, positionStep, b, true, scratch);
}

/** Adds a tile's outputs to what is there. */
export function productsToOutput(s: Scheme, source: usize, positionStep: usize, b: Block, scratch: usize): void {
  productsToBlock(Map.output, s, TILE_OUTPUTS, source, positionStep, b, true, scratch);
}

/** The gradient of a tile's outputs. */
export function outputToProducts(s: Scheme, b: Block, target: usize, positionStep: usize, scratch: usize): void {
  blockToProducts(Map.outputAdjoint, s, TILE_OUTPUTS, b, target, positionStep, scratch);
}

/** A whole filter [taps, taps, channels, outChannels] to factors [position][channels][padded outChannels]. */
export function filterToProducts(
  s: Scheme,
  g: Geometry,
  filter: usize,
  target: usize,
  positionStep: usize,
  padded: i32,
  scratch: usize,
): void {
  const rowBytes = <usize>padded << 2;
  const b = changetype<Block>(scratch + 2 * PLANE);
  b.height = b.width = s.taps;
  b.channels = g.channels * g.outChannels;
  b.top = b.left = 0;
  // One channel's row of filters at a time: rows of the target are padded, those of the filter are not.
  for (let channel = 0; channel < g.channels; channel++) {
    b.image = filter + (<usize>(channel * g.outChannels) << 2);
    filterRow(s, b, g.outChannels, target + <usize>channel * rowBytes, positionStep, scratch);
  }
}

function filterRow(s: Scheme, b: Block, count: i32, target: usize, positionStep: usize, scratch: usize): void {
  const rowStep = <usize>s.products * positionStep;
  for (let first = 0; first < count; first += 4) {
    const at = <usize>first << 2;
    const lanes = min(count - first, 4);
    copyIn(b, s.taps, at, lanes, scratch);
    plane(
      Map.filter, s, s.taps, s.products, scratch, LINE, VECTOR, scratch + PLANE, target + at, rowStep, positionStep,
    );
  }
}

/** The filter's gradient from that of its factors: the adjoint of {@link filterToProducts}. */
export function productsToFilter(
  s: Scheme,
  g: Geometry,
  source: usize,
  positionStep: usize,
  filter: usize,
  padded: i32,
  scratch: usize,
): void {
  const rowBytes = <usize>padded << 2;
  const rowStep = <usize>s.products * positionStep;
  const b = changetype<Block>(scratch + 2 * PLANE);
  b.height = b.width = s.taps;
  b.channels = g.channels * g.outChannels;
  b.top = b.left = 0;
  for (let channel = 0; channel < g.channels; channel++) {
    b.image = filter + (<usize>(channel * g.outChannels) << 2);
    for (let first = 0; first < g.outChannels; first += 4) {
      const at = <usize>first << 2;
      const from = source + <usize>channel * rowBytes + at;
      plane(
        Map.filterAdjoint, s, s.products, s.taps, from, rowStep, positionStep, scratch + PLANE, scratch, LINE, VECTOR,
      );
      copyOut(b, s.taps, at, min(g.outChannels - first, 4), scratch, false);
    }
  }
}
