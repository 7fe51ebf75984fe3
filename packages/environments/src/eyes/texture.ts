import type { UniformSource } from "../random.ts";

/** Red, green and blue, each an integer from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** A square picture, tiled over a wall; one tile is as wide as the wall is high. */
export interface Texture {
  /** The side, in pixels; a power of two. */
  readonly size: number;
  /** The pixels column by column from the top, each as red + 256 green + 65536 blue, `[size, size]`. */
  readonly pixels: Uint32Array;
}

/** The side of the textures drawn here. */
const size = 32;

/** One number for a colour. */
export const packColor = ([red, green, blue]: Color): number => red | (green << 8) | (blue << 16);

/** A colour made darker (below 1) or lighter, within bounds. */
export const shadeColor = (color: Color, factor: number): Color => {
  const [red, green, blue] = color.map((channel) => Math.min(255, Math.max(0, Math.round(channel * factor))));
  return [red!, green!, blue!];
};

/**
 * A texture from a rule: the colour of each pixel.
 *
 * @param color - Given the column and the row, from the top left.
 * @example
 * const checks = drawTexture((column, row) => ((column ^ row) & 8 ? [255, 255, 255] : [0, 0, 0]));
 */
export function drawTexture(color: (column: number, row: number) => Color): Texture {
  const pixels = new Uint32Array(size * size);
  for (let column = 0; column < size; column++) {
    for (let row = 0; row < size; row++) pixels[column * size + row] = packColor(color(column, row));
  }
  return { size, pixels };
}

/** The same texture darker or lighter. Textures have few colours: each is worked out once. */
export function shadeTexture({ size: side, pixels }: Texture, factor: number): Texture {
  const known = new Map<number, number>();
  const shade = (pixel: number): number => {
    const shaded = packColor(shadeColor([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255], factor));
    known.set(pixel, shaded);
    return shaded;
  };
  return { size: side, pixels: pixels.map((pixel) => known.get(pixel) ?? shade(pixel)) };
}

type Pattern = (light: Color, dark: Color, random: UniformSource) => Texture;

const bricks: Pattern = (light, dark) =>
  drawTexture((column, row) => {
    const shifted = column + (row & 8 ? 8 : 0);
    return (row & 7) === 0 || (shifted & 15) === 0 ? dark : light;
  });
const checks: Pattern = (light, dark) => drawTexture((column, row) => ((column ^ row) & 8 ? light : dark));
const planks: Pattern = (light, dark) => drawTexture((column) => ((column & 7) < 2 ? dark : light));
const bands: Pattern = (light, dark) => drawTexture((_, row) => ((row & 15) < 5 ? dark : light));
const diagonals: Pattern = (light, dark) =>
  drawTexture((column, row) => (((column + row) & 15) < 6 ? dark : light));
const speckles: Pattern = (light, dark, random) => drawTexture(() => (random() < 0.3 ? dark : light));

const patterns = [bricks, checks, planks, bands, diagonals, speckles];

/** A strong colour: one channel high, one low, one between. */
export function drawColor(random: UniformSource): Color {
  const channels = [180 + 60 * random(), 30 + 60 * random(), 60 + 160 * random()].map(Math.floor);
  const first = Math.floor(random() * 3);
  const second = (first + 1 + Math.floor(random() * 2)) % 3;
  return [channels[first]!, channels[second]!, channels[3 - first - second]!];
}

/** A pattern in two shades of a colour, all drawn at random. */
export function drawRandomTexture(random: UniformSource): Texture {
  const light = drawColor(random);
  const pattern = patterns[Math.floor(random() * patterns.length)]!;
  return pattern(light, shadeColor(light, 0.55), random);
}
