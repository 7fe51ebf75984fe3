import { grad, mul, sum, tensor1d, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { stopGradient } from "./stop-gradient.ts";

test("the derivative of x · stop(x) is x", () => {
  const derivative = tidy(() => grad((x: Tensor) => sum(mul(x, stopGradient(x))))(tensor1d([1, -2, 3])));
  expect(derivative).toBeAllCloseTo([1, -2, 3], 0);
  derivative.dispose();
});
