import { assertExtent } from "../checks.ts";

/** Rows and columns; one number stands for both alike. */
export type Extent = number | readonly [rows: number, columns: number];

/** Rows, columns and channels of an image, without the batch. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * What happens at the border: `"valid"` keeps the window inside the image; `"same"` surrounds it with zeros so that
 * with stride 1 the size stays, the odd row or column at the end.
 */
export type Padding = "same" | "valid";

/** How a window moves over an image. */
export interface WindowOptions {
  /** Pixels between neighbouring windows. Default 1; for pooling the window's own size. */
  stride?: Extent;
  /** The border. Default `"valid"`. */
  padding?: Padding;
}

/** How a convolution's window moves over an image. */
export interface ConvolutionOptions extends WindowOptions {
  /** Pixels between neighbouring taps of the filter. Default 1: no holes. */
  dilation?: Extent;
}

/** An extent as rows and columns. */
export const pairOf = (extent: Extent): [number, number] =>
  typeof extent === "number" ? [extent, extent] : [extent[0], extent[1]];

function alongAxis(
  where: string,
  length: number,
  { window, stride, padding }: { window: number; stride: number; padding: Padding },
): number {
  if (padding === "same") return Math.ceil(length / stride);
  if (window <= length) return Math.floor((length - window) / stride) + 1;
  throw new RangeError(
    `${where}: expected an image of at least ${window} pixels along each axis, got ${length}; take "same" padding or a smaller window`,
  );
}

function assertPadding(where: string, padding: string): void {
  if (padding === "same" || padding === "valid") return;
  throw new RangeError(`${where}: expected padding "same" or "valid", got ${JSON.stringify(padding)}`);
}

/** {@link convolutionOutputShape} for the function that names itself in what it refuses. */
export function outputShapeFor(
  where: string,
  input: readonly [height: number, width: number],
  size: Extent,
  { stride, padding, dilation }: Required<ConvolutionOptions>,
): [height: number, width: number] {
  assertPadding(where, padding);
  const [sizes, strides, dilations] = [pairOf(size), pairOf(stride), pairOf(dilation)];
  for (const [name, extents] of Object.entries({ input, size: sizes, stride: strides, dilation: dilations }))
    for (const extent of extents) assertExtent(where, name, extent);
  const along = (axis: 0 | 1): number =>
    alongAxis(where, input[axis], {
      window: dilations[axis] * (sizes[axis] - 1) + 1,
      stride: strides[axis],
      padding,
    });
  return [along(0), along(1)];
}

/**
 * Height and width of what a convolution gives. With n pixels, window w = d (k − 1) + 1 and stride s, along each axis:
 * ⌈n / s⌉ for `"same"`, ⌊(n − w) / s⌋ + 1 for `"valid"` (Dumoulin & Visin 2016, relationship 15).
 * @param input Height and width, pixels.
 * @param size Height and width k of the filter, pixels.
 * @throws RangeError if an extent is no positive integer, or the window is larger than the image under `"valid"`.
 * @example convolutionOutputShape([28, 28], 5, { stride: 2 }) // [12, 12]
 */
export function convolutionOutputShape(
  input: readonly [height: number, width: number],
  size: Extent,
  { stride = 1, padding = "valid", dilation = 1 }: ConvolutionOptions = {},
): [height: number, width: number] {
  return outputShapeFor("convolutionOutputShape", input, size, { stride, padding, dilation });
}

/**
 * Height and width of what pooling gives: {@link convolutionOutputShape} with the window's size as default stride.
 * @throws RangeError as that function does.
 * @example poolingOutputShape([28, 28], 2) // [14, 14]
 */
export function poolingOutputShape(
  input: readonly [height: number, width: number],
  size: Extent,
  { stride = size, padding = "valid" }: WindowOptions = {},
): [height: number, width: number] {
  return outputShapeFor("poolingOutputShape", input, size, { stride, padding, dilation: 1 });
}
