import { expect, test } from "vitest";
import { addScaled, denseFeatures, dot, oneHot } from "./features.ts";

test("the value of one row of a table is its weight", () => {
  expect(dot(Float64Array.of(2, 5, 7), oneHot(1))).toBe(5);
});

test("a dense vector leaves out its zeros and keeps its inner product", () => {
  const x = denseFeatures([0.5, 0, -2]);
  expect([...x.indices]).toEqual([0, 2]);
  expect(dot(Float64Array.of(4, 100, 3), x)).toBe(-4);
});

test("adding changes only the rows the features name", () => {
  const weights = Float64Array.of(1, 1, 1);
  addScaled(weights, 2, denseFeatures([0, 3, -1]));
  expect([...weights]).toEqual([1, 7, -1]);
});

test("impossible features are refused by name", () => {
  expect(() => oneHot(-1)).toThrow(/oneHot: expected an integer of 0 or more, got -1/);
  expect(() => oneHot(0.5)).toThrow(RangeError);
  expect(() => denseFeatures([1, NaN])).toThrow(/got NaN at 1/);
});
