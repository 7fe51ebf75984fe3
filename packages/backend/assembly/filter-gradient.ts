// The filter's gradient of any convolution, without laying out patches: for one row of taps and one row of outputs,
// dW[tap, channel; filter] += Σ x · dy is a matrix product whose left operand lies in the image as the tiles read it, taps
// and channels beside each other and the next output's a stride further on.
import { Geometry, imageBytes } from "./geometry";
import { panelCount } from "./pack";
import { TILE_COLUMNS, multiplyTile } from "./tile";

/** Filters, padded to whole tiles. */
// @ts-ignore: decorator
@inline
function paddedFilters(g: Geometry): i32 {
  return (g.outChannels + TILE_COLUMNS - 1) & ~(TILE_COLUMNS - 1);
}

/** Height of what the outputs see of an image. */
// @ts-ignore: decorator
@inline
export function seenHeight(g: Geometry): i32 {
  return (g.outHeight - 1) * g.strideHeight + (g.filterHeight - 1) * g.dilationHeight + 1;
}

/** Width of what the outputs see of an image. */
// @ts-ignore: decorator
@inline
export function seenWidth(g: Geometry): i32 {
  return (g.outWidth - 1) * g.strideWidth + (g.filterWidth - 1) * g.dilationWidth + 1;
}

/** Bytes of scratch that {@link filterGradient} needs. */
export function filterGradientScratch(g: Geometry): i32 {
  const filters = paddedFilters(g);
  const sums = g.filterHeight * g.filterWidth * g.channels * filters;
  return (seenHeight(g) * seenWidth(g) * g.channels + g.outHeight * g.outWidth * filters + sums) << 2;
}

/** Copies `rows` rows of `bytes` bytes between row lengths. */
function copyRows(target: usize, targetStep: usize, source: usize, sourceStep: usize, rows: i32, bytes: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++)
    memory.copy(target + row * targetStep, source + row * sourceStep, bytes);
}

/** What the outputs see of an image, zeros where it lies outside. */
export function copySeen(g: Geometry, image: usize, target: usize): void {
  const pixel = <usize>g.channels << 2;
  const width = seenWidth(g), height = seenHeight(g);
  const step = <usize>width * pixel;
  const top = max(g.padTop, 0), left = max(g.padLeft, 0);
  const rows = min(height - top, g.inHeight), columns = min(width - left, g.inWidth);
  memory.fill(target, 0, <usize>height * step);
  if (rows <= 0 || columns <= 0) return;
  const to = target + <usize>top * step + <usize>left * pixel;
  copyRows(to, step, image, <usize>g.inWidth * pixel, rows, <usize>columns * pixel);
}

/** One row of `count` neighbouring taps and channels of the filter, over one row of outputs. */
// @ts-ignore: decorator
@inline
function addRow(g: Geometry, seen: usize, count: i32, dy: usize, filters: i32, sums: usize): void {
  const panels = panelCount(count);
  const height = count / panels, taller = count % panels;
  const aStep = <usize>(g.strideWidth * g.channels) << 2;
  const step = <usize>filters << 2;
  for (let panel = 0; panel < panels; panel++) {
    const own = height + i32(panel < taller);
    for (let at: usize = 0; at < step; at += TILE_COLUMNS << 2)
      multiplyTile(own, seen, aStep, dy + at, step, g.outWidth, sums + at, step, true);
    seen += <usize>own << 2;
    sums += <usize>own * step;
  }
}

/** All taps over one image. */
function addImage(g: Geometry, seen: usize, dy: usize, filters: i32, sums: usize): void {
  const pixel = <usize>g.channels << 2;
  const rowBytes = <usize>seenWidth(g) * pixel;
  const step = <usize>filters << 2;
  // Of a dilated filter only the channels of one tap lie beside each other.
  const groups = g.dilationWidth == 1 ? 1 : g.filterWidth;
  const count = (g.filterWidth / groups) * g.channels;
  for (let tapRow = 0; tapRow < g.filterHeight; tapRow++) {
    for (let group = 0; group < groups; group++) {
      let from = seen + <usize>(tapRow * g.dilationHeight) * rowBytes + <usize>(group * g.dilationWidth) * pixel;
      let gradient = dy;
      for (let row = 0; row < g.outHeight; row++) {
        addRow(g, from, count, gradient, filters, sums);
        from += <usize>g.strideHeight * rowBytes;
        gradient += <usize>g.outWidth * step;
      }
      sums += <usize>count * step;
    }
  }
}

/** dFilter = Σ over all outputs of what they see times what comes back to them. */
export function filterGradient(g: Geometry, x: usize, dy: usize, dFilter: usize, scratch: usize): void {
  const filters = paddedFilters(g);
  const whole = filters == g.outChannels;
  const step = <usize>filters << 2, ownStep = <usize>g.outChannels << 2;
  const outputs = g.outHeight * g.outWidth;
  const taps = g.filterHeight * g.filterWidth * g.channels;
  const seen = scratch;
  const padded = seen + (<usize>(seenHeight(g) * seenWidth(g) * g.channels) << 2);
  const sums = whole ? dFilter : padded + <usize>outputs * step;
  memory.fill(sums, 0, <usize>taps * step);
  if (!whole) memory.fill(padded, 0, <usize>outputs * step);
  for (let index = 0; index < g.batch; index++) {
    copySeen(g, x + <usize>index * imageBytes(g), seen);
    const gradient = dy + <usize>(index * outputs) * ownStep;
    if (!whole) copyRows(padded, step, gradient, ownStep, outputs, ownStep);
    addImage(g, seen, whole ? gradient : padded, filters, sums);
  }
  if (!whole) copyRows(dFilter, ownStep, sums, step, taps, ownStep);
}
