import {
  backend,
  conv2d,
  fused,
  grads,
  memory,
  mul,
  sum,
  tensor,
  tensor1d,
  tidy,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { describe, expect, inject, test } from "vitest";
import fixture from "../../fixtures/convolution.json";
import { createRandomStream } from "../../random-stream.ts";

type Shape = [number, number, number, number];

interface Case {
  image: Shape;
  filter: Shape;
  stride: number;
  pad: number;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);

const normals = (shape: readonly number[], seed: number): Float32Array => {
  const random = createRandomStream(seed);
  return Float32Array.from({ length: sizeOf(shape) }, random.normal);
};

const outputShape = ({ image, filter, stride, pad }: Case): Shape => {
  const along = (axis: 0 | 1): number => Math.floor((image[axis + 1]! + 2 * pad - filter[axis]) / stride) + 1;
  return [image[0], along(0), along(1), filter[3]];
};

/** Calls `see` with the flat numbers of an output, an input and a weight for every product of the definition. */
function forEachProduct(size: Case, see: (y: number, x: number, weight: number) => void): void {
  const [batch, height, width, channels] = size.image;
  const [rows, columns, , filters] = size.filter;
  const [, outHeight, outWidth] = outputShape(size);
  const at = (numbers: readonly number[], extents: readonly number[]): number =>
    numbers.reduce((flat, number, axis) => flat * extents[axis]! + number, 0);
  for (let output = 0; output < batch * outHeight * outWidth; output++) {
    const image = Math.floor(output / (outHeight * outWidth));
    const top = (Math.floor(output / outWidth) % outHeight) * size.stride - size.pad;
    const left = (output % outWidth) * size.stride - size.pad;
    for (let tap = 0; tap < rows * columns; tap++) {
      const [y, x] = [top + Math.floor(tap / columns), left + (tap % columns)];
      if (y < 0 || y >= height || x < 0 || x >= width) continue;
      for (let pair = 0; pair < channels * filters; pair++) {
        const [channel, filter] = [Math.floor(pair / filters), pair % filters];
        const input = at([image, y, x, channel], [batch, height, width, channels]);
        see(output * filters + filter, input, tap * channels * filters + pair);
      }
    }
  }
}

interface Results {
  y: ArrayLike<number>;
  dx: ArrayLike<number>;
  dFilter: ArrayLike<number>;
}

/** The definition in float64, and the gradients of Σ y · dy. */
function reference(size: Case, x: Float32Array, filter: Float32Array, dy: Float32Array): Results {
  const y = new Float64Array(dy.length);
  const dx = new Float64Array(x.length);
  const dFilter = new Float64Array(filter.length);
  forEachProduct(size, (output, input, weight) => {
    y[output]! += x[input]! * filter[weight]!;
    dx[input]! += dy[output]! * filter[weight]!;
    dFilter[weight]! += dy[output]! * x[input]!;
  });
  return { y, dx, dFilter };
}

function results(size: Case, x: Float32Array, filter: Float32Array, dy: Float32Array): Results {
  const { image, stride, pad } = size;
  const convolve = (a: Tensor, b: Tensor): Tensor => conv2d(a as Tensor4D, b as Tensor4D, stride, pad);
  return tidy(() => {
    const inputs = [tensor(x, image), tensor(filter, size.filter)] as const;
    const weights = tensor(dy, outputShape(size));
    const loss = (a: Tensor, b: Tensor): Scalar => sum<Scalar>(mul(convolve(a, b), weights));
    const [dx, dFilter] = grads(loss)([...inputs]) as [Tensor, Tensor];
    return {
      y: convolve(...inputs).dataSync(),
      dx: dx.dataSync(),
      dFilter: dFilter.dataSync(),
    };
  });
}

const nameOf = ({ image, filter, stride, pad }: Case): string =>
  `[${image.join(", ")}] by [${filter.join(", ")}], stride ${stride}, pad ${pad}`;

// Filters of 3 × 3, and of 5 × 5 with stride 1 or 2, over enough channels and outputs are worked out by minimal
// filtering; the rest are here for the borders of that choice.
const cases: readonly Case[] = [
  { image: [1, 16, 16, 8], filter: [3, 3, 8, 8], stride: 1, pad: 1 },
  { image: [3, 9, 7, 9], filter: [3, 3, 9, 13], stride: 1, pad: 1 },
  { image: [4, 10, 11, 11], filter: [3, 3, 11, 10], stride: 1, pad: 0 },
  { image: [3, 7, 9, 16], filter: [3, 3, 16, 8], stride: 1, pad: 2 },
  { image: [2, 11, 13, 9], filter: [5, 5, 9, 9], stride: 1, pad: 2 },
  { image: [3, 11, 13, 8], filter: [5, 5, 8, 15], stride: 1, pad: 0 },
  { image: [2, 17, 15, 10], filter: [5, 5, 10, 9], stride: 2, pad: 2 },
  { image: [2, 19, 18, 8], filter: [5, 5, 8, 8], stride: 2, pad: 0 },
  { image: [40, 3, 3, 12], filter: [5, 5, 12, 9], stride: 2, pad: 2 },
  { image: [33, 1, 1, 8], filter: [3, 3, 8, 9], stride: 1, pad: 1 },
  { image: [40, 5, 5, 40], filter: [5, 5, 40, 36], stride: 2, pad: 2 },
  { image: [2, 8, 8, 7], filter: [3, 3, 7, 16], stride: 1, pad: 1 },
  { image: [1, 7, 7, 8], filter: [3, 3, 8, 8], stride: 1, pad: 1 },
  { image: [2, 9, 9, 8], filter: [3, 3, 8, 8], stride: 2, pad: 1 },
  { image: [1, 12, 12, 1], filter: [5, 5, 1, 16], stride: 1, pad: 2 },
  { image: [3, 7, 5, 1], filter: [3, 3, 1, 8], stride: 1, pad: 0 },
  { image: [1, 1, 3, 1], filter: [5, 5, 1, 24], stride: 1, pad: 2 },
  { image: [2, 13, 13, 3], filter: [5, 5, 3, 16], stride: 2, pad: 2 },
  { image: [1, 1, 1, 1], filter: [1, 1, 1, 1], stride: 1, pad: 0 },
];

describe("convolution and both its gradients equal the definition in float64", () => {
  for (const size of cases)
    test(nameOf(size), () => {
      const inputs = [
        normals(size.image, 1),
        normals(size.filter, 2),
        normals(outputShape(size), 3),
      ] as const;
      const found = results(size, ...inputs);
      const expected = reference(size, ...inputs);
      // Rounding grows as the root of how many products are added up.
      const products = {
        y: sizeOf(size.filter.slice(0, 3)),
        dx: sizeOf(size.filter),
        dFilter: inputs[2].length,
      };
      for (const name of ["y", "dx", "dFilter"] as const)
        expect(found[name]).toBeAllCloseTo(expected[name], 6e-6 * Math.sqrt(products[name]));
    });
});

describe("against PyTorch", () => {
  const cosines = (shape: readonly number[], rate: number): Float32Array =>
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => Math.cos(rate * index));
  const sampled = (values: ArrayLike<number>): number[] =>
    Array.from(values).filter((_, index) => index % 7 === 0);

  for (const { y, dx, dFilter, ...size } of fixture.convolutions as unknown as (Case & Results)[])
    test(nameOf(size), () => {
      const dy = cosines(outputShape(size), 0.9);
      const found = results(size, cosines(size.image, 1.7), cosines(size.filter, 2.3), dy);
      expect(sampled(found.y)).toBeAllCloseTo(y, 2e-5);
      expect(sampled(found.dx)).toBeAllCloseTo(dx, 2e-5);
      expect(sampled(found.dFilter)).toBeAllCloseTo(dFilter, 2e-5);
    });
});

describe.each<Case>([
  { image: [2, 12, 12, 8], filter: [3, 3, 8, 9], stride: 1, pad: 1 },
  { image: [2, 12, 12, 8], filter: [5, 5, 8, 9], stride: 1, pad: 2 },
  { image: [2, 16, 16, 8], filter: [5, 5, 8, 9], stride: 2, pad: 2 },
])("what is far away ($filter, stride $stride)", (size) => {
  const finite = (values: ArrayLike<number>): boolean[] => Array.from(values, Number.isFinite);
  test.each([NaN, Infinity])("%d in one pixel reaches the outputs that see it and no other", (value) => {
    const x = normals(size.image, 1);
    const pixel = 5 * size.image[2] + 6;
    x[pixel * 8 + 3] = value;
    const filter = normals(size.filter, 2);
    const seen = new Set<number>();
    forEachProduct(size, (output, input) => {
      if (input === pixel * 8 + 3) seen.add(output);
    });
    const { y } = results(size, x, filter, normals(outputShape(size), 3));
    expect(finite(y)).toEqual(Array.from(y, (_, output) => !seen.has(output)));
  });

  test("a pixel alone leaves every output that does not see it at 0", () => {
    const x = new Float32Array(sizeOf(size.image));
    const pixel = 5 * size.image[2] + 6;
    x[pixel * 8 + 3] = 1e6;
    const filter = normals(size.filter, 2);
    const { y } = results(size, x, filter, normals(outputShape(size), 3));
    forEachProduct(size, (output, input) => {
      if (input === pixel * 8 + 3) (y as number[])[output] = 0;
    });
    expect(Array.from(y).every((value) => value === 0)).toBe(true);
  });

  test.each([NaN, -Infinity])("%d coming back to one output reaches the inputs that it saw", (value) => {
    const dy = normals(outputShape(size), 3);
    const output = 20 * size.filter[3] + 2;
    dy[output] = value;
    const seen = new Set<number>();
    forEachProduct(size, (y, input) => {
      if (y === output) seen.add(input);
    });
    const { dx } = results(size, normals(size.image, 1), normals(size.filter, 2), dy);
    expect(finite(dx)).toEqual(Array.from(dx, (_, input) => !seen.has(input)));
  });
});

test.each(["linear", "relu", "sigmoid"] as const)("fused with offsets and %s", (activation) => {
  const size: Case = { image: [2, 9, 8, 8], filter: [3, 3, 8, 9], stride: 1, pad: 1 };
  const inputs = [normals(size.image, 1), normals(size.filter, 2), normals(outputShape(size), 3)] as const;
  const bias = normals([9], 4);
  const f = {
    linear: (z: number) => z,
    relu: (z: number) => Math.max(z, 0),
    sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
  };
  const expected = Array.from(reference(size, ...inputs).y, (z, index) =>
    f[activation](z + bias[index % 9]!),
  );
  const y = tidy(() =>
    fused.conv2d({
      x: tensor<Rank.R4>(inputs[0], size.image),
      filter: tensor<Rank.R4>(inputs[1], size.filter),
      strides: 1,
      pad: 1,
      bias: tensor1d(bias),
      activation,
    }),
  );
  expect(y).toBeAllCloseTo(expected, 4e-5);
  y.dispose();
});

test("an empty batch gives empty outputs", () => {
  const y = tidy(() =>
    conv2d(
      tensor<Rank.R4>([], [0, 8, 8, 8]),
      tensor<Rank.R4>(normals([3, 3, 8, 8], 1), [3, 3, 8, 8]),
      1,
      "same",
    ),
  );
  expect(y.shape).toEqual([0, 8, 8, 8]);
  y.dispose();
});

test.runIf(inject("engine") === "wasm")("10,000 convolutions leave no more bytes behind than one", () => {
  const x: Tensor4D = tensor(normals([2, 8, 8, 8], 1), [2, 8, 8, 8]);
  const filter: Tensor4D = tensor(normals([3, 3, 8, 8], 2), [3, 3, 8, 8]);
  const heap = (): number => (backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  conv2d(x, filter, 1, "same").dispose();
  const before = [memory().numBytes, heap()];
  for (let step = 0; step < 10_000; step++) conv2d(x, filter, 1, "same").dispose();
  expect([memory().numBytes, heap()]).toEqual(before);
  x.dispose();
  filter.dispose();
});
