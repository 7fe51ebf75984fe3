// Convolution and both its gradients by minimal filtering in two dimensions: see minimal-lines.ts. For a filter of 3 × 3
// it takes 16 products where the definition takes 36, for 5 × 5 it takes 49 for 100.
import { broadcastRow } from "./elementwise";
import { gemm, gemmScratch } from "./gemm";
import { Geometry, imageBytes } from "./geometry";
import { Scheme, TILE_OUTPUTS, chooseScheme, isMinimal } from "./minimal-lines";
import {
  Block,
  TILE_SCRATCH,
  filterToProducts,
  inputToProducts,
  outputToProducts,
  productsToFilter,
  productsToInput,
  productsToOutput,
} from "./minimal-tiles";

/** Floats of products that are worked on at once, 1 MiB, unless that would be too few tiles for long products. */
const CHUNK_FLOATS: i32 = 262144;
const CHUNK_TILES: i32 = 110;
/** With fewer channels on either side, the maps cost more than they save. */
const FEWEST_CHANNELS: i32 = 8;
/** With fewer tiles, mapping the filter costs more than it saves. */
const FEWEST_TILES: i32 = 32;

/** What is worked out once for a convolution. */
// @ts-ignore: decorator
@unmanaged
class Plan {
  scheme: Scheme;
  block: Block;
  tilesAcross: i32;
  tilesPerImage: i32;
  tiles: i32;
  chunk: i32;
  positions: i32;
  /** Channels in and out, padded to a multiple of four. */
  inside: i32;
  outside: i32;
  /** Where the factors, the inputs' and the outputs' products begin, and bytes from one position to the next. */
  factors: usize;
  inputs: usize;
  outputs: usize;
  factorStep: usize;
  inputStep: usize;
  outputStep: usize;
  free: usize;
  tileScratch: usize;
}

const PLAN_BYTES: usize = 80;
const SCHEME_BYTES: usize = 32;
const BLOCK_BYTES: usize = 32;
const HEAD_BYTES: usize = PLAN_BYTES + SCHEME_BYTES + BLOCK_BYTES;

// @ts-ignore: decorator
@inline
function padded(channels: i32): i32 {
  return (channels + 3) & ~3;
}

// @ts-ignore: decorator
@inline
function halved(extent: i32): i32 {
  return (extent + TILE_OUTPUTS - 1) / TILE_OUTPUTS;
}

/** Bytes from one position to the next: an odd number of cache lines, so that a tile's products do not share one set. */
// @ts-ignore: decorator
@inline
function apart(floats: i32): usize {
  return (((<usize>floats << 2) + 127) & ~127) + 64;
}

function tileCount(g: Geometry): i32 {
  return g.batch * halved(g.outHeight) * halved(g.outWidth);
}

/** Whether minimal filtering serves a convolution and saves time. */
export function prefersMinimal(g: Geometry): bool {
  return (
    g.filterHeight == g.filterWidth &&
    g.strideHeight == g.strideWidth &&
    g.dilationHeight == 1 &&
    g.dilationWidth == 1 &&
    isMinimal(g.filterHeight, g.strideHeight) &&
    min(g.channels, g.outChannels) >= FEWEST_CHANNELS &&
    tileCount(g) >= FEWEST_TILES
  );
}

/** Lays the plan and all its buffers out in `scratch`. */
function layOut(g: Geometry, scratch: usize): Plan {
  const p = changetype<Plan>(scratch);
  p.scheme = changetype<Scheme>(scratch + PLAN_BYTES);
  p.block = changetype<Block>(scratch + PLAN_BYTES + SCHEME_BYTES);
  chooseScheme(p.scheme, g.filterHeight, g.strideHeight);
  p.positions = p.scheme.products * p.scheme.products;
  p.inside = padded(g.channels);
  p.outside = padded(g.outChannels);
  p.tilesAcross = halved(g.outWidth);
  p.tilesPerImage = p.tilesAcross * halved(g.outHeight);
  p.tiles = tileCount(g);
  p.chunk = min(max(CHUNK_FLOATS / (p.positions * (p.inside + p.outside)), CHUNK_TILES), p.tiles);
  p.tileScratch = scratch + HEAD_BYTES;
  p.factors = p.tileScratch + TILE_SCRATCH;
  p.factorStep = apart(g.channels * p.outside);
  p.inputStep = apart(p.chunk * p.inside);
  p.outputStep = apart(p.chunk * p.outside);
  p.inputs = p.factors + <usize>p.positions * p.factorStep;
  p.outputs = p.inputs + <usize>p.positions * p.inputStep;
  p.free = p.outputs + <usize>p.positions * p.outputStep;
  return p;
}

/** Bytes of scratch that convolution and its gradients need; `room` holds a plan. */
export function minimalScratch(g: Geometry, room: usize): i32 {
  const p = layOut(g, room);
  const forward = gemmScratch(p.chunk, g.outChannels, g.channels);
  const forInput = gemmScratch(p.chunk, g.channels, g.outChannels);
  const forFilter = gemmScratch(g.channels, g.outChannels, p.chunk);
  return <i32>(p.free - room) + max(forward, max(forInput, forFilter));
}

/** Bytes of room that {@link minimalScratch} writes to. */
export const MINIMAL_ROOM: i32 = <i32>HEAD_BYTES;

/** Points the block at a tile: of the outputs at `image`, or of the inputs that they see. */
function placeBlock(g: Geometry, p: Plan, images: usize, tile: i32, ofOutputs: bool): Block {
  const b = p.block;
  const index = tile / p.tilesPerImage;
  const row = (tile % p.tilesPerImage) / p.tilesAcross * TILE_OUTPUTS;
  const column = (tile % p.tilesAcross) * TILE_OUTPUTS;
  b.height = ofOutputs ? g.outHeight : g.inHeight;
  b.width = ofOutputs ? g.outWidth : g.inWidth;
  b.channels = ofOutputs ? g.outChannels : g.channels;
  b.top = ofOutputs ? row : row * g.strideHeight - g.padTop;
  b.left = ofOutputs ? column : column * g.strideWidth - g.padLeft;
  b.image = images + (<usize>index * <usize>(b.height * b.width * b.channels) << 2);
  return b;
}

function mapInputs(g: Geometry, p: Plan, x: usize, first: i32, count: i32): void {
  for (let tile = 0; tile < count; tile++) {
    const b = placeBlock(g, p, x, first + tile, false);
    inputToProducts(p.scheme, b, p.inputs + (<usize>(tile * p.inside) << 2), p.inputStep, p.tileScratch);
  }
}

function mapOutputGradients(g: Geometry, p: Plan, dy: usize, first: i32, count: i32): void {
  for (let tile = 0; tile < count; tile++) {
    const b = placeBlock(g, p, dy, first + tile, true);
    outputToProducts(p.scheme, b, p.outputs + (<usize>(tile * p.outside) << 2), p.outputStep, p.tileScratch);
  }
}

/** y = x ∗ filter + bias; a `bias` of 0 is none. */
export function minimalForward(g: Geometry, x: usize, filter: usize, bias: usize, y: usize, scratch: usize): void {
  const p = layOut(g, scratch);
  const rows = g.batch * g.outHeight * g.outWidth;
  if (bias != 0) broadcastRow(y, bias, rows, g.outChannels);
  else memory.fill(y, 0, <usize>(rows * g.outChannels) << 2);
  filterToProducts(p.scheme, g, filter, p.factors, p.factorStep, p.outside, p.tileScratch);
  for (let first = 0; first < p.tiles; first += p.chunk) {
    const count = min(p.chunk, p.tiles - first);
    mapInputs(g, p, x, first, count);
    for (let position = 0; position < p.positions; position++) {
      const at = <usize>position;
      gemm(
        p.inputs + at * p.inputStep, <usize>p.inside << 2, 4,
        p.factors + at * p.factorStep, <usize>p.outside << 2, 4,
        p.outputs + at * p.outputStep, <usize>p.outside << 2,
        count, g.outChannels, g.channels, false, p.free,
      );
    }
    for (let tile = 0; tile < count; tile++) {
      const b = placeBlock(g, p, y, first + tile, true);
      productsToOutput(p.scheme, p.outputs + (<usize>(tile * p.outside) << 2), p.outputStep, b, p.tileScratch);
    }
  }
}

/** ∂L/∂x. */
export function minimalInputGradient(g: Geometry, dy: usize, filter: usize, dx: usize, scratch: usize): void {
  const p = layOut(g, scratch);
  memory.fill(dx, 0, <usize>g.batch * imageBytes(g));
  filterToProducts(p.scheme, g, filter, p.factors, p.factorStep, p.outside, p.tileScratch);
  for (let first = 0; first < p.tiles; first += p.chunk) {
    const count = min(p.chunk, p.tiles - first);
    mapOutputGradients(g, p, dy, first, count);
    for (let position = 0; position < p.positions; position++) {
      const at = <usize>position;
      gemm(
        p.outputs + at * p.outputStep, <usize>p.outside << 2, 4,
        p.factors + at * p.factorStep, 4, <usize>p.outside << 2,
        p.inputs + at * p.inputStep, <usize>p.inside << 2,
        count, g.channels, g.outChannels, false, p.free,
      );
    }
    for (let tile = 0; tile < count; tile++) {
      const b = placeBlock(g, p, dx, first + tile, false);
      productsToInput(p.scheme, p.inputs + (<usize>(tile * p.inside) << 2), p.inputStep, b, p.tileScratch);
    }
  }
}

/** ∂L/∂filter. */
export function minimalFilterGradient(g: Geometry, x: usize, dy: usize, dFilter: usize, scratch: usize): void {
  const p = layOut(g, scratch);
  memory.fill(p.factors, 0, <usize>p.positions * p.factorStep);
  for (let first = 0; first < p.tiles; first += p.chunk) {
    const count = min(p.chunk, p.tiles - first);
    mapInputs(g, p, x, first, count);
    mapOutputGradients(g, p, dy, first, count);
    for (let position = 0; position < p.positions; position++) {
      const at = <usize>position;
      gemm(
        p.inputs + at * p.inputStep, 4, <usize>p.inside << 2,
        p.outputs + at * p.outputStep, <usize>p.outside << 2, 4,
        p.factors + at * p.factorStep, <usize>p.outside << 2,
        g.channels, g.outChannels, count, true, p.free,
      );
    }
  }
  productsToFilter(p.scheme, g, p.factors, p.factorStep, dFilter, p.outside, p.tileScratch);
}
