import {
  grads,
  mul,
  sum,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { finiteDifferenceGradient } from "@wayfield/test-kit";
import { describe, expect, inject, test } from "vitest";
import { createRandomStream } from "../random-stream.ts";
import { fusedGru } from "./fused.ts";

const onWasm = inject("engine") === "wasm";

const normals = (count: number, seed: number, scale = 1): Float32Array => {
  const random = createRandomStream(seed);
  return Float32Array.from({ length: count }, () => scale * random.normal());
};

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

interface Size {
  steps: number;
  batch: number;
  units: number;
}

type Numbers = ArrayLike<number>;

/** The equations in float64, unit by unit: `[time, batch, units]`. */
function reference(
  { steps, batch, units }: Size,
  projected: Numbers,
  kernel: Numbers,
  bias: Numbers,
  hidden0: Numbers,
): Float64Array {
  const out = new Float64Array(steps * batch * units);
  let hidden = Array.from(hidden0);
  for (let t = 0; t < steps; t++) {
    const before = hidden;
    const recurrent = (row: number, column: number): number =>
      Array.from(
        { length: units },
        (_, k) => before[row * units + k]! * kernel[k * 3 * units + column]!,
      ).reduce((total, product) => total + product, bias[column]!);
    hidden = before.map((h, index) => {
      const [row, unit] = [Math.floor(index / units), index % units];
      const input = (block: number): number =>
        projected[(t * batch + row) * 3 * units + block * units + unit]!;
      const [r, z] = [0, 1].map((block) => logistic(input(block) + recurrent(row, block * units + unit))) as [
        number,
        number,
      ];
      const n = Math.tanh(input(2) + r * recurrent(row, 2 * units + unit));
      return (1 - z) * n + z * h;
    });
    out.set(hidden, t * batch * units);
  }
  return out;
}

const dot = (a: Numbers, b: Numbers): number =>
  Array.from(a).reduce((total, x, index) => total + x * b[index]!, 0);

describe.runIf(onWasm)("fusedGru", () => {
  const sizes: readonly Size[] = [
    { steps: 1, batch: 1, units: 1 },
    { steps: 3, batch: 2, units: 3 },
    { steps: 2, batch: 7, units: 5 },
    { steps: 1, batch: 3, units: 8 },
    { steps: 5, batch: 6, units: 4 },
    { steps: 2, batch: 1, units: 7 },
  ];
  for (const size of sizes) {
    const { steps, batch, units } = size;
    const name = `time ${steps}, batch ${batch}, units ${units}`;
    const values = [
      normals(steps * batch * 3 * units, 1),
      normals(units * 3 * units, 2, 0.5),
      normals(3 * units, 3),
      normals(batch * units, 4),
    ] as const;
    const tensors = (): [Tensor3D, Tensor2D, Tensor1D, Tensor2D] => [
      tensor(values[0], [steps, batch, 3 * units]),
      tensor2d(values[1], [units, 3 * units]),
      tensor1d(values[2]),
      tensor2d(values[3], [batch, units]),
    ];

    test(`${name}: equals the equations in float64`, () => {
      const hidden = tidy(() => fusedGru(...tensors())!);
      expect(hidden.shape).toEqual([steps, batch, units]);
      expect(hidden).toBeAllCloseTo(reference(size, ...values), 2e-6);
      hidden.dispose();
    });

    test(`${name}: all four gradients agree with finite differences of the float64 equations`, () => {
      const weights = normals(steps * batch * units, 5);
      const gradients = tidy(() =>
        grads((...inputs: Tensor[]) => {
          const hidden = fusedGru(...(inputs as Parameters<typeof fusedGru>))!;
          return sum(mul(hidden, tensor(weights, hidden.shape)));
        })(tensors()),
      );
      gradients.forEach((gradient, index) => {
        const loss = (x: Float64Array): number => {
          const changed = values.map((value, other) => (other === index ? x : value));
          return dot(weights, reference(size, ...(changed as unknown as typeof values)));
        };
        const expected = finiteDifferenceGradient(loss, values[index]!, { step: 1e-5 });
        expect(gradient).toBeAllCloseTo(expected, 2e-5);
        gradient.dispose();
      });
    });
  }

  test("a NaN in one sequence stays in that sequence", () => {
    const projected = normals(3 * 2 * 6, 1);
    projected[6] = NaN; // first step, second sequence
    const hidden = tidy(() =>
      fusedGru(
        tensor(projected, [3, 2, 6]),
        tensor2d(normals(12, 2), [2, 6]),
        zeros<Rank.R1>([6]),
        zeros<Rank.R2>([2, 2]),
      )!.dataSync(),
    );
    const finite = Array.from(hidden, Number.isFinite);
    expect(finite.filter((_, index) => index % 4 < 2)).not.toContain(false);
    expect(finite.slice(10)).toEqual([false, false]);
  });
});

test.runIf(!onWasm)("on an engine without the kernel the caller has to compose", () => {
  tidy(() => {
    const sequence: Tensor3D = zeros([1, 1, 3]);
    expect(fusedGru(sequence, zeros([1, 3]), zeros([3]), zeros([1, 1]))).toBeUndefined();
  });
});
