import { assertLength, assertPositiveInteger } from "./checks.ts";

/** A batch of pictures in plain memory, `[count, height, width, channels]`. */
export interface Images {
  /** Grey or colour levels: floats as they are, bytes from 0 to 255 as levels from 0 to 1. */
  pixels: Float32Array | Uint8Array;
  /** Pictures. */
  count: number;
  /** Rows of a picture. */
  height: number;
  /** Columns of a picture. */
  width: number;
  /** Numbers a pixel. Default 1. */
  channels?: number;
}

/** Pictures and the class of each. */
export interface LabelledImages {
  /** The pictures. */
  images: Images;
  /** The class of each, from 0, `[count]`. */
  labels: ArrayLike<number>;
}

/** @throws RangeError unless extents and pixels agree. */
export function assertImages(where: string, { pixels, count, height, width, channels = 1 }: Images): void {
  for (const [name, value] of Object.entries({ count, height, width, channels }))
    assertPositiveInteger(where, `images.${name}`, value);
  assertLength(where, "images.pixels", pixels, count * height * width * channels);
}

/** @throws RangeError unless extents and pixels agree, and the pictures have the channels that a model sees. */
export function assertImagesFit(where: string, images: Images, channels: number): void {
  assertImages(where, images);
  const { channels: got = 1 } = images;
  if (got === channels) return;
  throw new RangeError(
    `${where}: expected images with the architecture's channels, ${channels}, got ${got}; convert them, or make a model for ${got}`,
  );
}

/** Every picture `copies` times over, copy after copy: `[copies · count, …]`. Itself for one copy. */
export function repeatImages(images: Images, copies: number): Images {
  if (copies === 1) return images;
  const { pixels, count } = images;
  const repeated =
    pixels instanceof Uint8Array
      ? new Uint8Array(pixels.length * copies)
      : new Float32Array(pixels.length * copies);
  for (let copy = 0; copy < copies; copy++) repeated.set(pixels, copy * pixels.length);
  return { ...images, pixels: repeated, count: count * copies };
}

/** Pictures `[from, to)` of a batch, without copying. */
export function imagesBetween(images: Images, from: number, to: number): Images {
  const { pixels, height, width, channels = 1 } = images;
  const size = height * width * channels;
  return { ...images, pixels: pixels.subarray(from * size, to * size), count: to - from };
}
