import {
  dispose,
  grads,
  mul,
  sum,
  tensor2d,
  tensor3d,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { leakyIntegrator } from "./leaky-integrator.ts";

test("the potential is the decayed sum of what came in, by hand", () => {
  const x = tensor3d([1, 10, 2, 0, 0, 0], [3, 1, 2]);
  const state = tensor2d([[8, 0]]);
  const v = leakyIntegrator(x, state, { decay: 0.5 });
  expect(v.shape).toEqual([3, 1, 2]);
  expect(v).toBeAllCloseTo([5, 10, 4.5, 5, 2.25, 2.5], 1e-6);
  dispose([x, state, v]);
});

test("gradients, by hand: an input counts for βᵏ after k steps, the first potential for βᵗ⁺¹", () => {
  const x = tensor3d([1, 2, 3], [3, 1, 1]);
  const state = tensor2d([[1]]);
  const weights = tensor3d([1, 10, 100], [3, 1, 1]);
  const loss = (a: Tensor, b: Tensor): Scalar =>
    sum(mul(leakyIntegrator(a as Tensor3D, b as Tensor2D, { decay: 0.5 }), weights));
  const [dx, dState] = tidy(() => grads(loss)([x, state]));
  expect(dx!).toBeAllCloseTo([31, 60, 100], 1e-4);
  expect(dState!).toBeAllCloseTo([15.5], 1e-4);
  dispose([x, state, weights, dx!, dState!]);
});

test("what does not fit is refused", () => {
  const x = tensor3d([1], [1, 1, 1]);
  const state = tensor2d([[1, 2]]);
  expect(() => leakyIntegrator(x, state, { decay: 0.5 })).toThrow(/state of shape \[1, 1\], got \[1, 2\]/);
  dispose([x, state]);
});
