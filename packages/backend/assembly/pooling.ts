// The gradients of the largest value and of the mean of a sliding window. Four channels at a time; taps outside the image
// are left out, also from a mean's count.
import { Geometry, firstTap, imageBytes, lastTap } from "./geometry";
import { loadLanes, storeLanes } from "./lanes";

/** What a window was pooled to: the ABI between this module and its caller. */
export const enum Pooling {
  largest = 0,
  mean = 1,
}

/** The part of a window that lies inside the image. */
// @ts-ignore: decorator
@unmanaged
class Window {
  /** Address of its first tap, of the same place in dx, bytes between rows and between columns of taps. */
  source: usize;
  gradient: usize;
  rowStep: usize;
  columnStep: usize;
  rows: i32;
  columns: i32;
}

/** Adds `dy` where the first tap equals the window's largest value `y`; a NaN counts as largest. */
// @ts-ignore: decorator
@inline
function spreadToLargest(w: Window, at: usize, y: v128, dy: v128, lanes: i32): void {
  let left = dy;
  for (let row = 0; row < w.rows; row++) {
    let offset = <usize>row * w.rowStep + at;
    for (let column = 0; column < w.columns; column++) {
      const x = loadLanes(w.source + offset, lanes);
      const hit = v128.or(f32x4.eq(x, y), f32x4.ne(x, x));
      const to = w.gradient + offset;
      storeLanes(to, f32x4.add(loadLanes(to, lanes), v128.and(left, hit)), lanes);
      left = v128.andnot(left, hit);
      offset += w.columnStep;
    }
  }
}

// @ts-ignore: decorator
@inline
function spreadEvenly(w: Window, at: usize, dy: v128, lanes: i32): void {
  const share = f32x4.div(dy, f32x4.splat(<f32>(w.rows * w.columns)));
  for (let row = 0; row < w.rows; row++) {
    let to = w.gradient + <usize>row * w.rowStep + at;
    for (let column = 0; column < w.columns; column++) {
      storeLanes(to, f32x4.add(loadLanes(to, lanes), share), lanes);
      to += w.columnStep;
    }
  }
}

// @ts-ignore: decorator
@inline
function visitLanes(pooling: Pooling, w: Window, y: usize, dy: usize, at: usize, lanes: i32): void {
  if (pooling == Pooling.largest)
    spreadToLargest(w, at, loadLanes(y + at, lanes), loadLanes(dy + at, lanes), lanes);
  else spreadEvenly(w, at, loadLanes(dy + at, lanes), lanes);
}

/** All channels of one window; `pooling` is a constant at every call. */
// @ts-ignore: decorator
@inline
function visitChannels(pooling: Pooling, w: Window, y: usize, dy: usize, channels: i32): void {
  const whole = <usize>(channels & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16) visitLanes(pooling, w, y, dy, at, 4);
  if ((channels & 3) > 0) visitLanes(pooling, w, y, dy, whole, channels & 3);
}

function visitWindow(pooling: Pooling, w: Window, y: usize, dy: usize, channels: i32): void {
  if (pooling == Pooling.largest) visitChannels(Pooling.largest, w, y, dy, channels);
  else visitChannels(Pooling.mean, w, y, dy, channels);
}

/** Bytes of scratch that {@link poolGradient} needs. */
export function poolScratch(): i32 {
  return offsetof<Window>();
}

/** Lays `w` over the window of output (`row`, `column`) of the image at `x`, whose gradient is at `dx`. */
function placeWindow(w: Window, g: Geometry, x: usize, dx: usize, row: i32, column: i32): void {
  const top = row * g.strideHeight - g.padTop;
  const left = column * g.strideWidth - g.padLeft;
  const firstRow = firstTap(top, g.dilationHeight);
  const firstColumn = firstTap(left, g.dilationWidth);
  const y = top + firstRow * g.dilationHeight;
  const first = <usize>((y * g.inWidth + left + firstColumn * g.dilationWidth) * g.channels) << 2;
  w.source = x + first;
  w.gradient = dx + first;
  w.rows = max(lastTap(top, g.filterHeight, g.dilationHeight, g.inHeight) - firstRow, 0);
  w.columns = max(lastTap(left, g.filterWidth, g.dilationWidth, g.inWidth) - firstColumn, 0);
}

/**
 * Writes `dx` [batch, height, width, channels] from `dy` [batch, outHeight, outWidth, channels]. `x`, and the largest
 * values `y`, may be 0 for a mean. `scratch` holds poolScratch() bytes.
 */
export function poolGradient(
  pooling: Pooling,
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  geometry: usize,
  scratch: usize,
): void {
  const g = changetype<Geometry>(geometry);
  const w = changetype<Window>(scratch);
  const image = imageBytes(g);
  const step = <usize>g.channels << 2;
  w.rowStep = <usize>(g.dilationHeight * g.inWidth) * step;
  w.columnStep = <usize>g.dilationWidth * step;
  memory.fill(dx, 0, <usize>g.batch * image);
  for (let index = 0; index < g.batch; index++) {
    for (let row = 0; row < g.outHeight; row++) {
      for (let column = 0; column < g.outWidth; column++) {
        placeWindow(w, g, x, dx, row, column);
        visitWindow(pooling, w, y, dy, g.channels);
        y += step;
        dy += step;
      }
    }
    x += image;
    dx += image;
  }
}
