import { matMul, tensor, tidy, transpose, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, inject, test } from "vitest";
import { createRandomStream } from "../../random-stream.ts";

/** The definition, in float64. */
function product(
  left: Float32Array,
  right: Float32Array,
  rows: number,
  depth: number,
  columns: number,
): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let k = 0; k < depth; k++)
        result[row * columns + column]! += left[row * depth + k]! * right[k * columns + column]!;
  return result;
}

const normals = (count: number, seed: number): Float32Array => {
  const random = createRandomStream(seed);
  return Float32Array.from({ length: count }, random.normal);
};

function multiply(
  left: Float32Array,
  right: Float32Array,
  [rows, depth, columns]: readonly [number, number, number],
  transposeA: boolean,
  transposeB: boolean,
): Float32Array {
  return tidy(() => {
    const a: Tensor = tensor(left, [rows, depth]);
    const b: Tensor = tensor(right, [depth, columns]);
    return matMul(transposeA ? transpose(a) : a, transposeB ? transpose(b) : b, transposeA, transposeB);
  }).dataSync<"float32">();
}

// Below, at and above each border: the tile (5 × 8), few rows (10), the block (160 × 512 × 256).
const sizes = [
  [1, 1, 1],
  [1, 7, 3],
  [3, 1, 9],
  [7, 3, 8],
  [5, 16, 24],
  [10, 128, 20],
  [11, 33, 17],
  [13, 257, 8],
  [161, 5, 15],
  [2, 300, 519],
  [12, 9, 515],
] as const;

describe("matMul", () => {
  for (const size of sizes)
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const)
      test(`${size.join("×")}, transposeA ${transposeA}, transposeB ${transposeB}: equals the definition`, () => {
        const [rows, depth, columns] = size;
        const left = normals(rows * depth, 1);
        const right = normals(depth * columns, 2);
        const tolerance = 2e-6 * Math.max(depth, 4);
        const result = tidy(() => multiply(left, right, size, transposeA, transposeB));
        expect(result).toBeAllCloseTo(product(left, right, rows, depth, columns), tolerance);
      });

  // tfjs's own cpu kernel repeats the wrong matrices where both operands are broadcast.
  test.runIf(inject("engine") === "wasm")("a batch is broadcast over the axes of extent 1", () => {
    const left = normals(2 * 3 * 4, 3);
    const right = normals(5 * 4 * 2, 4);
    const result = tidy(() => matMul(tensor(left, [2, 1, 3, 4]), tensor(right, [1, 5, 4, 2])));
    expect(result.shape).toEqual([2, 5, 3, 2]);
    const expected = Array.from({ length: 10 }, (_, batch) => {
      const [i, j] = [Math.floor(batch / 5), batch % 5];
      return [...product(left.subarray(i * 12, i * 12 + 12), right.subarray(j * 8, j * 8 + 8), 3, 4, 2)];
    }).flat();
    expect(result).toBeAllCloseTo(expected, 1e-5);
    result.dispose();
  });

  test("an empty sum is zero, and an empty product is empty", () => {
    const zero = tidy(() => matMul(tensor([], [2, 0]), tensor([], [0, 3])));
    expect(zero).toBeAllCloseTo([0, 0, 0, 0, 0, 0], 0);
    const empty = tidy(() => matMul(tensor([], [0, 2]), tensor([1, 2, 3, 4], [2, 2])));
    expect(empty.shape).toEqual([0, 2]);
    zero.dispose();
    empty.dispose();
  });

  test("NaN and infinity spread as IEEE 754 says", () => {
    const a = [NaN, 1, Infinity, 1, 0, 0];
    const result = tidy(() => matMul(tensor(a, [3, 2]), tensor([1, 0, 0, 1], [2, 2])));
    expect(result).toBeAllCloseTo([NaN, NaN, Infinity, NaN, 0, 0], 0);
    result.dispose();
  });

  test("inner extents that differ are refused", () => {
    tidy(() => {
      expect(() => matMul(tensor([1, 2], [1, 2]), tensor([1, 2, 3], [3, 1]))).toThrow(/inner/);
    });
  });
});
