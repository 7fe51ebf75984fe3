import { assertExtent } from "../checks.ts";

/** One grey picture, the first row on top. What its numbers mean (luminance, contrast, weight) is the user's. */
export interface GreyImage {
  /** Row by row, `[height, width]`. */
  pixels: Float32Array | Float64Array;
  /** Rows. */
  height: number;
  /** Columns. */
  width: number;
}

/**
 * What a unit, or several, of any model answer to a picture: a number, or one a unit.
 */
export type UnitResponse = (image: GreyImage) => number | ArrayLike<number>;

/**
 * A picture from a function of the place; the middle of the picture is the origin, x to the right, y downwards, pixels.
 * @throws RangeError unless height and width are positive integers.
 * @example const blob = drawImage([9, 9], (x, y) => Math.exp(-(x * x + y * y) / 8));
 */
export function drawImage(
  [height, width]: readonly [height: number, width: number],
  f: (x: number, y: number) => number,
): GreyImage {
  assertExtent("drawImage", "height", height);
  assertExtent("drawImage", "width", width);
  const pixels = new Float64Array(height * width);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      pixels[row * width + column] = f(column - (width - 1) / 2, row - (height - 1) / 2);
  return { pixels, height, width };
}

/** @throws RangeError unless two pictures have the same size. */
export function assertSameSize(where: string, image: GreyImage, { height, width }: GreyImage): void {
  if (image.height === height && image.width === width && image.pixels.length === height * width) return;
  throw new RangeError(
    `${where}: expected a picture of ${height} × ${width}, got ${image.height} × ${image.width} with ${image.pixels.length} pixels`,
  );
}

/**
 * Σ w p over all pixels: what a linear unit with receptive field w sums up over a picture p.
 * @throws RangeError if the sizes differ.
 * @example const drive = dotProduct(field, image);
 */
export function dotProduct(field: GreyImage, image: GreyImage): number {
  assertSameSize("dotProduct", image, field);
  let sum = 0;
  for (let pixel = 0; pixel < field.pixels.length; pixel++)
    sum += field.pixels[pixel]! * image.pixels[pixel]!;
  return sum;
}

/** One answer as an array, whether the unit gave a number or several. */
export const answersOf = (answer: number | ArrayLike<number>): ArrayLike<number> =>
  typeof answer === "number" ? [answer] : answer;
