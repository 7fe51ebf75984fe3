import { expect, test } from "vitest";
import { daleWeight, dendriticSum, logisticRate, rateNeuron } from "./rate-neuron.ts";

test("weighted sum, threshold and f-I curve, by hand", () => {
  expect(dendriticSum([0.5, -0.25], [10, 4])).toBe(4);
  expect(rateNeuron([0.5, -0.25], [10, 4], { threshold: 1 })).toBe(3);
  expect(rateNeuron([0.5, -0.25], [10, 40], { threshold: 1 })).toBe(0);
  expect(rateNeuron([1], [2], { threshold: 2, rate: logisticRate })).toBe(0.5);
});

test("Dale's law: a weight against its sender's sign counts as none, one with it is kept", () => {
  expect(daleWeight(0.5, 1)).toBe(0.5);
  expect(daleWeight(0.5, -1)).toBe(0);
  expect(daleWeight(-0.5, -1)).toBe(-0.5);
  expect(rateNeuron([0.5, 0.25], [10, 4], { senders: [1, -1] })).toBe(5);
  for (let k = 0; k < 50; k++) {
    const weight = Math.sin(3 * k + 1);
    for (const sender of [1, -1]) expect(daleWeight(weight, sender) * sender).toBeGreaterThanOrEqual(0);
  }
});

test("lists of unequal length are refused", () => {
  expect(() => rateNeuron([1, 2], [1])).toThrow(/expected 2 values in rates, got 1/);
  expect(() => rateNeuron([1, 2], [1, 2], { senders: [1] })).toThrow(/expected 2 values in senders, got 1/);
});
