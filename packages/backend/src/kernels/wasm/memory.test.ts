import { add, slice, tensor, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

const range = (count: number): Float32Array => Float32Array.from({ length: count }, (_, index) => index);

/** What a slice of consecutive numbers [0, 1, 2 …] holds, by its definition. */
function expectedSlice(shape: number[], begin: number[], size: number[]): number[] {
  const offsets = shape.reduce<number[]>(
    (rows, extent, axis) =>
      rows.flatMap((row) => Array.from({ length: size[axis]! }, (_, i) => row * extent + begin[axis]! + i)),
    [0],
  );
  return offsets;
}

describe("slice", () => {
  for (const [shape, begin, size] of [
    [[7], [2], [3]],
    [
      [4, 3],
      [1, 0],
      [2, 3],
    ],
    [
      [4, 3],
      [0, 1],
      [4, 2],
    ],
    [
      [4, 3],
      [2, 1],
      [1, 2],
    ],
    [
      [3, 4, 5],
      [1, 2, 0],
      [1, 2, 5],
    ],
    [
      [3, 4, 5],
      [0, 1, 1],
      [2, 1, 3],
    ],
    [
      [3, 4, 5],
      [1, 0, 0],
      [0, 4, 5],
    ],
    [
      [2, 2, 2, 3],
      [1, 1, 0, 0],
      [1, 1, 2, 3],
    ],
  ] as [number[], number[], number[]][])
    test(`[${shape.join(", ")}] from [${begin.join(", ")}] of [${size.join(", ")}]`, () => {
      const source = range(shape.reduce((product, extent) => product * extent, 1));
      const part = tidy(() => slice(tensor(source, shape), begin, size));
      expect(part.shape).toEqual(size);
      expect(part).toBeAllCloseTo(expectedSlice(shape, begin, size), 0);
      part.dispose();
    });

  test("a size of −1 reaches to the end, and what lies outside is refused", () => {
    tidy(() => {
      const x = tensor(range(6), [3, 2]);
      expect(slice(x, [1, 0], [-1, 2])).toBeAllCloseTo([2, 3, 4, 5], 0);
      expect(() => slice(x, [2, 0], [2, 2])).toThrow();
    });
  });
});

test("a clone outlives what it was cloned from", () => {
  const x = tensor([1, 2, 3]);
  const copy = x.clone();
  x.dispose();
  const others = tensor([7, 8, 9]); // would reuse the memory if it had been freed
  const moved = add(copy, 1);
  expect(copy).toBeAllCloseTo([1, 2, 3], 0);
  expect(moved).toBeAllCloseTo([2, 3, 4], 0);
  for (const tensorLeft of [copy, others, moved]) tensorLeft.dispose();
});
