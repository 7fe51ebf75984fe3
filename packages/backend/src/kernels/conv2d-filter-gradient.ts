import {
  backend_util,
  concat,
  matMul,
  pad,
  reshape,
  stridedSlice,
  tidy,
  transpose,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";

/** What tfjs passes to its `Conv2DBackpropFilter` kernel. */
export interface Conv2dFilterGradientAttributes {
  strides: [number, number] | number;
  pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  dataFormat: "NHWC" | "NCHW";
  dimRoundingMode?: "floor" | "round" | "ceil";
  filterShape: [number, number, number, number];
}

type Geometry = backend_util.Conv2DInfo;

/** The input padded so that output (i, j) sees rows i·stride … without leaving it. */
function padInput(x: Tensor4D, { padInfo, inHeight, inWidth, ...geometry }: Geometry): Tensor4D {
  const needed = (out: number, stride: number, filter: number): number => (out - 1) * stride + filter;
  const bottom =
    needed(geometry.outHeight, geometry.strideHeight, geometry.filterHeight) - inHeight - padInfo.top;
  const right =
    needed(geometry.outWidth, geometry.strideWidth, geometry.filterWidth) - inWidth - padInfo.left;
  return pad(x, [
    [0, 0],
    [padInfo.top, Math.max(bottom, 0)],
    [padInfo.left, Math.max(right, 0)],
    [0, 0],
  ]);
}

/** For one filter tap, what every output position sees through it: `[channels, batch · outHeight · outWidth]`. */
function seenThrough(padded: Tensor4D, row: number, column: number, geometry: Geometry): Tensor2D {
  const { batchSize, outHeight, outWidth, strideHeight, strideWidth, inChannels } = geometry;
  const seen = stridedSlice(
    padded,
    [0, row, column, 0],
    [
      batchSize,
      row + (outHeight - 1) * strideHeight + 1,
      column + (outWidth - 1) * strideWidth + 1,
      inChannels,
    ],
    [1, strideHeight, strideWidth, 1],
  );
  return transpose<Tensor2D>(reshape(seen, [batchSize * outHeight * outWidth, inChannels]));
}

/**
 * ∂L/∂filter of a two-dimensional convolution, as one matrix product a filter tap:
 * dW[r, c] = X(r, c)ᵀ · dY, with X(r, c) what each output sees through tap (r, c).
 * @param x Input `[batch, height, width, channels]`.
 * @param dy ∂L/∂output `[batch, outHeight, outWidth, filters]`.
 * @returns `[filterHeight, filterWidth, channels, filters]`, the caller's.
 * @throws RangeError for channels-first data, which no other kernel of the wasm engine takes either.
 */
export function conv2dFilterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  attributes: Conv2dFilterGradientAttributes,
): Tensor4D {
  const { strides, pad: padding, dataFormat, dimRoundingMode, filterShape } = attributes;
  if (dataFormat !== "NHWC") {
    throw new RangeError(
      `conv2dFilterGradient: expected dataFormat "NHWC", got "${dataFormat}"; transpose the input`,
    );
  }
  const geometry = backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, padding, dimRoundingMode);
  return tidy(() => {
    const padded = padInput(x, geometry);
    const outputs: Tensor2D = reshape(dy, [-1, geometry.outChannels]);
    const taps = Array.from({ length: geometry.filterHeight * geometry.filterWidth }, (_, tap) => {
      const row = Math.floor(tap / geometry.filterWidth);
      return matMul(seenThrough(padded, row, tap % geometry.filterWidth, geometry), outputs);
    });
    return reshape(concat(taps, 0), filterShape);
  });
}
