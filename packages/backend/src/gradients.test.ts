import {
  grad,
  matMul,
  mean,
  pow,
  relu,
  scalar,
  square,
  sub,
  sum,
  tanh,
  tensor1d,
  tensor2d,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { finiteDifferenceGradient } from "@wayfield/test-kit";
import { expect, test } from "vitest";
import { clipByElement, clipByGlobalNorm, globalNorm } from "./clip.ts";
import { valueAndGradients } from "./gradients.ts";
import { disposeParameters } from "./parameters.ts";

test("gradients agree with finite differences through a nested tree", () => {
  const x = tensor2d([
    [0.5, -1],
    [2, 0.25],
    [-0.75, 1.5],
  ]);
  const start = [0.3, -0.2, 0.8, 0.1];
  const loss = (weight: Tensor2D) => mean<Scalar>(square(sub(tanh(matMul(x, weight)), 0.5)));
  const weight = tensor2d(start, [2, 2]);
  const { value, gradients } = valueAndGradients(({ layer }) => loss(layer.weight), {
    layer: { weight },
  });
  const numeric = finiteDifferenceGradient(
    (point) => tidy(() => loss(tensor2d([...point], [2, 2])).dataSync()[0]!),
    start,
  );
  expect(gradients.layer.weight).toBeAllCloseTo(numeric, 2e-3);
  expect(value.shape).toEqual([]);
  disposeParameters({ x, weight, value, gradients });
});

test("a parameter that the loss ignores has gradient zero", () => {
  const parameters = { used: scalar(3), ignored: tensor1d([1, 2]) };
  const { value, gradients } = valueAndGradients(({ used }) => square(used), parameters);
  expect(gradients.used).toBeAllCloseTo([6]);
  expect(gradients.ignored).toBeAllCloseTo([0, 0]);
  disposeParameters({ value, parameters, gradients });
});

test("a loss of several numbers is refused", () => {
  const parameters = { x: tensor1d([1, 2]) };
  expect(() => valueAndGradients(({ x }) => square(x) as unknown as Scalar, parameters)).toThrow(
    /a loss of one number, got shape \[2\]; take its mean or its sum/,
  );
  disposeParameters(parameters);
});

test("the second derivative goes through a rectifier", () => {
  const x = tensor1d([-2, 1, 3]);
  const slopeSquared = (at: Tensor) => sum<Scalar>(square(grad((y: Tensor) => sum(pow(relu(y), 3)))(at)));
  // f = Σ max(0, x)³, f' = 3 x², d/dx Σ f'² = 36 x³ where x > 0.
  const second = grad(slopeSquared)(x);
  expect(second).toBeAllCloseTo([0, 36, 972], 1e-2);
  disposeParameters({ x, second });
});

test("the global norm of 3 and 4 is 5; clipping to 1 scales, clipping to 10 does not", () => {
  const gradients = { a: tensor1d([3]), b: { c: tensor1d([4]) } };
  const norm = globalNorm(gradients);
  const short = clipByGlobalNorm(gradients, 1);
  const same = clipByGlobalNorm(gradients, 10);
  expect(norm).toBeAllCloseTo([5]);
  expect(short.a).toBeAllCloseTo([0.6]);
  expect(short.b.c).toBeAllCloseTo([0.8]);
  expect(same.b.c).toBeAllCloseTo([4]);
  const unlimited = clipByGlobalNorm(gradients, Infinity);
  expect(unlimited.a).toBeAllCloseTo([3], 0);
  disposeParameters({ norm, short, same, gradients, unlimited });
  expect(() => clipByGlobalNorm({}, 0)).toThrow(/maximumNorm > 0, got 0/);
});

test("clipping by element bounds every number", () => {
  const gradients = { a: tensor1d([-3, 0.5, 2]) };
  const clipped = clipByElement(gradients, 1);
  expect(clipped.a).toBeAllCloseTo([-1, 0.5, 1]);
  disposeParameters({ gradients, clipped });
});
