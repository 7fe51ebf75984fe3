import {
  dispose,
  square,
  sum,
  tensor1d,
  tensor2d,
  tensor3d,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters, valueAndGradients } from "@wayfield/backend";
import { expect, test } from "vitest";
import attention from "./fixtures/soft-attention.json" with { type: "json" };
import {
  additiveAttention,
  dotProductAttention,
  initAdditiveAttention,
  type SoftAttention,
} from "./soft-attention.ts";

const sequences = (): Record<"q" | "k" | "v", Tensor3D> => ({
  q: tensor3d(attention.queries),
  k: tensor3d(attention.keys),
  v: tensor3d(attention.values),
});
const comparison = () => ({
  queryKernel: tensor2d(attention.queryKernel),
  keyKernel: tensor2d(attention.keyKernel),
  score: tensor1d(attention.score),
});

/** All numbers of a nested list, in order. */
const numbers = (nested: unknown): number[] => (nested as unknown[]).flat(Infinity) as number[];

interface Expected {
  output: unknown;
  weights: unknown;
  gradients: unknown[];
}

/** Output, weights and the gradient of the output's squares against the fixture's. */
function compare<P extends Record<string, Tensor>>(
  attend: (parameters: P) => SoftAttention,
  parameters: P,
  expected: Expected,
): void {
  const result = attend(parameters);
  expect(result.output).toBeAllCloseTo(numbers(expected.output), 1e-5);
  expect(result.weights).toBeAllCloseTo(numbers(expected.weights), 1e-5);
  const loss = (candidate: P): Scalar => tidy(() => sum(square(attend(candidate).output)));
  const { value, gradients } = valueAndGradients(loss, parameters);
  Object.values(gradients).forEach((gradient, index) => {
    expect(gradient).toBeAllCloseTo(numbers(expected.gradients[index]), 1e-4);
  });
  dispose([value, result.output, result.weights]);
  disposeParameters({ parameters, gradients });
}

test("dot-product attention agrees with PyTorch in output, weights and gradients", () => {
  compare(({ q, k, v }) => dotProductAttention(q, k, v), sequences(), attention.dotProduct);
});

test("additive attention agrees with PyTorch in output, weights and gradients", () => {
  compare(
    ({ q, k, v, ...parameters }) => additiveAttention(parameters, q, k, v),
    { ...sequences(), ...comparison() },
    attention.additive,
  );
});

test("fresh weights of additive attention fit their sequences", () => {
  const sizes = { queryFeatures: 4, keyFeatures: 4, units: 6 };
  const parameters = initAdditiveAttention(createRandomStream(1), sizes);
  const { q, k, v } = sequences();
  const { output, weights } = additiveAttention(parameters, q, k, v);
  expect(output.shape).toEqual([2, 3, 2]);
  dispose([q, k, v, output, weights]);
  disposeParameters(parameters);
  expect(() => initAdditiveAttention(createRandomStream(1), { ...sizes, units: 0 })).toThrow(
    /units to be a positive integer, got 0/,
  );
});

test("sequences that do not fit are refused", () => {
  const { q, k, v } = sequences();
  expect(() => dotProductAttention(q, v, v)).toThrow(/keys with the queries' 4 features, got 2/);
  expect(() => dotProductAttention(q, q, v)).toThrow(/as many values as keys/);
  dispose([q, k, v]);
});
