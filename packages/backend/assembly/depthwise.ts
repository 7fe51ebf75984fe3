// Both gradients of a depthwise convolution: every channel has `multiplier` filters of its own. Images are
// [batch, height, width, channels], outputs [batch, outHeight, outWidth, channels·multiplier], filters
// [filterHeight, filterWidth, channels·multiplier].
import { multiplyAdd } from "./tile";
import { Geometry, firstTap, imageBytes, lastTap } from "./geometry";
import { loadLanes, storeLanes } from "./lanes";

/** sums[channel, m] += x[channel] · dy[channel, m]. */
function addToFilter(sums: usize, x: usize, dy: usize, channels: i32, multiplier: i32): void {
  for (let channel = 0; channel < channels; channel++) {
    const value = f32.load(x);
    for (let m = 0; m < multiplier; m++) {
      f32.store(sums, f32.load(sums) + value * f32.load(dy));
      sums += 4;
      dy += 4;
    }
    x += 4;
  }
}

/** sums[channel] += Σ over m of dy[channel, m] · w[channel, m]. */
function addToInput(sums: usize, dy: usize, w: usize, channels: i32, multiplier: i32): void {
  for (let channel = 0; channel < channels; channel++) {
    let total = f32.load(sums);
    for (let m = 0; m < multiplier; m++) {
      total += f32.load(dy) * f32.load(w);
      dy += 4;
      w += 4;
    }
    f32.store(sums, total);
    sums += 4;
  }
}

/** sums[i] += a[i] · b[i]: either of the above where the multiplier is one. */
function addProducts(sums: usize, a: usize, b: usize, count: i32): void {
  const whole = <usize>(count & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16)
    v128.store(sums + at, multiplyAdd(v128.load(sums + at), v128.load(a + at), v128.load(b + at)));
  const rest = count & 3;
  if (rest == 0) return;
  const last = multiplyAdd(loadLanes(sums + whole, rest), loadLanes(a + whole, rest), loadLanes(b + whole, rest));
  storeLanes(sums + whole, last, rest);
}

/** What happens where an output and an input pixel meet under a tap. */
// @ts-ignore: decorator
@inline
function meet(toFilter: bool, g: Geometry, pixel: usize, dy: usize, tap: usize): void {
  const multiplier = g.outChannels / g.channels;
  if (multiplier == 1) {
    if (toFilter) addProducts(tap, pixel, dy, g.channels);
    else addProducts(pixel, dy, tap, g.channels);
  } else if (toFilter) {
    addToFilter(tap, pixel, dy, g.channels, multiplier);
  } else {
    addToInput(pixel, dy, tap, g.channels, multiplier);
  }
}

/** Lets one output meet every pixel of `image` that it sees. */
// @ts-ignore: decorator
@inline
function visit(toFilter: bool, g: Geometry, image: usize, dy: usize, filter: usize, row: i32, column: i32): void {
  const top = row * g.strideHeight - g.padTop, left = column * g.strideWidth - g.padLeft;
  const lastRow = lastTap(top, g.filterHeight, g.dilationHeight, g.inHeight);
  const firstColumn = firstTap(left, g.dilationWidth);
  const lastColumn = lastTap(left, g.filterWidth, g.dilationWidth, g.inWidth);
  for (let i = firstTap(top, g.dilationHeight); i < lastRow; i++) {
    const y = top + i * g.dilationHeight;
    for (let j = firstColumn; j < lastColumn; j++) {
      const x = left + j * g.dilationWidth;
      const pixel = image + (<usize>((y * g.inWidth + x) * g.channels) << 2);
      meet(toFilter, g, pixel, dy, filter + (<usize>((i * g.filterWidth + j) * g.outChannels) << 2));
    }
  }
}

// @ts-ignore: decorator
@inline
function visitAll(toFilter: bool, g: Geometry, images: usize, dy: usize, filter: usize): void {
  const step = <usize>g.outChannels << 2;
  for (let index = 0; index < g.batch; index++) {
    for (let row = 0; row < g.outHeight; row++) {
      for (let column = 0; column < g.outWidth; column++) {
        visit(toFilter, g, images, dy, filter, row, column);
        dy += step;
      }
    }
    images += imageBytes(g);
  }
}

/** dW = Σ x · dy over all contacts. */
export function depthwiseFilterGradient(x: usize, dy: usize, dFilter: usize, geometry: usize): void {
  const g = changetype<Geometry>(geometry);
  memory.fill(dFilter, 0, <usize>(g.filterHeight * g.filterWidth * g.outChannels) << 2);
  visitAll(true, g, x, dy, dFilter);
}

/** dx = Σ dy · w over all contacts. */
export function depthwiseInputGradient(dy: usize, filter: usize, dx: usize, geometry: usize): void {
  const g = changetype<Geometry>(geometry);
  memory.fill(dx, 0, <usize>g.batch * imageBytes(g));
  visitAll(false, g, dx, dy, filter);
}
