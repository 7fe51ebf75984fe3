import {
  avgPool,
  grads,
  maxPool,
  mul,
  sum,
  tensor,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { finiteDifferenceGradient } from "@wayfield/test-kit";
import { describe, expect, inject, test } from "vitest";
import fixture from "../../fixtures/convolution.json";
import { createRandomStream } from "../../random-stream.ts";

type Shape = [number, number, number, number];

interface Case {
  kind: string;
  image: Shape;
  size: number;
  stride: number;
  pad: number;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);
const poolOf = ({ kind, size, stride, pad }: Case, x: Tensor): Tensor =>
  (kind === "max" ? maxPool : avgPool)(x as Tensor4D, size, stride, pad);

/** y and the gradient of Σ y · cos(0.9 index). */
function results(pooling: Case, x: ArrayLike<number>): { y: Float32Array; dx: Float32Array } {
  return tidy(() => {
    const input = tensor(Float32Array.from(x), pooling.image);
    const y = poolOf(pooling, input);
    const weights = tensor(
      Float32Array.from({ length: y.size }, (_, index) => Math.cos(0.9 * index)),
      y.shape,
    );
    const [dx] = grads((z: Tensor) => sum<Scalar>(mul(poolOf(pooling, z), weights)))([input]);
    return { y: y.dataSync<"float32">(), dx: dx!.dataSync<"float32">() };
  });
}

const nameOf = ({ kind, image, size, stride, pad }: Case): string =>
  `${kind} of ${size} × ${size} over [${image.join(", ")}], stride ${stride}, pad ${pad}`;

// tfjs's cpu engine divides a mean's gradient by the whole window also where a part of it is outside.
const agrees = ({ kind, pad }: Case): boolean => kind === "max" || pad === 0 || inject("engine") === "wasm";

describe("against PyTorch", () => {
  for (const { y, dx, ...pooling } of fixture.poolings as unknown as (Case & { y: number[]; dx: number[] })[])
    test.runIf(agrees(pooling))(nameOf(pooling), () => {
      const x = Float32Array.from({ length: sizeOf(pooling.image) }, (_, index) => Math.cos(1.7 * index));
      const found = results(pooling, x);
      const sampled = (values: Float32Array) => values.filter((_, index) => index % 7 === 0);
      expect(sampled(found.y)).toBeAllCloseTo(y, 2e-6);
      expect(sampled(found.dx)).toBeAllCloseTo(dx, 2e-6);
    });
});

describe("gradients agree with finite differences", () => {
  const cases: readonly Case[] = [
    { kind: "max", image: [1, 4, 5, 1], size: 2, stride: 1, pad: 0 },
    { kind: "max", image: [2, 5, 4, 7], size: 3, stride: 2, pad: 1 },
    { kind: "mean", image: [1, 4, 5, 3], size: 2, stride: 1, pad: 0 },
    { kind: "mean", image: [2, 5, 4, 4], size: 3, stride: 2, pad: 1 },
    { kind: "mean", image: [1, 3, 3, 1], size: 3, stride: 1, pad: 2 },
  ];
  for (const pooling of cases)
    test.runIf(agrees(pooling))(nameOf(pooling), () => {
      const random = createRandomStream(1);
      // Far enough apart that no step changes which is largest.
      const x = Float32Array.from(
        { length: sizeOf(pooling.image) },
        (_, index) => index + random.uniform() / 2,
      );
      const order = Array.from(x, (_, index) => index).sort(() => random.uniform() - 0.5);
      const shuffled = Float32Array.from(order, (index) => x[index]! / 10);
      const loss = (moved: ArrayLike<number>): number =>
        results(pooling, moved).y.reduce((total, value, index) => total + value * Math.cos(0.9 * index), 0);
      const numeric = finiteDifferenceGradient(loss, shuffled, { step: 0.02 });
      expect(results(pooling, shuffled).dx).toBeAllCloseTo(numeric, 1e-3);
    });
});

test("among equals the first is the largest, as in PyTorch", () => {
  const { dx } = results({ kind: "max", image: [1, 2, 2, 1], size: 2, stride: 2, pad: 0 }, [3, 5, 5, 5]);
  expect(dx).toBeAllCloseTo([0, 1, 0, 0], 0);
});

test("−∞ everywhere is a largest value too", () => {
  const x = Array<number>(4).fill(-Infinity);
  const { y, dx } = results({ kind: "max", image: [1, 2, 2, 1], size: 2, stride: 2, pad: 0 }, x);
  expect(y[0]).toBe(-Infinity);
  expect(dx.reduce((total, value) => total + value, 0)).toBe(inject("engine") === "wasm" ? 1 : 0);
});
