import { tensor2d, tidy } from "@tensorflow/tfjs-core";
import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { backwardRecurrence } from "./recurrence.ts";

test.each([1, 2, 3, 4, 5, 16, 31])("doubling equals going back step by step over %i rows", (time) => {
  const { normal } = createRandomStream(time);
  const [a, b] = [0, 1].map(() => Float32Array.from({ length: time * 2 }, normal)) as [
    Float32Array,
    Float32Array,
  ];
  const expected = new Float64Array(time * 2);
  for (let k = time * 2 - 1; k >= 0; k--) expected[k] = a[k]! + b[k]! * (expected[k + 2] ?? 0);
  const y = tidy(() => backwardRecurrence(tensor2d(a, [time, 2]), tensor2d(b, [time, 2])));
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(y.dataSync().map((value) => value / scale)).toBeAllCloseTo(
    expected.map((value) => value / scale),
    2e-6,
  );
  y.dispose();
});
