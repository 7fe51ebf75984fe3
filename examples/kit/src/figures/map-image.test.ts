import { decode } from "fast-png";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { mapGallery } from "./map-gallery.ts";
import { mapImage, rangeOf } from "./map-image.ts";

/** Viridis at its two ends and its middle, as published with matplotlib. */
const dark = [68, 1, 84, 255];
const bright = [253, 231, 37, 255];
const clear = [0, 0, 0, 0];

function pixels(png: Uint8Array): number[][] {
  const { data, width, height } = decode(png);
  return Array.from({ length: width * height }, (_, at) => [...data.slice(at * 4, at * 4 + 4)]);
}

test("the smallest value is dark, the largest bright, the first row at the bottom", () => {
  expect(pixels(mapImage([0, 0, 0, 5], [2, 2]))).toEqual([dark, bright, dark, dark]);
});

test("the first row of a picture is the top one", () => {
  expect(pixels(mapImage([0, 0, 0, 5], [2, 2], { isTopFirst: true }))).toEqual([dark, dark, dark, bright]);
});

test("an unvisited place is transparent and does not count for the range", () => {
  expect(rangeOf([NaN, 1, 3])).toEqual([1, 3]);
  expect(pixels(mapImage([NaN, 1, 3], [1, 3]))).toEqual([clear, dark, bright]);
});

test("a flat map and a map without any value can be drawn", () => {
  expect(pixels(mapImage([2, 2], [1, 2]))).toEqual([dark, dark]);
  expect(pixels(mapImage([NaN], [1, 1]))).toEqual([clear]);
});

test("values outside a shared range take its end colours", () => {
  expect(pixels(mapImage([-9, 9], [1, 2], { range: [0, 1] }))).toEqual([dark, bright]);
});

test("a map of the wrong length is refused", () => {
  expect(() => mapImage([1, 2, 3], [2, 2])).toThrow("mapImage: expected 2 × 2 values, got 3");
});

test("a gallery holds every map, its own colours in each, with its caption", () => {
  const maps = Float32Array.of(0, 1, 10, 20, 5, 5);
  const svg = mapGallery({ title: "Units", maps, shape: [3, 1, 2], captions: ["a", "b", "c"], perRow: 2 });
  const { document } = parseHTML(svg);
  const images = [...document.querySelectorAll("image")].map((image) => {
    const [, data] = (image.getAttribute("href") ?? "").split(",");
    return pixels(new Uint8Array(Buffer.from(data!, "base64")));
  });
  expect(images).toEqual([
    [dark, bright],
    [dark, bright],
    [dark, dark],
  ]);
  expect([...document.querySelectorAll("text")].map((text) => text.textContent)).toEqual([
    "Units",
    "a",
    "b",
    "c",
  ]);
});

test("a gallery with one range for all shows it", () => {
  const svg = mapGallery({ title: "", maps: Float32Array.of(0, 1), shape: [2, 1, 1], range: [0, 1] });
  expect(svg).toContain("0 to 1");
});
