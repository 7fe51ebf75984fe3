// A two-dimensional convolution and both its gradients: by minimal filtering where that takes fewer products. Else the
// input's gradient is a matrix product that gives patches, [filterHeight, filterWidth, channels] for each output, which are
// added chunk by chunk, so that they stay in the cache. Images are [batch, height, width, channels].
import { Activation, activate } from "./elementwise";
import { filterGradient, filterGradientScratch } from "./filter-gradient";
import { multiplyPacked, multiplyPackedScratch } from "./gemm";
import { Geometry, imageBytes } from "./geometry";
import { MINIMAL_ROOM, minimalFilterGradient, minimalForward, minimalInputGradient, minimalScratch, prefersMinimal } from "./minimal";
import { packRight, packedSize } from "./pack";
import { isSingle, singleForward, singleScratch } from "./single-channel";

/** Floats of patches that are laid out at once: 768 KiB. */
const CHUNK_FLOATS: i32 = 196608;

// @ts-ignore: decorator
@inline
function patchSize(g: Geometry): i32 {
  return g.filterHeight * g.filterWidth * g.channels;
}

// @ts-ignore: decorator
@inline
function outputs(g: Geometry): i32 {
  return g.batch * g.outHeight * g.outWidth;
}

function chunkRows(g: Geometry): i32 {
  return min(max(CHUNK_FLOATS / max(patchSize(g), 1), 1), outputs(g));
}

/** Bytes of room behind the geometry that {@link convolutionScratch} writes to. */
export function convolutionRoom(): i32 {
  return MINIMAL_ROOM;
}

/** Bytes of scratch that a convolution or either gradient needs; `room` holds convolutionRoom() bytes. */
export function convolutionScratch(geometry: usize, room: usize): i32 {
  const g = changetype<Geometry>(geometry);
  if (prefersMinimal(g)) return minimalScratch(g, room);
  const rows = chunkRows(g);
  const patch = patchSize(g);
  const forInput = (packedSize(g.outChannels, patch) << 2) + multiplyPackedScratch(rows, g.outChannels);
  return max(((rows * patch) << 2) + forInput, max(filterGradientScratch(g), singleScratch(g)));
}

// @ts-ignore: decorator
@inline
function addRun(target: usize, source: usize, count: i32): void {
  let at: usize = 0;
  const bytes = <usize>count << 2;
  for (; at + 16 <= bytes; at += 16)
    v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
  for (; at < bytes; at += 4) f32.store(target + at, f32.load(target + at) + f32.load(source + at));
}

/** Adds the patch of one output to the image where that output sees it. */
function addPatch(g: Geometry, image: usize, patch: usize, output: i32): void {
  const channels = g.channels;
  const top = (output / g.outWidth) * g.strideHeight - g.padTop;
  const left = (output % g.outWidth) * g.strideWidth - g.padLeft;
  const tapBytes = <usize>channels << 2;
  const inside = g.dilationWidth == 1 && left >= 0 && left + g.filterWidth <= g.inWidth;
  for (let i = 0; i < g.filterHeight; i++) {
    const y = top + i * g.dilationHeight;
    const rowInside = y >= 0 && y < g.inHeight;
    const row = image + <usize>(y * g.inWidth) * tapBytes;
    if (inside && rowInside) addRun(row + <usize>left * tapBytes, patch, g.filterWidth * channels);
    for (let j = 0; j < g.filterWidth; j++) {
      const x = left + j * g.dilationWidth;
      if (!inside && rowInside && x >= 0 && x < g.inWidth) addRun(row + <usize>x * tapBytes, patch, channels);
      patch += tapBytes;
    }
  }
}

/** Adds the patches of outputs [first, first + rows). */
function addPatches(g: Geometry, images: usize, patches: usize, first: i32, rows: i32): void {
  const perImage = g.outHeight * g.outWidth;
  const image = imageBytes(g);
  const patchBytes = <usize>patchSize(g) << 2;
  for (let row = 0; row < rows; row++) {
    const output = first + row;
    addPatch(g, images + <usize>(output / perImage) * image, patches, output % perImage);
    patches += patchBytes;
  }
}

/** Whether {@link convolutionForward} serves a convolution. */
export function convolvesForward(geometry: usize): bool {
  const g = changetype<Geometry>(geometry);
  return prefersMinimal(g) || isSingle(g);
}

/** y = activation(x ∗ filter + bias); a `bias` of 0 is none. */
export function convolutionForward(
  x: usize,
  filter: usize,
  bias: usize,
  y: usize,
  activation: Activation,
  geometry: usize,
  scratch: usize,
): void {
  const g = changetype<Geometry>(geometry);
  if (prefersMinimal(g)) minimalForward(g, x, filter, bias, y, scratch);
  else singleForward(g, x, filter, bias, y, scratch);
  if (activation != Activation.linear) activate(y, y, outputs(g) * g.outChannels, activation);
}

/** ∂L/∂filter. */
export function convolutionFilterGradient(x: usize, dy: usize, dFilter: usize, geometry: usize, scratch: usize): void {
  const g = changetype<Geometry>(geometry);
  if (prefersMinimal(g)) minimalFilterGradient(g, x, dy, dFilter, scratch);
  else filterGradient(g, x, dy, dFilter, scratch);
}

/** dX = every patch of dY · Wᵀ, added where it was seen. */
export function convolutionInputGradient(dy: usize, filter: usize, dx: usize, geometry: usize, scratch: usize): void {
  const g = changetype<Geometry>(geometry);
  if (prefersMinimal(g)) return minimalInputGradient(g, dy, filter, dx, scratch);
  const patch = patchSize(g);
  const step = <usize>g.outChannels << 2;
  const chunk = chunkRows(g);
  const total = outputs(g);
  const packed = scratch + (<usize>(chunk * patch) << 2);
  const free = packed + (<usize>packedSize(g.outChannels, patch) << 2);
  memory.fill(dx, 0, <usize>g.batch * imageBytes(g));
  packRight(packed, filter, g.outChannels, patch, 4, step);
  for (let first = 0; first < total; first += chunk) {
    const rows = min(chunk, total - first);
    multiplyPacked(
      dy + <usize>first * step, step, 4, packed, scratch, <usize>patch << 2,
      rows, patch, g.outChannels, false, free,
    );
    addPatches(g, dx, scratch, first, rows);
  }
}
