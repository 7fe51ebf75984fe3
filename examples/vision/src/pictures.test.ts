import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { addNoise, scaleDigits, shiftAround, shiftDigits } from "./pictures.ts";

const digits = {
  images: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  labels: Uint8Array.of(0),
  count: 1,
  rows: 3,
  columns: 3,
};

test("shifts to the right and down, and what leaves is lost", () => {
  expect([...shiftDigits(digits, 1, 0).images]).toEqual([0, 1, 2, 0, 4, 5, 0, 7, 8]);
  expect([...shiftDigits(digits, 0, -1).images]).toEqual([4, 5, 6, 7, 8, 9, 0, 0, 0]);
  expect([...shiftDigits(digits, 5, 0).images]).toEqual(new Array(9).fill(0));
});

test("a shift around takes the eight directions in turn", () => {
  const two = {
    ...digits,
    images: Uint8Array.of(...digits.images, ...digits.images),
    labels: Uint8Array.of(0, 0),
    count: 2,
  };
  expect([...shiftAround(two, 1).images]).toEqual([
    ...shiftDigits(digits, -1, -1).images,
    ...shiftDigits(digits, -1, 0).images,
  ]);
  expect(shiftAround(two, 0).images).toEqual(two.images);
});

test("scales about the middle", () => {
  const dot = { ...digits, images: Uint8Array.of(0, 0, 0, 0, 100, 0, 0, 0, 0) };
  // Twice as large: half-way between the dot and paper next to it, a quarter at the corners.
  expect([...scaleDigits(dot, 2).images]).toEqual([25, 50, 25, 50, 100, 50, 25, 50, 25]);
  expect(scaleDigits(digits, 1).images).toEqual(digits.images);
});

test("noise replaces the asked share of the pixels", () => {
  const paper = { ...digits, images: new Uint8Array(100 * 100), rows: 100, columns: 100 };
  const noisy = addNoise(paper, 0.3, createRandomStream(1)).images;
  const changed = noisy.filter((value) => value > 0).length / noisy.length;
  expect(Math.abs(changed - (0.3 * 255) / 256)).toBeLessThan(4 * Math.sqrt(0.21 / 10_000));
});
