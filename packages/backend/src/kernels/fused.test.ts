import {
  add,
  grads,
  matMul,
  mul,
  ones,
  sum,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { finiteDifferenceGradient } from "@wayfield/test-kit";
import { describe, expect, inject, test } from "vitest";
import { createRandomStream } from "../random-stream.ts";
import { fusedDense, fusedDropoutMask, fusedGru, fusedLstm, fusedSoftmaxCrossEntropy } from "./fused.ts";

const onWasm = inject("engine") === "wasm";

const normals = (count: number, seed: number, scale = 1): Float32Array => {
  const random = createRandomStream(seed);
  return Float32Array.from({ length: count }, () => scale * random.normal());
};

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

interface LstmSize {
  steps: number;
  batch: number;
  units: number;
}

type Numbers = ArrayLike<number>;

/** The equations in float64, unit by unit: `[time + 1, batch, units]`. */
function referenceLstm(
  { steps, batch, units }: LstmSize,
  projected: Numbers,
  kernel: Numbers,
  hidden0: Numbers,
  cell0: Numbers,
): Float64Array {
  const out = new Float64Array((steps + 1) * batch * units);
  let hidden = Array.from(hidden0);
  let cell = Array.from(cell0);
  for (let t = 0; t < steps; t++) {
    const before = hidden;
    const gate = (row: number, column: number): number => {
      let total = projected[(t * batch + row) * 4 * units + column]!;
      for (let k = 0; k < units; k++) total += before[row * units + k]! * kernel[k * 4 * units + column]!;
      return total;
    };
    cell = cell.map((c, index) => {
      const [row, unit] = [Math.floor(index / units), index % units];
      const [i, f, g] = [0, 1, 2].map((block) => gate(row, block * units + unit)) as [number, number, number];
      return logistic(f) * c + logistic(i) * Math.tanh(g);
    });
    hidden = cell.map((c, index) => {
      const [row, unit] = [Math.floor(index / units), index % units];
      return logistic(gate(row, 3 * units + unit)) * Math.tanh(c);
    });
    out.set(hidden, t * batch * units);
  }
  out.set(cell, steps * batch * units);
  return out;
}

const dot = (a: Numbers, b: Numbers): number =>
  Array.from(a).reduce((total, x, index) => total + x * b[index]!, 0);

describe.runIf(onWasm)("fusedLstm", () => {
  const sizes: readonly LstmSize[] = [
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
      normals(steps * batch * 4 * units, 1),
      normals(units * 4 * units, 2, 0.5),
      normals(batch * units, 3),
      normals(batch * units, 4),
    ] as const;
    const tensors = (): [Tensor3D, Tensor2D, Tensor2D, Tensor2D] => [
      tensor(values[0], [steps, batch, 4 * units]),
      tensor2d(values[1], [units, 4 * units]),
      tensor2d(values[2], [batch, units]),
      tensor2d(values[3], [batch, units]),
    ];

    test(`${name}: equals the equations in float64`, () => {
      const packed = tidy(() => fusedLstm(...tensors())!);
      expect(packed).toBeAllCloseTo(referenceLstm(size, ...values), 2e-6);
      packed.dispose();
    });

    test(`${name}: all four gradients agree with finite differences of the float64 equations`, () => {
      const weights = normals((steps + 1) * batch * units, 5);
      const gradients = tidy(() =>
        grads((...inputs: Tensor[]) => {
          const packed = fusedLstm(...(inputs as Parameters<typeof fusedLstm>))!;
          return sum(mul(packed, tensor(weights, packed.shape)));
        })(tensors()),
      );
      gradients.forEach((gradient, index) => {
        const loss = (x: Float64Array): number => {
          const changed = values.map((value, other) => (other === index ? x : value));
          return dot(weights, referenceLstm(size, ...(changed as unknown as typeof values)));
        };
        const expected = finiteDifferenceGradient(loss, values[index]!, { step: 1e-5 });
        expect(gradient).toBeAllCloseTo(expected, 2e-5);
        gradient.dispose();
      });
    });
  }

  test("a NaN in one sequence stays in that sequence", () => {
    const projected = normals(3 * 2 * 8, 1);
    projected[8] = NaN; // first step, second sequence
    const packed = tidy(() =>
      fusedLstm(
        tensor(projected, [3, 2, 8]),
        tensor2d(normals(16, 2), [2, 8]),
        tensor2d([0, 0, 0, 0], [2, 2]),
        tensor2d([0, 0, 0, 0], [2, 2]),
      )!.dataSync(),
    );
    const finite = Array.from(packed, Number.isFinite);
    expect(finite.filter((_, index) => index % 4 < 2)).not.toContain(false);
    expect(finite.slice(6, 8)).toEqual([false, false]);
  });
});

describe.runIf(onWasm)("fusedDense", () => {
  for (const [rows, inputs, outputs] of [
    [1, 1, 1],
    [3, 7, 9],
    [12, 5, 16],
    [7, 1, 3],
  ] as const)
    test(`${rows} × ${inputs} → ${outputs}: value and gradients equal the composed operations'`, () => {
      const values = (): [Tensor2D, Tensor2D, Tensor1D] => [
        tensor2d(normals(rows * inputs, 1), [rows, inputs]),
        tensor2d(normals(inputs * outputs, 2), [inputs, outputs]),
        tensor1d(normals(outputs, 3)),
      ];
      const weights = normals(rows * outputs, 4);
      const run = (layer: typeof fusedDense): Float32Array[] =>
        tidy(() => {
          const loss = (...all: Tensor[]): Scalar =>
            sum(mul(layer(...(all as Parameters<typeof fusedDense>))!, tensor2d(weights, [rows, outputs])));
          const y = layer(...values())!;
          return [y, ...grads(loss)(values())].map((result) => result.dataSync<"float32">());
        });
      const fused = run(fusedDense);
      const composed = run((x, kernel, bias) => add(matMul(x, kernel), bias));
      fused.forEach((result, index) => {
        expect(result).toBeAllCloseTo(composed[index]!, 1e-5);
      });
    });
});

/** −Σ p ln softmax(z) averaged over rows, in float64. */
function referenceCrossEntropy(logits: Numbers, targets: Numbers, classes: number): number {
  const rows = logits.length / classes;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const z = Array.from({ length: classes }, (_, k) => logits[row * classes + k]!);
    const norm = Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0));
    z.forEach((value, k) => (total += targets[row * classes + k]! * (norm - value)));
  }
  return total / rows;
}

describe.runIf(onWasm)("fusedSoftmaxCrossEntropy", () => {
  for (const [rows, classes] of [
    [1, 1],
    [1, 3],
    [5, 7],
    [2, 12],
    [3, 256],
  ] as const)
    test(`${rows} × ${classes}: value and gradient agree with float64`, () => {
      const logits = normals(rows * classes, 1, 3);
      const raw = normals(rows * classes, 2).map(Math.exp);
      const targets = raw.map((value, index) => {
        const from = index - (index % classes);
        return value / raw.subarray(from, from + classes).reduce((total, part) => total + part, 0);
      });
      const [value, gradient] = tidy(() => {
        const p = tensor2d(targets, [rows, classes]);
        const loss = (z: Tensor): Scalar => fusedSoftmaxCrossEntropy(z as Tensor2D, p)!;
        const z = tensor2d(logits, [rows, classes]);
        return [loss(z), grads(loss)([z])[0]!];
      });
      expect(value).toBeAllCloseTo([referenceCrossEntropy(logits, targets, classes)], 1e-5);
      const expected = finiteDifferenceGradient((z) => referenceCrossEntropy(z, targets, classes), logits, {
        step: 1e-4,
      });
      expect(gradient).toBeAllCloseTo(expected, 1e-6);
      value.dispose();
      gradient.dispose();
    });

  test("an impossible class with a logit of −∞ costs nothing; logits of ±1e4 do not overflow", () => {
    const loss = tidy(() =>
      fusedSoftmaxCrossEntropy(tensor2d([0, 0, -Infinity], [1, 3]), tensor2d([1, 0, 0], [1, 3]))!,
    );
    expect(loss).toBeAllCloseTo([Math.LN2], 1e-6);
    const large = tidy(() =>
      fusedSoftmaxCrossEntropy(tensor2d([1e4, -1e4], [1, 2]), tensor2d([0, 1], [1, 2]))!,
    );
    expect(large).toBeAllCloseTo([2e4], 0);
    loss.dispose();
    large.dispose();
  });

  test("a NaN among the logits makes the loss NaN", () => {
    const loss = tidy(() => fusedSoftmaxCrossEntropy(tensor2d([0, NaN], [1, 2]), tensor2d([1, 0], [1, 2]))!);
    expect(loss).toBeAllCloseTo([NaN], 0);
    loss.dispose();
  });
});

describe.runIf(onWasm)("fusedDropoutMask", () => {
  for (const count of [0, 1, 3, 1000])
    test(`${count} numbers: each from the stream's next word, and the stream goes on behind them`, () => {
      const random = createRandomStream(5);
      const words = createRandomStream(5);
      const mask = fusedDropoutMask(random, [count], 0.3)!;
      const expected = Array.from({ length: count }, () => (words.seed() < 0.3 * 2 ** 32 ? 0 : 1 / 0.7));
      expect(mask).toBeAllCloseTo(expected, 1e-7);
      expect(random.state()).toEqual(words.state());
      mask.dispose();
    });
});

test.runIf(!onWasm)(
  "on an engine without the kernels every fused function says so and changes nothing",
  () => {
    const random = createRandomStream(1);
    const before = random.state();
    tidy(() => {
      const x = tensor2d([1], [1, 1]);
      expect(fusedDense(x, x, tensor1d([1]))).toBeUndefined();
      expect(fusedSoftmaxCrossEntropy(x, x)).toBeUndefined();
      const sequence: Tensor3D = tensor([1, 1, 1, 1], [1, 1, 4]);
      expect(fusedLstm(sequence, tensor2d([1, 1, 1, 1], [1, 4]), x, x)).toBeUndefined();
      expect(fusedDropoutMask(random, [2], 0.5)).toBeUndefined();
    });
    expect(random.state()).toEqual(before);
  },
);

describe.runIf(onWasm)("shapes that do not fit are refused before a kernel reads or writes past them", () => {
  const matrix = (rows: number, columns: number): Tensor2D => ones([rows, columns]);
  /** Of one axis too few, as an untyped caller may give it. */
  const flat = (length: number): Tensor2D => ones<Rank>([length]) as Tensor2D;
  const sequence = (time: number, batch: number, width: number): Tensor3D => ones([time, batch, width]);
  test.each<[string, () => unknown, RegExp]>([
    [
      "inputs",
      () => fusedDense(matrix(1, 3), matrix(2, 2), ones([2])),
      /fusedDense.*x of shape \[1, 2\], got \[1, 3\]/,
    ],
    [
      "bias",
      () => fusedDense(matrix(1, 2), matrix(2, 2), ones([1])),
      /fusedDense.*bias of shape \[2\], got \[1\]/,
    ],
    ["kernel", () => fusedDense(matrix(1, 2), flat(2), ones([2])), /fusedDense.*kernel of 2 axes, got \[2\]/],
    [
      "classes",
      () => fusedSoftmaxCrossEntropy(matrix(1, 3), matrix(1, 2)),
      /fusedSoftmaxCrossEntropy.*targets of shape \[1, 3\], got \[1, 2\]/,
    ],
    [
      "axes",
      () => fusedSoftmaxCrossEntropy(flat(3), flat(3)),
      /fusedSoftmaxCrossEntropy.*logits of 2 axes, got \[3\]/,
    ],
    [
      "gates of an LSTM",
      () => fusedLstm(sequence(1, 1, 8), matrix(4, 16), matrix(1, 4), matrix(1, 4)),
      /fusedLstm.*projected of shape \[1, 1, 16\], got \[1, 1, 8\]/,
    ],
    [
      "memory of an LSTM",
      () => fusedLstm(sequence(1, 1, 16), matrix(4, 16), matrix(1, 4), matrix(1, 3)),
      /fusedLstm.*cell0 of shape \[1, 4\], got \[1, 3\]/,
    ],
    [
      "recurrent kernel of a GRU",
      () => fusedGru(sequence(2, 1, 6), matrix(2, 8), ones([6]), matrix(1, 2)),
      /fusedGru.*recurrentKernel of shape \[2, 6\], got \[2, 8\]/,
    ],
    [
      "recurrent bias of a GRU",
      () => fusedGru(sequence(2, 1, 6), matrix(2, 6), ones([2]), matrix(1, 2)),
      /fusedGru.*recurrentBias of shape \[6\], got \[2\]/,
    ],
  ])("%s", (_name, call, message) => {
    expect(() => tidy(() => call() as Tensor)).toThrow(message);
  });
});

test("a dropout rate outside [0, 1) is refused", () => {
  expect(() => fusedDropoutMask(createRandomStream(1), [4], -1)).toThrow(/rate in \[0, 1\), got -1/);
  expect(() => fusedDropoutMask(createRandomStream(1), [4], 1)).toThrow(RangeError);
});
