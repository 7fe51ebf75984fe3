import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { bcm, hebb, oja } from "./hebbian.ts";

/** Zero-mean inputs with standard deviations 2, 1, 0.5 along rotated axes; the first axis is the principal one. */
const axes = [
  [2 / 3, 2 / 3, 1 / 3],
  [-2 / 3, 1 / 3, 2 / 3],
  [1 / 3, -2 / 3, 2 / 3],
] as const;
const draw = (normal: () => number): number[] => {
  const along = [2 * normal(), normal(), 0.5 * normal()];
  return [0, 1, 2].map((k) => axes.reduce((sum, axis, j) => sum + along[j]! * axis[k]!, 0));
};
const lengthOf = (w: ArrayLike<number>): number => Math.hypot(...Array.from(w));
const cosineToFirst = (w: ArrayLike<number>): number =>
  axes[0].reduce((sum, value, k) => sum + value * w[k]!, 0) / lengthOf(w);

describe("Oja's rule", () => {
  test.each([1, 2, 3])("turns into the first principal component, of length 1 (seed %i)", (seed) => {
    const { normal } = createRandomStream(seed);
    const weights = Float64Array.from({ length: 3 }, normal);
    for (let k = 0; k < 20_000; k++) oja(weights, draw(normal), { learningRate: 2e-3 });
    expect(Math.abs(cosineToFirst(weights))).toBeGreaterThan(0.99);
    expect(lengthOf(weights)).toBeCloseTo(1, 1);
  });

  test("control: on inputs without a principal direction it ends anywhere", () => {
    const ends = [1, 2, 3, 4].map((seed) => {
      const { normal } = createRandomStream(seed);
      const weights = Float64Array.from({ length: 3 }, normal);
      for (let k = 0; k < 20_000; k++) oja(weights, [normal(), normal(), normal()], { learningRate: 2e-3 });
      return Math.abs(cosineToFirst(weights));
    });
    expect(Math.min(...ends)).toBeLessThan(0.9);
  });

  test("one step by hand", () => {
    const weights = Float64Array.of(1, 0.5);
    // y = 2; Δw = 0.1 · 2 · ([1, 2] − 2 · [1, 0.5])
    expect(oja(weights, [1, 2], { learningRate: 0.1 })).toBe(2);
    expect(weights).toBeAllCloseTo([0.8, 0.7], 1e-12);
  });
});

test("Hebb's rule by hand, and growth without bound", () => {
  const weights = Float64Array.of(1, 0);
  hebb(weights, [2, -1], 3, { learningRate: 0.1 });
  expect(weights).toBeAllCloseTo([1.6, -0.3], 1e-12);
  for (let k = 0; k < 2000; k++) hebb(weights, [1, 0], weights[0]!, { learningRate: 1e-2 });
  expect(lengthOf(weights)).toBeGreaterThan(1e3);
  expect(() => {
    hebb(weights, [1], 1, { learningRate: 1 });
  }).toThrow(/expected 2 values in inputs, got 1/);
});

test("each rule refuses another number of inputs under its own name", () => {
  const weights = Float64Array.of(1, 0);
  const options = { learningRate: 1, thresholdRate: 1 };
  expect(() => oja(weights, [1], options)).toThrow(/^oja: expected 2 values in inputs, got 1/);
  expect(() => bcm(weights, [1], 0, options)).toThrow(/^bcm: expected 2 values in inputs, got 1/);
  expect([...weights]).toEqual([1, 0]);
});

test.each([1, 2, 3])(
  "BCM: of two patterns it comes to answer one, at 2, and not the other (seed %i)",
  (seed) => {
    const { uniform } = createRandomStream(seed);
    const weights = Float64Array.from({ length: 2 }, () => 0.4 + 0.2 * uniform());
    const patterns = [
      [1, 0.2],
      [0.2, 1],
    ];
    let threshold = 0.5;
    for (let k = 0; k < 40_000; k++) {
      const x = patterns[uniform() < 0.5 ? 0 : 1]!;
      ({ threshold } = bcm(weights, x, threshold, { learningRate: 2e-3, thresholdRate: 2e-2 }));
    }
    const answers = patterns.map((x) => Math.max(0, x[0]! * weights[0]! + x[1]! * weights[1]!));
    // Fixed point: y = θ = E y² = y²/2 for the pattern that is met half of the time.
    expect(Math.max(...answers)).toBeCloseTo(2, 0);
    expect(Math.min(...answers)).toBeLessThan(0.1);
  },
);
