import { expect, test } from "vitest";
import { scaled, toTensors } from "./batch.ts";

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
