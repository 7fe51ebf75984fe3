import {
  conv2d,
  conv2dTranspose,
  depthwiseConv2d,
  engine,
  gather,
  grads,
  mul,
  sum,
  tensor,
  tensor1d,
  tidy,
  unsortedSegmentSum,
  type Scalar,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { finiteDifferenceGradient } from "@wayfield/test-kit";
import { describe, expect, test } from "vitest";
import { createRandomStream } from "../random-stream.ts";

type Inputs = readonly { shape: number[]; values: Float32Array }[];

function draw(seed: number, ...shapes: number[][]): Inputs {
  const random = createRandomStream(seed);
  return shapes.map((shape) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return { shape, values: Float32Array.from({ length: size }, random.normal) };
  });
}

/** Compares every gradient of Σ f(inputs) · cosine-like weights with central differences. */
function checkGradients(f: (...inputs: Tensor[]) => Tensor, inputs: Inputs): void {
  const weighted = (...tensors: Tensor[]): Scalar => {
    const y = f(...tensors);
    const weights = tensor(
      Float32Array.from({ length: y.size }, (_, index) => Math.cos(index + 1)),
      y.shape,
    );
    return sum<Scalar>(mul(y, weights));
  };
  const toTensors = (): Tensor[] => inputs.map(({ shape, values }) => tensor(values, shape));
  const analytic = tidy(() => grads(weighted)(toTensors()).map((gradient) => gradient.dataSync()));
  inputs.forEach(({ values }, which) => {
    const numeric = finiteDifferenceGradient(
      (moved) =>
        tidy(() => {
          const tensors = toTensors();
          tensors[which] = tensor(Float32Array.from(moved), inputs[which]!.shape);
          return weighted(...tensors).dataSync()[0]!;
        }),
      values,
      { step: 0.05 },
    );
    expect(analytic[which]!).toBeAllCloseTo(numeric, 5e-3);
  });
}

describe("convolution trains: both gradients agree with finite differences", () => {
  const cases: [string, number[], number[], number | [number, number], "same" | "valid" | number][] = [
    ["3×3, same", [2, 5, 4, 2], [3, 3, 2, 3], 1, "same"],
    ["3×3, valid", [1, 5, 6, 2], [3, 3, 2, 2], 1, "valid"],
    ["5×5 stride 2 pad 2, as the paper's vision module", [1, 8, 8, 3], [5, 5, 3, 2], 2, 2],
    ["stride that leaves a rest", [1, 7, 6, 1], [3, 2, 1, 2], [2, 3], "valid"],
    ["same with an even filter and stride 2", [1, 5, 5, 1], [2, 2, 1, 1], 2, "same"],
    ["1×1", [2, 3, 3, 4], [1, 1, 4, 2], 1, "valid"],
  ];
  test.each(cases)("%s", (_name, x, filter, strides, pad) => {
    checkGradients((a, b) => conv2d(a as Tensor4D, b as Tensor4D, strides, pad), draw(1, x, filter));
  });

  // ⟨dy, x ∗ w⟩ is linear in w and in x, so its gradients multiplied by any w' or x' give ⟨dy, x ∗ w'⟩ and ⟨dy, x' ∗ w⟩:
  // a check through the forward kernel alone, at a size at which the work is cut into many chunks.
  test("large enough to be worked through in chunks: both gradients are the adjoints of the forward pass", () => {
    const shapes = [
      [2, 41, 40, 8],
      [5, 5, 8, 6],
      [2, 21, 20, 6],
    ];
    const [x, filter, dy, otherX, otherFilter] = draw(3, ...shapes, shapes[0]!, shapes[1]!);
    tidy(() => {
      const at = (input: Inputs[number] | undefined): Tensor => tensor(input!.values, input!.shape);
      const inner = (a: Tensor, b: Tensor): number => sum(mul(a, b)).dataSync()[0]!;
      const forward = (a: Tensor, b: Tensor): Tensor => conv2d(a as Tensor4D, b as Tensor4D, 2, "same");
      const loss = (a: Tensor, b: Tensor): Scalar => sum<Scalar>(mul(forward(a, b), at(dy)));
      const [dX, dFilter] = grads(loss)([at(x), at(filter)]) as [Tensor, Tensor];
      const scale = Math.sqrt(dX.size);
      const errors = [
        inner(dFilter, at(otherFilter)) - inner(forward(at(x), at(otherFilter)), at(dy)),
        inner(dX, at(otherX)) - inner(forward(at(otherX), at(filter)), at(dy)),
      ];
      expect(errors.map((error) => error / scale)).toBeAllCloseTo([0, 0], 1e-3);
    });
  });

  test("transposed", () => {
    checkGradients(
      (a, b) => conv2dTranspose(a as Tensor4D, b as Tensor4D, [1, 6, 6, 2], 2, "same"),
      draw(2, [1, 3, 3, 2], [3, 3, 2, 2]),
    );
  });
});

describe("depthwise convolution trains", () => {
  test.each<[string, number[], number[], number, "same" | "valid"]>([
    ["same", [1, 4, 5, 3], [3, 3, 3, 1], 1, "same"],
    ["one channel", [1, 3, 3, 1], [2, 2, 1, 1], 1, "valid"],
    ["seven channels, stride 2", [2, 4, 3, 7], [3, 3, 7, 1], 2, "same"],
    ["multiplier 3", [1, 4, 4, 2], [2, 3, 2, 3], 1, "same"],
    ["multiplier 2, stride 2, valid", [2, 5, 5, 2], [3, 2, 2, 2], 2, "valid"],
  ])("%s", (_name, x, filter, strides, pad) => {
    checkGradients((a, b) => depthwiseConv2d(a as Tensor4D, b as Tensor4D, strides, pad), draw(3, x, filter));
  });
});

test("gather trains: rows drawn twice get both gradients, rows never drawn none", () => {
  const table = tensor([1, 2, 3, 4, 5, 6], [3, 2]);
  const indices = tensor([2, 0, 2], [3], "int32");
  const [gradient] = tidy(() => grads((x: Tensor) => sum(gather(x, indices as never)))([table]));
  expect(gradient!).toBeAllCloseTo([1, 1, 0, 0, 2, 2]);
  for (const each of [table, indices, gradient!]) each.dispose();
});

test.each([1, 3, 7])("gather trains with rows of %i", (width) => {
  const drawn = [4, 0, 4, 2, 4];
  const weights = Float32Array.from({ length: drawn.length * width }, (_, index) => Math.cos(index));
  const gradient = tidy(() => {
    const table: Tensor = tensor(new Float32Array(5 * width), [5, width]);
    const f = (x: Tensor): Scalar => {
      const rows = gather(x, tensor(drawn, [drawn.length], "int32") as never);
      return sum<Scalar>(mul(rows, tensor(weights, rows.shape)));
    };
    return grads(f)([table])[0]!;
  });
  const expected = new Float64Array(5 * width);
  weights.forEach((weight, index) => {
    expected[drawn[Math.floor(index / width)]! * width + (index % width)]! += weight;
  });
  expect(gradient).toBeAllCloseTo(expected, 1e-6);
  gradient.dispose();
});

test("segments of whole numbers are summed too, and ids outside are left out", () => {
  const sums = tidy(() =>
    unsortedSegmentSum(tensor1d([1, 2, 3, 4], "int32"), tensor1d([1, -1, 1, 0], "int32"), 3),
  );
  expect(sums).toBeAllCloseTo([4, 4, 0], 0);
  sums.dispose();
});

test("the kernels are registered and leave no data behind", () => {
  const [x, dy] = draw(4, [1, 4, 4, 2], [1, 4, 4, 3]).map(({ shape, values }) => tensor(values, shape));
  const buffersBefore = engine().memory().numDataBuffers;
  const result = engine().runKernel<Tensor3D>(
    "Conv2DBackpropFilter",
    { x: x!, dy: dy! },
    { strides: 1, pad: "same", dataFormat: "NHWC", filterShape: [3, 3, 2, 3] },
  );
  expect(result.shape).toEqual([3, 3, 2, 3]);
  expect(engine().memory().numDataBuffers).toBe(buffersBefore + 1);
  for (const each of [x!, dy!, result]) each.dispose();
});
