import {
  dispose,
  grads,
  matMul,
  mul,
  profile,
  reshape,
  sum,
  tensor2d,
  tensor3d,
  tidy,
  zeros,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
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

/** vₜ = β vₜ₋₁ + xₜ over rows of two, step by step in double precision. */
function stepByStep(x: ArrayLike<number>, start: readonly [number, number], decay: number): Float64Array {
  const v = new Float64Array(x.length);
  for (let at = 0; at < x.length; at++) v[at] = x[at]! + decay * (at < 2 ? start[at]! : v[at - 2]!);
  return v;
}

const scaled = (values: ArrayLike<number>, by: number): number[] => Array.from(values, (value) => value / by);
const largest = (values: Float64Array): number =>
  values.reduce((most, one) => Math.max(most, Math.abs(one)), 0);

// Blocks are of 256 steps: one, just more, many, and so many that the blocks' ends make blocks themselves.
describe.each([
  [1, 0.9],
  [256, 0.999],
  [257, 0.999],
  [700, 0.999],
  [700, 0],
  [700, 1],
  [66_000, 0.99999],
])("%i steps at a decay of %f", (steps, decay) => {
  const { normal } = createRandomStream(steps);
  const inputs = Float32Array.from({ length: 2 * steps }, normal);

  test("give the potential of going step by step", () => {
    const [x, state] = [tensor3d(inputs, [steps, 1, 2]), tensor2d([[30, -50]])];
    const v = leakyIntegrator(x, state, { decay });
    const expected = stepByStep(inputs, [30, -50], decay);
    const scale = largest(expected);
    expect(scaled(v.dataSync(), scale)).toBeAllCloseTo(scaled(expected, scale), 3e-6);
    dispose([x, state, v]);
  });

  test("give the gradient of going back step by step: gₜ = wₜ + β gₜ₊₁", () => {
    const x = zeros<Rank.R3>([steps, 1, 2]);
    const weights = tensor3d(inputs, [steps, 1, 2]);
    const state = tensor2d([[0, 0]]);
    const loss = (a: Tensor, b: Tensor): Scalar =>
      sum(mul(leakyIntegrator(a as Tensor3D, b as Tensor2D, { decay }), weights));
    const [dx, dState] = tidy(() => grads(loss)([x, state]));
    // Columns change places when the list is turned round, twice.
    const expected = stepByStep(inputs.slice().reverse(), [0, 0], decay).reverse();
    const scale = largest(expected);
    expect(scaled(dx!.dataSync(), scale)).toBeAllCloseTo(scaled(expected, scale), 3e-6);
    // ∂L/∂v₋₁ = β g₀.
    const first = [decay * expected[0]!, decay * expected[1]!];
    expect(scaled(dState!.dataSync(), scale)).toBeAllCloseTo(scaled(first, scale), 1e-5);
    dispose([x, state, weights, dx!, dState!]);
  });
});

test("up to 256 steps it is, bit for bit, one product with the matrix of decays", () => {
  const [steps, decay] = [256, 0.97];
  const { normal } = createRandomStream(4);
  const x = tensor3d(Float32Array.from({ length: 3 * steps }, normal), [steps, 1, 3]);
  const state = zeros<Rank.R2>([1, 3]);
  const matrix = Float32Array.from({ length: steps * steps }, (_, at) => {
    const [t, s] = [Math.floor(at / steps), at % steps];
    return s <= t ? decay ** (t - s) : 0;
  });
  const product = tidy(() => matMul(tensor2d(matrix, [steps, steps]), reshape(x, [steps, 3])).dataSync());
  const v = leakyIntegrator(x, state, { decay });
  expect(v.dataSync()).toEqual(product);
  dispose([x, state, v]);
});

test("memory grows with time, not with its square", async () => {
  const steps = 4096;
  const [x, state] = [zeros<Rank.R3>([steps, 1, 2]), zeros<Rank.R2>([1, 2])];
  const loss = (a: Tensor): Scalar => sum(leakyIntegrator(a as Tensor3D, state, { decay: 0.9 }));
  const { peakBytes } = await profile(() => {
    dispose(tidy(() => grads(loss)([x])));
    return state;
  });
  // The square matrix of decays alone would take 64 MiB.
  expect(peakBytes).toBeLessThan(4 * 2 ** 20);
  dispose([x, state]);
});

test("what does not fit is refused", () => {
  const x = tensor3d([1], [1, 1, 1]);
  const state = tensor2d([[1, 2]]);
  expect(() => leakyIntegrator(x, state, { decay: 0.5 })).toThrow(/state of shape \[1, 1\], got \[1, 2\]/);
  dispose([x, state]);
});
