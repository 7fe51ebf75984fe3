import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { sampleCorrelation, scaled, toTensors } from "./batch.ts";

test("a slow walk is correlated, the same values shuffled are not", () => {
  const random = createRandomStream(3);
  let x = 0;
  const walk = Array.from({ length: 2000 }, () => [(x = 0.95 * x + random.normal()), 7]);
  // An autoregressive process of coefficient a has autocorrelation a at lag 1; the standard error is about 0.007.
  expect(Math.abs(sampleCorrelation(walk) - 0.95)).toBeLessThan(0.035);
  const shuffled = walk.map((value) => ({ value, at: random.uniform() })).sort((a, b) => a.at - b.at);
  expect(Math.abs(sampleCorrelation(shuffled.map(({ value }) => value)))).toBeLessThan(0.11);
});

test("features that do not vary count for nothing, and no samples for 0", () => {
  expect(sampleCorrelation([[1], [1], [1]])).toBe(0);
  expect(sampleCorrelation([])).toBe(0);
});

test("each element takes its own factor, in a copy", () => {
  const observations = Uint8Array.of(1, 2, 3, 4);
  expect(Array.from(scaled(observations, [10, 0.5]))).toEqual([10, 1, 30, 2]);
  expect(Array.from(observations)).toEqual([1, 2, 3, 4]);
});

test("tensors of a batch do not change when the buffer fills its arrays again", () => {
  const columns = {
    observation: Float32Array.of(1, 2),
    action: Int32Array.of(1),
    reward: Float32Array.of(3),
    discount: Float32Array.of(0.5),
    nextObservation: Float32Array.of(4, 5),
  };
  const tensors = toTensors({ size: 1, weights: Float32Array.of(1), columns }, [1, 1]);
  for (const column of Object.values(columns)) column.fill(9);
  expect(tensors.statesTm1.shape).toEqual([1, 1, 2]);
  expect(tensors.rewardsT).toBeAllCloseTo([3]);
  expect(tensors.actionsTm1).toBeAllCloseTo([1]);
  expect(tensors.statesT).toBeAllCloseTo([4, 5]);
  for (const tensor of Object.values(tensors)) tensor.dispose();
});
