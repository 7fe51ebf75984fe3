import { conv2d, maxPool, zeros, type Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { convolutionOutputShape, poolingOutputShape, type Padding } from "./shape.ts";

describe("convolutionOutputShape", () => {
  const cases: [number, number, number, number, Padding, number][] = [];
  for (const size of [1, 2, 3, 5])
    for (const stride of [1, 2, 3])
      for (const padding of ["same", "valid"] as const)
        for (const dilation of stride === 1 ? [1, 2] : [1])
          cases.push([13, 10, size, stride, padding, dilation]);

  test.each(cases)(
    "is what TensorFlow.js computes for %i × %i, filter %i, stride %i, %s, dilation %i",
    (height, width, size, stride, padding, dilation) => {
      const x: Tensor4D = zeros([1, height, width, 1]);
      const filter: Tensor4D = zeros([size, size, 1, 1]);
      const y = conv2d(x, filter, stride, padding, "NHWC", dilation);
      expect(convolutionOutputShape([height, width], size, { stride, padding, dilation })).toEqual(
        y.shape.slice(1, 3),
      );
      const pooled = maxPool(x, size, stride, padding);
      expect(poolingOutputShape([height, width], size, { stride, padding })).toEqual(
        pooled.shape.slice(1, 3),
      );
      for (const tensor of [x, filter, y, pooled]) tensor.dispose();
    },
  );

  test("takes rows and columns apart, and pooling's stride is its window", () => {
    // ⌊(20 − 5) / 3⌋ + 1 = 6 and ⌊(11 − 2) / 2⌋ + 1 = 5.
    expect(convolutionOutputShape([20, 11], [5, 2], { stride: [3, 2] })).toEqual([6, 5]);
    expect(poolingOutputShape([7, 9], [2, 3])).toEqual([3, 3]);
  });

  test("refuses what cannot be", () => {
    expect(() => convolutionOutputShape([4, 4], 3, { dilation: 2 })).toThrow(
      /^convolutionOutputShape: expected an image of at least 5 pixels along each axis, got 4; take "same" padding/,
    );
    expect(() => convolutionOutputShape([4, 4], 3, { stride: 0 })).toThrow(
      /stride to be a positive integer, got 0/,
    );
    expect(() => convolutionOutputShape([4, 4], 3, { padding: "full" as never })).toThrow(
      /"same" or "valid", got "full"/,
    );
    expect(() => poolingOutputShape([4, 4], 5)).toThrow(
      /^poolingOutputShape: expected an image of at least 5 pixels along each axis, got 4/,
    );
  });
});
