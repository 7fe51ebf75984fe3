// A two-dimensional convolution and both its gradients: by minimal filtering where that takes fewer products, else the
// gradients as matrix products over patches. A patch row is what one output sees,
// [filterHeight, filterWidth, channels]; images are [batch, height, width, channels], filters [patch, outChannels].
// Patches are laid out and used up chunk by chunk, so that they stay in the cache.
import { Activation, activate } from "./elementwise";
import { gemm, gemmScratch, multiplyPacked, multiplyPackedScratch } from "./gemm";
import { Geometry, imageBytes } from "./geometry";
import { MINIMAL_ROOM, minimalFilterGradient, minimalForward, minimalInputGradient, minimalScratch, prefersMinimal } from "./minimal";
import { packRight, packedSize } from "./pack";

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
  const forFilter = gemmScratch(patch, g.outChannels, rows);
  const forInput = (packedSize(g.outChannels, patch) << 2) + multiplyPackedScratch(rows, g.outChannels);
  return ((rows * patch) << 2) + max(forFilter, forInput);
}

// @ts-ignore: decorator
@inline
function copyRun(target: usize, source: usize, count: i32): void {
  let at: usize = 0;
  const bytes = <usize>count << 2;
  for (; at + 16 <= bytes; at += 16) v128.store(target + at, v128.load(source + at));
  for (; at < bytes; at += 4) f32.store(target + at, f32.load(source + at));
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

/**
 * Runs over the patch of one output: `gather` copies what it sees from the image into the patch, else the patch is
 * added to the image. Outside the image a patch is zero and nothing is added.
 */
function visitPatch(g: Geometry, image: usize, patch: usize, output: i32, gather: bool): void {
  const channels = g.channels;
  const top = (output / g.outWidth) * g.strideHeight - g.padTop;
  const left = (output % g.outWidth) * g.strideWidth - g.padLeft;
  const tapBytes = <usize>channels << 2;
  const inside = g.dilationWidth == 1 && left >= 0 && left + g.filterWidth <= g.inWidth;
  for (let i = 0; i < g.filterHeight; i++) {
    const y = top + i * g.dilationHeight;
    const rowInside = y >= 0 && y < g.inHeight;
    const row = image + <usize>(y * g.inWidth) * tapBytes;
    if (inside && rowInside) {
      const at = row + <usize>left * tapBytes;
      if (gather) copyRun(patch, at, g.filterWidth * channels);
      else addRun(at, patch, g.filterWidth * channels);
      patch += <usize>g.filterWidth * tapBytes;
      continue;
    }
    for (let j = 0; j < g.filterWidth; j++) {
      const x = left + j * g.dilationWidth;
      if (rowInside && x >= 0 && x < g.inWidth) {
        const at = row + <usize>x * tapBytes;
        if (gather) copyRun(patch, at, channels);
        else addRun(at, patch, channels);
      } else if (gather) {
        memory.fill(patch, 0, tapBytes);
      }
      patch += tapBytes;
    }
  }
}

/** Visits the patches of outputs [first, first + rows). */
function visitPatches(g: Geometry, images: usize, patches: usize, first: i32, rows: i32, gather: bool): void {
  const perImage = g.outHeight * g.outWidth;
  const image = imageBytes(g);
  const patchBytes = <usize>patchSize(g) << 2;
  for (let row = 0; row < rows; row++) {
    const output = first + row;
    visitPatch(g, images + <usize>(output / perImage) * image, patches, output % perImage, gather);
    patches += patchBytes;
  }
}

/** Whether {@link convolutionForward} serves a convolution. */
export function convolvesForward(geometry: usize): bool {
  return prefersMinimal(changetype<Geometry>(geometry));
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
  minimalForward(g, x, filter, bias, y, scratch);
  if (activation != Activation.linear) activate(y, y, outputs(g) * g.outChannels, activation);
}

/** dW = Σ patchesᵀ · dY. */
export function convolutionFilterGradient(x: usize, dy: usize, dFilter: usize, geometry: usize, scratch: usize): void {
  const g = changetype<Geometry>(geometry);
  if (prefersMinimal(g)) return minimalFilterGradient(g, x, dy, dFilter, scratch);
  const patch = patchSize(g);
  const step = <usize>g.outChannels << 2;
  const chunk = chunkRows(g);
  const total = outputs(g);
  const free = scratch + (<usize>(chunk * patch) << 2);
  memory.fill(dFilter, 0, <usize>patch * step);
  for (let first = 0; first < total; first += chunk) {
    const rows = min(chunk, total - first);
    visitPatches(g, x, scratch, first, rows, true);
    gemm(
      scratch, 4, <usize>patch << 2, dy + <usize>first * step, step, 4,
      dFilter, step, patch, g.outChannels, rows, true, free,
    );
  }
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
    visitPatches(g, dx, scratch, first, rows, false);
  }
}
