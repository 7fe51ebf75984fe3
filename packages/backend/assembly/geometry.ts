// Where a sliding window looks: the geometry that convolutions and pooling share. Images are
// [batch, height, width, channels].

/** The geometry as the caller lays it down: one i32 each, in this order. */
// @ts-ignore: decorator
@unmanaged
export class Geometry {
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  padTop: i32;
  padLeft: i32;
}

/** Bytes of one input image. */
// @ts-ignore: decorator
@inline
export function imageBytes(g: Geometry): usize {
  return <usize>(g.inHeight * g.inWidth * g.channels) << 2;
}

/** First tap of a window that lies inside the image, for a window that begins at `start`. */
// @ts-ignore: decorator
@inline
export function firstTap(start: i32, dilation: i32): i32 {
  return start < 0 ? (dilation - 1 - start) / dilation : 0;
}

/** One past the last tap of a window of `taps` that lies inside an image of `extent`. */
// @ts-ignore: decorator
@inline
export function lastTap(start: i32, taps: i32, dilation: i32, extent: i32): i32 {
  if (start + (taps - 1) * dilation < extent) return taps;
  return start < extent ? (extent - start + dilation - 1) / dilation : 0;
}
