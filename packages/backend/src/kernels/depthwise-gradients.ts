import { backend_util, tensor4d, type Tensor4D } from "@tensorflow/tfjs-core";

/** What tfjs passes to both depthwise gradient kernels. */
export interface DepthwiseAttributes {
  strides: [number, number] | number;
  dilations: [number, number] | number;
  pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  dimRoundingMode?: "floor" | "round" | "ceil";
}

/** What tfjs passes to its `DepthwiseConv2dNativeBackpropFilter` kernel. */
export interface DepthwiseFilterGradientAttributes extends DepthwiseAttributes {
  filterShape: [number, number, number, number];
}

/** What tfjs passes to its `DepthwiseConv2dNativeBackpropInput` kernel. */
export interface DepthwiseInputGradientAttributes extends DepthwiseAttributes {
  inputShape: [number, number, number, number];
}

type Geometry = backend_util.Conv2DInfo;

/** Where the windows of a depthwise convolution look. */
export const depthwiseGeometry = (
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  { strides, dilations, pad, dimRoundingMode }: DepthwiseAttributes,
): Geometry =>
  backend_util.computeConv2DInfo(inputShape, filterShape, strides, dilations, pad, dimRoundingMode, true);

/** Calls `see` for every pair of an output pixel and an input pixel under one filter tap, with flat pixel numbers. */
function forEachContact(geometry: Geometry, see: (output: number, input: number, tap: number) => void): void {
  const { batchSize, outHeight, outWidth, inHeight, inWidth, filterHeight, filterWidth, padInfo } = geometry;
  for (let image = 0; image < batchSize; image++) {
    for (let output = 0; output < outHeight * outWidth; output++) {
      const top = Math.floor(output / outWidth) * geometry.strideHeight - padInfo.top;
      const left = (output % outWidth) * geometry.strideWidth - padInfo.left;
      for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
        const row = top + Math.floor(tap / filterWidth) * geometry.dilationHeight;
        const column = left + (tap % filterWidth) * geometry.dilationWidth;
        if (row < 0 || row >= inHeight || column < 0 || column >= inWidth) continue;
        see(image * outHeight * outWidth + output, (image * inHeight + row) * inWidth + column, tap);
      }
    }
  }
}

/**
 * ∂L/∂filter of a depthwise convolution: dW[tap, c, m] = Σ x[input, c] · dy[output, c, m] over all contacts.
 * @param x `[batch, height, width, channels]`.
 * @param dy `[batch, outHeight, outWidth, channels · multiplier]`.
 * @returns `[filterHeight, filterWidth, channels, multiplier]`, the caller's.
 */
export function depthwiseFilterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  attributes: DepthwiseFilterGradientAttributes,
): Tensor4D {
  const { filterShape } = attributes;
  const [, , channels, multiplier] = filterShape;
  const xs = x.dataSync();
  const dys = dy.dataSync();
  const width = channels * multiplier;
  const sums = new Float32Array(filterShape[0] * filterShape[1] * width);
  forEachContact(depthwiseGeometry(x.shape, filterShape, attributes), (output, input, tap) => {
    for (let unit = 0; unit < width; unit++) {
      const channel = Math.floor(unit / multiplier);
      sums[tap * width + unit]! += xs[input * channels + channel]! * dys[output * width + unit]!;
    }
  });
  return tensor4d(sums, filterShape);
}

/**
 * ∂L/∂input of a depthwise convolution: dx[input, c] = Σ dy[output, c, m] · w[tap, c, m] over all contacts.
 * @param dy `[batch, outHeight, outWidth, channels · multiplier]`.
 * @param filter `[filterHeight, filterWidth, channels, multiplier]`.
 * @returns `[batch, height, width, channels]`, the caller's.
 */
export function depthwiseInputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  attributes: DepthwiseInputGradientAttributes,
): Tensor4D {
  const { inputShape } = attributes;
  const [, , channels, multiplier] = filter.shape;
  const weights = filter.dataSync();
  const dys = dy.dataSync();
  const width = channels * multiplier;
  const sums = new Float32Array(inputShape.reduce((size, extent) => size * extent, 1));
  forEachContact(depthwiseGeometry(inputShape, filter.shape, attributes), (output, input, tap) => {
    for (let unit = 0; unit < width; unit++) {
      const channel = Math.floor(unit / multiplier);
      sums[input * channels + channel]! += dys[output * width + unit]! * weights[tap * width + unit]!;
    }
  });
  return tensor4d(sums, inputShape);
}
