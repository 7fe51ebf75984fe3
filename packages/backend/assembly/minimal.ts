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
const CHUNK_TILES: i32 = 112;
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
  factors: usize;
  inputs: usize;
  outputs: usize;
  free: usize;
  tileScratch: usize;
}

const PLAN_BYTES: usize = 64;
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
  p.inputs = p.factors + (<usize>(p.positions * g.channels * p.outside) << 2);
  p.outputs = p.inputs + (<usize>(p.positions * p.chunk * p.inside) << 2);
  p.free = p.outputs + (<usize>(p.positions * p.chunk * p.outside) << 2);
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

// @ts-ignore: decorator
@inline
function inputStep(p: Plan): usize {
  return <usize>(p.chunk * p.inside) << 2;
}

// @ts-ignore: decorator
@inline
function outputStep(p: Plan): usize {
  return <usize>(p.chunk * p.outside) << 2;
}

// @ts-ignore: decorator
@inline
function factorStep(g: Geometry, p: Plan): usize {
  return <usize>(g.channels * p.outside) << 2;
}

function mapInputs(g: Geometry, p: Plan, x: usize, first: i32, count: i32): void {
  for (let tile = 0; tile < count; tile++) {
    const b = placeBlock(g, p, x, first + tile, false);
    inputToProducts(p.scheme, b, p.inputs + (<usize>(tile * p.inside) << 2), inputStep(p), p.tileScratch);
  }
}

function mapOutputGradients(g: Geometry, p: Plan, dy: usize, first: i32, count: i32): void {
  for (let tile = 0; tile < count; tile++) {
    const b = placeBlock(g, p, dy, first + tile, true);
    outputToProducts(p.scheme, b, p.outputs + (<usize>(tile * p.outside) << 2), outputStep(p), p.tileScratch);
  }
}

/** y = x ∗ filter + bias; a `bias` of 0 is none. */
export function minimalForward(g: Geometry, x: usize, filter: usize, bias: usize, y: usize, scratch: usize): void {
  const p = layOut(g, scratch);
  const rows = g.batch * g.outHeight * g.outWidth;
  if (bias != 0) broadcastRow(y, bias, rows, g.outChannels);
  else memory.fill(y, 0, <usize>(rows * g.outChannels) << 2);
  filterToProducts(p.scheme, g, filter, p.factors, p.outside, p.tileScratch);
  for (let first = 0; first < p.tiles; first += p.chunk) {
    const count = min(p.chunk, p.tiles - first);
    mapInputs(g, p, x, first, count);
    for (let position = 0; position < p.positions; position++) {
      const at = <usize>position;
      gemm(
        p.inputs + at * inputStep(p), <usize>p.inside << 2, 4,
        p.factors + at * factorStep(g, p), <usize>p.outside << 2, 4,
        p.outputs + at * outputStep(p), <usize>p.outside << 2,
        count, g.outChannels, g.channels, false, p.free,
      );
    }
    for (let tile = 0; tile < count; tile++) {
      const b = placeBlock(g, p, y, first + tile, true);
      productsToOutput(p.scheme, p.outputs + (<usize>(tile * p.outside) << 2), outputStep(p), b, p.tileScratch);
    }
  }
}

/** ∂L/∂x. */
export function minimalInputGradient(g: Geometry, dy: usize, filter: usize, dx: usize, scratch: usize): void {
  const p = layOut(g, scratch);
  memory.fill(dx, 0, <usize>g.batch * imageBytes(g));
  filterToProducts(p.scheme, g, filter, p.factors, p.outside, p.tileScratch);
  for (let first = 0; first < p.tiles; first += p.chunk) {
    const count = min(p.chunk, p.tiles - first);
    mapOutputGradients(g, p, dy, first, count);
    for (let position = 0; position < p.positions; position++) {
      const at = <usize>position;
      gemm(
        p.outputs + at * outputStep(p), <usize>p.outside << 2, 4,
        p.factors + at * factorStep(g, p), 4, <usize>p.outside << 2,
        p.inputs + at * inputStep(p), <usize>p.inside << 2,
        count, g.channels, g.outChannels, false, p.free,
      );
    }
    for (let tile = 0; tile < count; tile++) {
      const b = placeBlock(g, p, dx, first + tile, false);
      productsToInput(p.scheme, p.inputs + (<usize>(tile * p.inside) << 2), inputStep(p), b, p.tileScratch);
    }
  }
}

/** ∂L/∂filter. */
export function minimalFilterGradient(g: Geometry, x: usize, dy: usize, dFilter: usize, scratch: usize): void {
  const p = layOut(g, scratch);
  memory.fill(p.factors, 0, <usize>p.positions * factorStep(g, p));
  for (let first = 0; first < p.tiles; first += p.chunk) {
    const count = min(p.chunk, p.tiles - first);
    mapInputs(g, p, x, first, count);
    mapOutputGradients(g, p, dy, first, count);
    for (let position = 0; position < p.positions; position++) {
      const at = <usize>position;
      gemm(
        p.inputs + at * inputStep(p), 4, <usize>p.inside << 2,
        p.outputs + at * outputStep(p), <usize>p.outside << 2, 4,
        p.factors + at * factorStep(g, p), <usize>p.outside << 2,
        g.channels, g.outChannels, count, true, p.free,
      );
    }
  }
  productsToFilter(p.scheme, g, p.factors, dFilter, p.outside, p.tileScratch);
}
