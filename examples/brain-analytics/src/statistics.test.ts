import { createRandomStream } from "@wayfield/backend";
import { bootstrapMean, meanOf } from "@wayfield/example-kit/statistics";
import { expect, test } from "vitest";
import { cohensD, correlation, pairedDifference } from "./statistics.ts";

test("Cohen's d is the difference of means over the pooled deviation", () => {
  // Means 3 and 2, both variances 1 (of 2, 3, 4 and 1, 2, 3).
  expect(cohensD([2, 3, 4], [1, 2, 3])).toBeCloseTo(1, 12);
  // Variances 1 and 4.5, of 3 and 2 values: √((2 · 1 + 1 · 4.5) / 3).
  expect(cohensD([2, 3, 4], [0.5, 3.5])).toBeCloseTo(1 / Math.sqrt(6.5 / 3), 12);
});

test("correlation of a line is 1, of its mirror image −1, of a square around 0 none", () => {
  expect(correlation([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 12);
  expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  expect(correlation([-1, 0, 1], [1, 0, 1])).toBeCloseTo(0, 12);
});

test("the bootstrap's interval of a mean is about two standard errors wide to either side", () => {
  const random = createRandomStream(5);
  const values = Array.from({ length: 400 }, random.normal);
  const { value, low, high } = bootstrapMean(values, random.uniform);
  expect(value).toBeCloseTo(meanOf(values), 12);
  // 2 × 1.96 / √400 = 0.196, give or take the deviation of this sample.
  expect(high - low).toBeGreaterThan(0.17);
  expect(high - low).toBeLessThan(0.22);
});

test("a paired difference sees through what both of a pair share", () => {
  const random = createRandomStream(6);
  const shared = Array.from({ length: 400 }, () => 10 * random.normal());
  const one = shared.map((value) => value + 0.5 + 0.1 * random.normal());
  const { value, low, high } = pairedDifference(one, shared, random.uniform);
  // Standard error 0.1 / √400 = 0.005; that of the difference of two means apart would be 0.7.
  expect(Math.abs(value - 0.5)).toBeLessThan(0.02);
  expect(high - low).toBeLessThan(0.03);
  expect(low).toBeGreaterThan(0.45);
  // Pairs that do not belong together share nothing.
  const mixed = pairedDifference(one, [...shared.slice(1), shared[0]!], random.uniform);
  expect(mixed.value).toBeCloseTo(value, 9);
  expect(mixed.high - mixed.low).toBeGreaterThan(1);
});
