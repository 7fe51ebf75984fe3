import { createRandomStream, type RandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { fitGaussianMixture } from "./gaussian-mixture.ts";
import { scaleDiscreteness, scaleModules } from "./scale-modules.ts";

/** Scales around the means of the three modules that the paper reports, 47, 70 and 106 cm. */
const modular = ({ uniform, normal }: RandomStream): number[] =>
  Array.from({ length: 129 }, () => [0.47, 0.7, 1.06][Math.floor(3 * uniform())]! + 0.04 * normal());
const continuous = ({ uniform }: RandomStream): number[] =>
  Array.from({ length: 129 }, () => 0.4 + 0.7 * uniform());

describe("fitGaussianMixture", () => {
  test("one component is the normal distribution of the values", () => {
    const { means, deviations, weights, logLikelihood, bic } = fitGaussianMixture(
      [1, 2, 3, 6],
      1,
      Math.abs.bind(null, 0.5),
    );
    expect(weights).toEqual([1]);
    expect(means[0]).toBeCloseTo(3, 9);
    expect(deviations[0]).toBeCloseTo(Math.sqrt(3.5), 9);
    expect(logLikelihood).toBeCloseTo(-2 * (Math.log(2 * Math.PI * 3.5) + 1), 6);
    expect(bic).toBeCloseTo(2 * Math.log(4) - 2 * logLikelihood, 9);
  });

  test("refuses too few values, and values that are not finite", () => {
    expect(() => fitGaussianMixture([1], 2, () => 0)).toThrow(/2 or more finite values, got 1/);
    expect(() => fitGaussianMixture([1, NaN], 1, () => 0)).toThrow(/not all finite/);
  });

  test.each([0, -1, 1.5, NaN])("refuses %s starts", (starts) => {
    expect(() => fitGaussianMixture([1, 2, 3], 1, () => 0, { starts })).toThrow(
      `fitGaussianMixture: expected starts to be a positive integer, got ${starts}`,
    );
  });
});

describe("scaleModules", () => {
  test.each([1, 2, 3])("finds the three modules and their ratio of 1.5 (seed %s)", (seed) => {
    const random = createRandomStream(seed);
    const { best, tried, ratios } = scaleModules(modular(random), random.uniform);
    expect(tried).toHaveLength(8);
    expect(best.means).toHaveLength(3);
    for (const [module, mean] of [0.47, 0.7, 1.06].entries())
      expect(Math.abs(best.means[module]! - mean)).toBeLessThan(0.02);
    for (const ratio of ratios) expect(Math.abs(ratio - 1.5)).toBeLessThan(0.08);
  });

  test.each([1, 2, 3])("finds one module in one normal distribution (seed %s)", (seed) => {
    const { normal, uniform } = createRandomStream(seed);
    const scales = Array.from({ length: 100 }, () => 0.6 + 0.05 * normal());
    expect(scaleModules([NaN, ...scales], uniform).best.means).toHaveLength(1);
  });
});

describe("scaleDiscreteness", () => {
  test.each([1, 2, 3])(
    "modules are more discrete than chance, continuous scales are not (seed %s)",
    (seed) => {
      const random = createRandomStream(seed);
      expect(scaleDiscreteness(modular(random), random.uniform).probability).toBeLessThan(0.002);
      expect(scaleDiscreteness(continuous(random), random.uniform).probability).toBeGreaterThan(0.01);
    },
  );

  test("refuses a single scale", () => {
    expect(() => scaleDiscreteness([0.4, NaN], () => 0)).toThrow(/two or more finite scales, got 1/);
  });
});
