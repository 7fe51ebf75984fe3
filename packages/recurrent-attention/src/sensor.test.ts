import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import type { Images } from "./images.ts";
import { glimpseSize, senseGlimpses, type Retina } from "./sensor.ts";

/** Every pixel asked for by itself, nothing outside the picture: slow, and plainly what the paper describes. */
function slowGlimpse(images: Images, locations: Float32Array, { size, scales }: Retina): number[] {
  const { pixels, count, height, width, channels = 1 } = images;
  const level = (picture: number, y: number, x: number, channel: number): number => {
    if (y < 0 || x < 0 || y >= height || x >= width) return 0;
    const value = pixels[((picture * height + y) * width + x) * channels + channel]!;
    return pixels instanceof Uint8Array ? value / 255 : value;
  };
  const cells: number[] = [];
  for (let picture = 0; picture < count; picture++) {
    for (let scale = 0; scale < scales; scale++) {
      const factor = 2 ** scale;
      const half = (size * factor) / 2;
      const left = Math.floor(((locations[2 * picture]! + 1) * width) / 2 - half + 0.5);
      const top = Math.floor(((locations[2 * picture + 1]! + 1) * height) / 2 - half + 0.5);
      for (let cell = 0; cell < size * size * channels; cell++) {
        const channel = cell % channels;
        const column = Math.floor(cell / channels) % size;
        const row = Math.floor(cell / channels / size);
        let sum = 0;
        for (let y = 0; y < factor; y++)
          for (let x = 0; x < factor; x++)
            sum += level(picture, top + row * factor + y, left + column * factor + x, channel);
        cells.push(sum / factor ** 2);
      }
    }
  }
  return cells;
}

const random = createRandomStream(3);
const randomImages = (count: number, height: number, width: number, channels: number): Images => ({
  pixels: Uint8Array.from({ length: count * height * width * channels }, () => 256 * random.uniform()),
  count,
  height,
  width,
  channels,
});
const asFloats = (images: Images): Images => ({
  ...images,
  pixels: Float32Array.from(images.pixels, (level) => level / 255),
});

describe.each<[Retina, number, number, number]>([
  [{ size: 8, scales: 1 }, 28, 28, 1],
  [{ size: 12, scales: 3 }, 60, 60, 1],
  [{ size: 12, scales: 4 }, 100, 100, 1],
  [{ size: 5, scales: 2 }, 9, 14, 3],
])("retina %o on %i × %i pixels with %i channels", (retina, height, width, channels) => {
  // Corners, edges, the centre, and places between the pixels.
  const places = [-1, -1, 1, 1, -1, 1, 0, 0, 0.999, -0.31, -0.5, 0.013, 1, -1, 0.04, -0.97];
  const images = randomImages(places.length / 2, height, width, channels);

  test("agrees with the slow reference, borders and all scales included", () => {
    const locations = Float32Array.from(places);
    const patches = senseGlimpses(images, locations, retina);
    expect(patches).toHaveLength((places.length / 2) * glimpseSize(retina, channels));
    expect(patches).toBeAllCloseTo(slowGlimpse(images, locations, retina), 1e-6);
    expect(senseGlimpses(asFloats(images), locations, retina)).toBeAllCloseTo(patches, 1e-6);
  });

  test("a picture with a border of zeros around it gives the same, wherever one looks", () => {
    const margin = retina.size << (retina.scales - 1);
    const [high, wide] = [height + 2 * margin, width + 2 * margin];
    const padded = new Uint8Array(images.count * high * wide * channels);
    for (let row = 0; row < images.count * height; row++) {
      const at = Math.floor(row / height) * high + margin + (row % height);
      const line = images.pixels.subarray(row * width * channels, (row + 1) * width * channels);
      padded.set(line, (at * wide + margin) * channels);
    }
    // A quarter past a pixel, where neither side of the comparison is about to round the other way.
    const pixelOf = (place: number, extent: number): number =>
      Math.min(extent - 1, Math.floor(((place + 1) * extent) / 2)) + 0.25;
    const placeOf = (pixel: number, extent: number): number => (2 * pixel) / extent - 1;
    const extentOf = (axis: number): number => (axis % 2 === 0 ? width : height);
    const inside = Float32Array.from(places, (place, axis) =>
      placeOf(pixelOf(place, extentOf(axis)), extentOf(axis)),
    );
    const moved = Float32Array.from(places, (place, axis) =>
      placeOf(pixelOf(place, extentOf(axis)) + margin, extentOf(axis) + 2 * margin),
    );
    expect(
      senseGlimpses({ ...images, pixels: padded, height: high, width: wide }, moved, retina),
    ).toBeAllCloseTo(senseGlimpses(images, inside, retina), 1e-6);
  });
});

test("a glimpse at the upper left corner: by hand", () => {
  const pixels = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  const images = { pixels, count: 1, height: 4, width: 4 };
  const corner = senseGlimpses(images, Float32Array.of(-1, -1), { size: 2, scales: 2 });
  // Scale 1: the corner pixel alone lies inside. Scale 2: (1 + 2 + 5 + 6) / 4.
  expect([...corner]).toEqual([0, 0, 0, 1, 0, 0, 0, 3.5]);
  const centre = senseGlimpses(images, Float32Array.of(0, 0), { size: 2, scales: 2 });
  expect([...centre]).toEqual([6, 7, 10, 11, 3.5, 5.5, 11.5, 13.5]);
});

test("x goes right and y goes down", () => {
  const pixels = new Float32Array(100);
  pixels[7] = 1; // row 0, column 7
  const right = senseGlimpses({ pixels, count: 1, height: 10, width: 10 }, Float32Array.of(0.4, -0.8), {
    size: 2,
    scales: 1,
  });
  expect([...right]).toEqual([0, 1, 0, 0]);
});

test("memory of the caller's is written over and returned", () => {
  const images = randomImages(2, 6, 6, 1);
  const locations = Float32Array.of(1, 1, 0.2, -1);
  const out = new Float32Array(2 * 2 * 16).fill(9);
  expect(senseGlimpses(images, locations, { size: 4, scales: 2 }, { out })).toBe(out);
  expect(out).toBeAllCloseTo(senseGlimpses(images, locations, { size: 4, scales: 2 }), 0);
});

test("what does not fit is explained", () => {
  const images = randomImages(2, 6, 6, 1);
  const retina = { size: 4, scales: 1 };
  expect(() => senseGlimpses(images, new Float32Array(3), retina)).toThrow(/locations of length 4, got 3/);
  expect(() => senseGlimpses({ ...images, width: 7 }, new Float32Array(4), retina)).toThrow(
    /images\.pixels of length 84, got 72/,
  );
  expect(() => senseGlimpses(images, new Float32Array(4), { size: 0, scales: 1 })).toThrow(
    /retina\.size to be a positive integer, got 0/,
  );
  expect(() => senseGlimpses(images, new Float32Array(4), retina, { out: new Float32Array(1) })).toThrow(
    /out of length 32, got 1/,
  );
  for (const place of [NaN, Infinity]) {
    expect(() => senseGlimpses(images, Float32Array.of(0, 0, 0, place), retina)).toThrow(
      `senseGlimpses: expected locations to be finite, got ${place} at index 3`,
    );
  }
});
