import type { Rank } from "@tensorflow/tfjs-core";
import { meanAndDeviation } from "@wayfield/test-kit";
import { expect, test } from "vitest";
import {
  fans,
  glorotUniform,
  heNormal,
  lecunUniform,
  normalInitialiser,
  onesInitialiser,
  zerosInitialiser,
} from "./initialisers.ts";
import { createRandomStream } from "./random-stream.ts";

test("fans of a matrix, a convolution kernel and a vector", () => {
  expect(fans([3, 5])).toEqual({ fanIn: 3, fanOut: 5 });
  expect(fans([5, 5, 3, 16])).toEqual({ fanIn: 75, fanOut: 400 });
  expect(fans([7])).toEqual({ fanIn: 7, fanOut: 7 });
});

test.each([
  ["glorotUniform", glorotUniform, Math.sqrt(2 / (200 + 300))],
  ["heNormal", heNormal, Math.sqrt(2 / 200)],
  ["lecunUniform", lecunUniform, 1 / Math.sqrt(3 * 200)],
  ["normalInitialiser(0.5)", normalInitialiser(0.5), 0.5],
] as const)("%s has mean zero and its published deviation", (_name, initialiser, expected) => {
  const weights = initialiser<Rank.R2>(createRandomStream(1), [200, 300]);
  const { mean, deviation } = meanAndDeviation(weights.dataSync());
  expect(Math.abs(mean)).toBeLessThan((4 * expected) / Math.sqrt(60_000));
  expect(deviation / expected).toBeCloseTo(1, 1.5);
  weights.dispose();
});

test("zeros and ones", () => {
  const random = createRandomStream(1);
  const zeros = zerosInitialiser(random, [2]);
  const ones = onesInitialiser(random, [2]);
  expect(zeros).toBeAllCloseTo([0, 0], 0);
  expect(ones).toBeAllCloseTo([1, 1], 0);
  zeros.dispose();
  ones.dispose();
});
