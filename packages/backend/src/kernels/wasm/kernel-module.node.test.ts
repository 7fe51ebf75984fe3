import { gzipSync } from "node:zlib";
import { backend, matMul, randomUniform, tidy } from "@tensorflow/tfjs-core";
import { expect, inject, test } from "vitest";
import { kernelModule, relaxedKernelModule } from "../../../generated/kernels.js";

test("both modules together, as they are shipped, take less than 60 kB compressed", () => {
  expect(gzipSync(kernelModule + relaxedKernelModule).length).toBeLessThan(60_000);
});

test.runIf(inject("engine") === "wasm")("the wasm heap stops growing once the work repeats itself", () => {
  const heap = (): number => (backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  const work = (steps: number): void => {
    for (let step = 0; step < steps; step++) {
      tidy(() => matMul(randomUniform([100, 300]), randomUniform([300, 200]))).dispose();
    }
  };
  work(20);
  const settled = heap();
  work(500);
  expect(heap()).toBe(settled);
});
