import {
  avgPool,
  div,
  maxPool,
  mean,
  ones,
  pad,
  tidy,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { assertImages } from "../checks.ts";
import { outputShapeFor, pairOf, type Extent, type WindowOptions } from "./shape.ts";

function geometryOf(where: string, images: Tensor4D, size: Extent, options: WindowOptions) {
  assertImages(where, images, images.shape.at(-1) ?? 0);
  const [, height, width] = images.shape;
  const { stride = size, padding = "valid" } = options;
  outputShapeFor(where, [height, width], size, { stride, padding, dilation: 1 }); // refuses what cannot be
  return { size: pairOf(size), stride: pairOf(stride), padding };
}

/**
 * The largest value under each window, channel by channel (Riesenhuber & Poggio 1999). Zeros of the padding do not
 * compete.
 * @param images `[batch, height, width, channels]`.
 * @param window Height and width of the window, pixels; also the stride unless told.
 * @returns `[batch, height', width', channels]` with the extents of {@link poolingOutputShape}, the caller's.
 * @throws RangeError if the window does not fit.
 * @example const halved = maxPooling(images, 2);
 */
export function maxPooling(images: Tensor4D, window: Extent, options: WindowOptions = {}): Tensor4D {
  const { size, stride, padding } = geometryOf("maxPooling", images, window, options);
  return maxPool(images, size, stride, padding);
}

/**
 * The mean under each window, channel by channel. Pixels of the padding are not counted.
 * @param images `[batch, height, width, channels]`.
 * @param window Height and width of the window, pixels; also the stride unless told.
 * @returns `[batch, height', width', channels]` with the extents of {@link poolingOutputShape}, the caller's.
 * @throws RangeError if the window does not fit.
 * @example const blurred = averagePooling(images, 3, { stride: 1, padding: "same" });
 */
export function averagePooling(images: Tensor4D, window: Extent, options: WindowOptions = {}): Tensor4D {
  const { size, stride, padding } = geometryOf("averagePooling", images, window, options);
  return padding === "same" ? averageInside(images, size, stride) : avgPool(images, size, stride, padding);
}

/**
 * The mean of what a window has inside the image, with zeros put around by hand: the gradient that TensorFlow.js 4.22
 * has for its own "same" padding divides by the whole window everywhere.
 */
function averageInside(images: Tensor4D, size: [number, number], stride: [number, number]): Tensor4D {
  const [, height, width] = images.shape;
  const [rows, columns] = ([height, width] as const).map((length, axis): [number, number] => {
    const total = Math.max((Math.ceil(length / stride[axis]!) - 1) * stride[axis]! + size[axis]! - length, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  }) as [[number, number], [number, number]];
  return tidy(() => {
    const pooled = (x: Tensor4D): Tensor4D =>
      avgPool(pad(x, [[0, 0], rows, columns, [0, 0]]), size, stride, "valid");
    return div(pooled(images), pooled(ones([1, height, width, 1])));
  });
}

/**
 * The mean of each channel over the whole image (Lin, Chen & Yan 2014, section 3.2).
 * @param images `[batch, height, width, channels]`.
 * @returns `[batch, channels]`, the caller's.
 * @throws RangeError unless the input has four axes.
 * @example const code = globalAveragePooling(images);
 */
export function globalAveragePooling(images: Tensor4D): Tensor2D {
  assertImages("globalAveragePooling", images, images.shape.at(-1) ?? 0);
  return mean<Tensor2D>(images, [1, 2]);
}
