import { memory, type Tensor } from "@tensorflow/tfjs-core";
import { useBackend } from "@wayfield/backend";
import "@wayfield/backend/cpu";
import { setWasmFolder } from "@wayfield/backend/wasm";
import { afterEach, beforeAll, beforeEach, expect, inject } from "vitest";
import { maxAbsoluteDifference } from "./difference.ts";

beforeAll(async () => {
  // Vite serves the workspace; Node finds the files by itself.
  if ("document" in globalThis) {
    const file = new URL(
      "../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
      import.meta.url,
    );
    setWasmFolder(new URL(".", file).href);
  }
  await useBackend(inject("engine"));
});

/** A failed test may leave tensors behind on its way out; it must not fail the ones after it. */
let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = memory().numTensors;
});
afterEach(({ task }) => {
  const left = memory().numTensors - tensorsBefore;
  if (left !== 0 && task.result?.state !== "fail") {
    throw new Error(`leak guard: the test left ${left} tensor(s) behind; dispose of what it made`);
  }
});

const isTensor = (value: unknown): value is Tensor =>
  typeof value === "object" && value !== null && "dataSync" in value && "dataId" in value;

expect.extend({
  toBeAllCloseTo(received: ArrayLike<number> | Tensor, expected: ArrayLike<number>, tolerance = 1e-5) {
    const actual: ArrayLike<number> = isTensor(received) ? received.dataSync() : received;
    const difference = maxAbsoluteDifference(actual, expected);
    return {
      pass: difference <= tolerance,
      message: () =>
        `largest difference ${difference}, tolerance ${tolerance} (lengths ${actual.length}, ${expected.length})`,
      actual: Array.from(actual).slice(0, 64),
      expected: Array.from(expected).slice(0, 64),
    };
  },
});
