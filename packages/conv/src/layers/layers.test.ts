import {
  grads,
  mul,
  sum,
  tensor,
  tensor1d,
  tensor4d,
  tidy,
  zeros,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import fixture from "../fixtures/layers.json";
import { classifier, flatten } from "./classifier.ts";
import { convolution, initConvolution } from "./convolution.ts";
import { groupNormalisation } from "./group-normalisation.ts";
import { averagePooling, globalAveragePooling, maxPooling } from "./pooling.ts";
import { initResidualBlock, residualBlock } from "./residual.ts";
import type { ConvolutionOptions, WindowOptions } from "./shape.ts";

type Shape4D = [number, number, number, number];

/** The fixture's loss: the output weighted by cosines. */
const lossOf = (output: Tensor): Scalar => {
  const weights = Float32Array.from({ length: output.size }, (_, index) => Math.cos(index));
  return sum<Scalar>(mul(output, tensor(weights, output.shape)));
};

const images = (values: number[], shape: number[]): Tensor4D => tensor4d(values, shape as Shape4D);

describe("as PyTorch computes it", () => {
  test.each(fixture.convolutions.map((example) => ({ ...example, title: JSON.stringify(example.options) })))(
    "convolution $title over $xShape with $kernelShape",
    ({ options, xShape, kernelShape, yShape, ...example }) => {
      tidy(() => {
        const f = (x: Tensor, kernel: Tensor, bias: Tensor): Tensor4D =>
          convolution(
            { kernel: kernel as Tensor4D, bias: bias as Tensor1D },
            x as Tensor4D,
            options as ConvolutionOptions,
          );
        const inputs = [
          images(example.x, xShape),
          images(example.kernel, kernelShape),
          tensor1d(example.bias),
        ] as const;
        const y = f(...inputs);
        expect(y.shape).toEqual(yShape);
        expect(y).toBeAllCloseTo(example.y, 1e-4);
        const [x, kernel, bias] = grads((...all: Tensor[]) => lossOf(f(all[0]!, all[1]!, all[2]!)))([
          ...inputs,
        ]);
        expect(x!).toBeAllCloseTo(example.gradients.x, 1e-4);
        expect(kernel!).toBeAllCloseTo(example.gradients.kernel, 1e-4);
        expect(bias!).toBeAllCloseTo(example.gradients.bias, 1e-4);
      });
    },
  );

  test.each(fixture.poolings.map((example) => ({ ...example, title: JSON.stringify(example.options) })))(
    "$kind pooling $size $title over $xShape",
    ({ kind, size, options, xShape, yShape, ...example }) => {
      tidy(() => {
        const pool = kind === "max" ? maxPooling : averagePooling;
        const f = (x: Tensor4D): Tensor4D => pool(x, size, options as WindowOptions);
        const x = images(example.x, xShape);
        const y = f(x);
        expect(y.shape).toEqual(yShape);
        expect(y).toBeAllCloseTo(example.y, 1e-5);
        const [gradient] = grads((input: Tensor) => lossOf(f(input as Tensor4D)))([x]);
        expect(gradient!).toBeAllCloseTo(example.gradient, 1e-5);
      });
    },
  );

  test.each(fixture.normalisations)("normalisation in $groups groups", ({ groups, ...example }) => {
    tidy(() => {
      const f = (x: Tensor, gain: Tensor, bias: Tensor): Tensor =>
        groupNormalisation({ gain: gain as Tensor1D, bias: bias as Tensor1D }, x as Tensor4D, { groups });
      const inputs = [
        images(example.x, [2, 3, 5, 6]),
        tensor1d(example.gain),
        tensor1d(example.bias),
      ] as const;
      expect(f(...inputs)).toBeAllCloseTo(example.y, 1e-4);
      const [x, gain, bias] = grads((...all: Tensor[]) => lossOf(f(all[0]!, all[1]!, all[2]!)))([...inputs]);
      expect(x!).toBeAllCloseTo(example.gradients.x, 1e-4);
      expect(gain!).toBeAllCloseTo(example.gradients.gain, 1e-4);
      expect(bias!).toBeAllCloseTo(example.gradients.bias, 1e-4);
    });
  });

  test.each(fixture.residuals)("residual block $sizes", ({ sizes, kernels, gradients, ...example }) => {
    tidy(() => {
      const block = initResidualBlock(createRandomStream(1), sizes);
      const names = Object.keys(kernels) as (keyof typeof kernels)[];
      const shapeOf = (name: keyof typeof kernels): number[] => block[name]!.kernel.shape;
      const f = (x: Tensor, ...weights: Tensor[]): Tensor => {
        const given = Object.fromEntries(
          names.map((name, index) => [name, { kernel: weights[index] as Tensor4D }]),
        );
        return residualBlock({ ...block, ...given }, x as Tensor4D, { stride: sizes.stride });
      };
      const inputs = [
        images(example.x, [2, 5, 7, sizes.inputs]),
        ...names.map((name) => images(kernels[name]!, shapeOf(name))),
      ];
      const y = f(...(inputs as [Tensor, ...Tensor[]]));
      expect(y.shape).toEqual(example.yShape);
      expect(y).toBeAllCloseTo(example.y, 1e-4);
      const [x, ...weights] = grads((...all: Tensor[]) => lossOf(f(...(all as [Tensor, ...Tensor[]]))))(
        inputs,
      );
      expect(x!).toBeAllCloseTo(example.xGradient, 2e-4);
      names.forEach((name, index) => {
        expect(weights[index]!).toBeAllCloseTo(gradients[name]!, 2e-4);
      });
    });
  });
});

describe("by hand", () => {
  test("a filter is not flipped", () => {
    const kernel = images([1, 10], [1, 2, 1, 1]);
    const x = images([1, 2, 3], [1, 1, 3, 1]);
    const y = convolution({ kernel }, x);
    expect(y).toBeAllCloseTo([21, 32], 0); // 1·1 + 10·2, 1·2 + 10·3
    disposeParameters({ kernel, x, y });
  });

  test("the mean over the image, and the classifier on the flattened one", () => {
    const x = images([1, 10, 2, 20, 3, 30, 6, 60], [1, 2, 2, 2]);
    const mean = globalAveragePooling(x);
    expect(mean.shape).toEqual([1, 2]);
    expect(mean).toBeAllCloseTo([3, 30], 1e-5);
    const flat = flatten(x);
    const head = { kernel: tensor([1, 0, 0, 0, 0, 0, 0, 1], [8, 1]) as never, bias: tensor1d([5]) };
    const logits = classifier(head, x);
    expect(logits.shape).toEqual([1, 1]);
    expect(logits).toBeAllCloseTo([1 + 60 + 5], 1e-5);
    const [small, wide] = [zeros<Rank.R4>([1, 2, 2, 1]), tensor1d([5, 5])];
    expect(() => classifier(head, small)).toThrow(/expected 8 numbers an image/);
    expect(() => classifier({ ...head, bias: wide }, x)).toThrow(
      /classifier: expected a bias of shape \[1\], got \[2\]/,
    );
    disposeParameters({ x, mean, flat, head, logits, small, wide });
  });
});

describe("what does not fit", () => {
  test("is refused with the shape that was expected", () => {
    tidy(() => {
      const filters = initConvolution(createRandomStream(1), { inputs: 3, outputs: 2, size: 3, bias: false });
      expect("bias" in filters).toBe(false);
      expect(() => convolution(filters, zeros<Rank.R4>([1, 8, 8, 1]))).toThrow(
        /images of shape \[batch, height, width, 3\], got \[1, 8, 8, 1\]/,
      );
      expect(() => convolution(filters, zeros<Rank.R4>([1, 2, 8, 3]))).toThrow(
        /^convolution: expected an image of at least 3 pixels/,
      );
      const tiny = zeros<Rank.R4>([1, 2, 2, 1]);
      expect(() => maxPooling(tiny, 3)).toThrow(/^maxPooling: expected an image of at least 3 pixels/);
      expect(() => averagePooling(tiny, 3)).toThrow(/^averagePooling: expected an image of at least 3/);
      expect(() => maxPooling(tiny, 2, { stride: 0 })).toThrow(
        /^maxPooling: expected stride to be a positive/,
      );
      expect(() => averagePooling(zeros<Rank.R2>([2, 2]) as never, 3)).toThrow(
        /averagePooling: expected images/,
      );
      const norm = { gain: tensor1d([1, 1, 1]), bias: tensor1d([0, 0, 0]) };
      expect(() => groupNormalisation(norm, zeros<Rank.R4>([1, 2, 2, 3]), { groups: 2 })).toThrow(
        /divides 3 channels, got 2/,
      );
    });
    expect(() => initConvolution(createRandomStream(1), { inputs: 1, outputs: 0, size: 3 })).toThrow(
      /outputs to be a positive integer, got 0/,
    );
  });
});
