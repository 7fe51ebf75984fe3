import { add, grads, mul, relu, tensor, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, inject, test } from "vitest";
import { createRandomStream } from "../../random-stream.ts";

const normals = (count: number, seed: number): Float32Array => {
  const random = createRandomStream(seed);
  return Float32Array.from({ length: count }, random.normal);
};

/** dy · relu′(x). */
const reluGradient = (x: ArrayLike<number>, dy: ArrayLike<number>): Float32Array =>
  tidy(() => {
    const f = (z: Tensor): Tensor => mul(relu(z), tensor(Float32Array.from(dy)));
    return grads(f)([tensor(Float32Array.from(x))])[0]!.dataSync<"float32">();
  });

describe("the derivative of relu", () => {
  for (const count of [0, 1, 3, 4, 7, 1001])
    test(`of ${count} numbers`, () => {
      const [x, dy] = [normals(count, 1), normals(count, 2)];
      expect(reluGradient(x, dy)).toBeAllCloseTo(
        dy.map((value, index) => (x[index]! > 0 ? value : 0)),
        0,
      );
    });

  test("is 0 at 0, and what comes back infinite goes on only where x > 0", () => {
    expect(reluGradient([0, -0, 1, Infinity], [1, 1, -Infinity, 3])).toBeAllCloseTo([0, 0, -Infinity, 3], 0);
  });

  // tfjs multiplies by a step of 0, which makes NaN of an infinity.
  test.runIf(inject("engine") === "wasm")("stops an infinity where x < 0, and lets NaN be seen", () => {
    expect(reluGradient([-1, NaN, 1], [Infinity, 2, NaN])).toBeAllCloseTo([0, 2, NaN], 0);
  });
});

describe("offsets added to rows", () => {
  for (const shape of [
    [1, 1],
    [3, 7],
    [2, 3, 4],
    [2, 2, 3, 5],
    [0, 4],
  ])
    test(`of shape [${shape.join(", ")}]`, () => {
      const columns = shape.at(-1)!;
      const x = normals(
        shape.reduce((size, extent) => size * extent, 1),
        1,
      );
      const offsets = normals(columns, 2);
      if (x.length > 2) x[2] = NaN;
      offsets[0] = -Infinity;
      const y = tidy(() => add(tensor(x, shape), tensor(offsets)));
      expect(y.shape).toEqual(shape);
      expect(y).toBeAllCloseTo(
        x.map((value, index) => value + offsets[index % columns]!),
        0,
      );
      y.dispose();
    });
});
