import { assert, double, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { createTileCoder } from "./tile-coder.ts";

test("one dimension, two tilings of two tiles: the second is half a tile to the left", () => {
  const { encode, featureCount } = createTileCoder([0], [2], { tilings: 2, tiles: 2 });
  expect(featureCount).toBe(6);
  expect([...encode([0.4]).indices]).toEqual([0, 3]);
  expect([...encode([0.6]).indices]).toEqual([0, 4]);
  expect([...encode([1.6]).indices]).toEqual([1, 5]);
});

test("a tile of one tiling in two dimensions: row by row of tiles + 1", () => {
  const { encode } = createTileCoder([0, 0], [4, 4], { tilings: 1, tiles: 4 });
  expect([...encode([2.5, 3.5]).indices]).toEqual([2 * 5 + 3]);
});

test("every tiling gives one tile of its own, wherever the point lies", () => {
  const { encode, featureCount, activeCount } = createTileCoder([-1.2, -0.07], [0.5, 0.07]);
  expect([featureCount, activeCount]).toEqual([648, 8]);
  assert(
    property(tuple(double({ noNaN: true }), double({ noNaN: true, min: -0.1, max: 0.1 })), (point) => {
      const { indices } = encode(point);
      expect([...indices].map((index) => Math.floor(index / 81))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }),
  );
});

test("near points share tiles and far ones do not", () => {
  const { encode } = createTileCoder([0, 0], [1, 1]);
  const shared = (a: number[], b: number[]): number => {
    const others = new Set(encode(b).indices);
    return [...encode(a).indices].filter((index) => others.has(index)).length;
  };
  // An eighth of a tile off in one dimension leaves one tiling behind.
  expect(shared([0.5, 0.5], [0.5 + 1 / 64, 0.5])).toBe(7);
  expect(shared([0.5, 0.5], [0.63, 0.5])).toBe(0);
});

test("impossible boxes and points are refused", () => {
  expect(() => createTileCoder([0, 1], [1, 1])).toThrow(/low < high/);
  expect(() => createTileCoder([], [])).toThrow(/dimensions/);
  const { encode } = createTileCoder([0], [1]);
  expect(() => encode([NaN])).toThrow(/got \[NaN\]/);
  expect(() => encode([0, 0])).toThrow(/point and low/);
});
