// Convolution of images of one channel, such as grey ones, with stride 1: what neighbouring outputs see through one tap lies
// contiguous in the image, so that the patches of a row of outputs are laid out, tap by tap, by plain copies.
import { broadcastRow } from "./elementwise";
import { copySeen, seenHeight, seenWidth } from "./filter-gradient";
import { Geometry, imageBytes } from "./geometry";
import { panelCount } from "./pack";
import { TILE_COLUMNS, multiplyTile } from "./tile";

/** Whether {@link singleForward} serves a convolution. */
export function isSingle(g: Geometry): bool {
  return g.channels == 1 && g.strideWidth == 1 && g.outChannels % TILE_COLUMNS == 0;
}

/** Bytes of scratch that {@link singleForward} needs. */
export function singleScratch(g: Geometry): i32 {
  return (seenHeight(g) * seenWidth(g) + g.filterHeight * g.filterWidth * g.outWidth) << 2;
}

/** [taps][outWidth]: what a row of outputs sees through each tap. */
function layOutRow(g: Geometry, seen: usize, target: usize): void {
  const rowBytes = <usize>seenWidth(g) << 2;
  const bytes = <usize>g.outWidth << 2;
  for (let row = 0; row < g.filterHeight; row++) {
    let from = seen;
    for (let column = 0; column < g.filterWidth; column++) {
      memory.copy(target, from, bytes);
      target += bytes;
      from += <usize>g.dilationWidth << 2;
    }
    seen += <usize>g.dilationHeight * rowBytes;
  }
}

/** One row of outputs, added to what is there. */
// @ts-ignore: decorator
@inline
function addRow(g: Geometry, patches: usize, filter: usize, y: usize): void {
  const taps = g.filterHeight * g.filterWidth;
  const panels = panelCount(g.outWidth);
  const height = g.outWidth / panels, taller = g.outWidth % panels;
  const step = <usize>g.outChannels << 2;
  for (let panel = 0; panel < panels; panel++) {
    const own = height + i32(panel < taller);
    for (let at: usize = 0; at < step; at += TILE_COLUMNS << 2)
      multiplyTile(own, patches, <usize>g.outWidth << 2, filter + at, step, taps, y + at, step, true);
    patches += <usize>own << 2;
    y += <usize>own * step;
  }
}

/** y = x ∗ filter + bias; a `bias` of 0 is none. */
export function singleForward(g: Geometry, x: usize, filter: usize, bias: usize, y: usize, scratch: usize): void {
  const patches = scratch + (<usize>(seenHeight(g) * seenWidth(g)) << 2);
  const rowBytes = <usize>seenWidth(g) << 2;
  const step = <usize>(g.outWidth * g.outChannels) << 2;
  for (let index = 0; index < g.batch; index++) {
    copySeen(g, x + <usize>index * imageBytes(g), scratch);
    for (let row = 0; row < g.outHeight; row++) {
      if (bias != 0) broadcastRow(y, bias, g.outWidth, g.outChannels);
      else memory.fill(y, 0, step);
      layOutRow(g, scratch + <usize>(row * g.strideHeight) * rowBytes, patches);
      addRow(g, patches, filter, y);
      y += step;
    }
  }
}
