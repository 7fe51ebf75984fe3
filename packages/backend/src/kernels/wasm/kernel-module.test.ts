import { memory, tidy, randomUniform, matMul, tensor, type Tensor } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { instantiateKernels, type KernelExports } from "./kernel-module.ts";

const pages = { initial: 2, maximum: 16 };

/** [1, 2] · [3, 4]ᵀ through a memory of its own. */
function multiplyIn(memory: WebAssembly.Memory, kernels: KernelExports, factor: number): number {
  const floats = new Float32Array(memory.buffer);
  floats.set([1, 2, 3 * factor, 4 * factor]);
  kernels.gemm(0, 8, 4, 8, 4, 4, 16, 4, 1, 1, 2, false, 1024);
  return floats[4]!;
}

test("two instances at once keep to their own memories", () => {
  const memories = [new WebAssembly.Memory(pages), new WebAssembly.Memory(pages)] as const;
  const [first, second] = memories.map((memory) => instantiateKernels(memory)) as [
    KernelExports,
    KernelExports,
  ];
  expect(multiplyIn(memories[0], first, 1)).toBe(11);
  expect(multiplyIn(memories[1], second, 10)).toBe(110);
  expect(new Float32Array(memories[0].buffer)[4]).toBe(11);
});

test("a shared memory serves as well", () => {
  const memory = new WebAssembly.Memory({ ...pages, shared: true });
  expect(multiplyIn(memory, instantiateKernels(memory), 1)).toBe(11);
});

test("an instance touches nothing but what it is told to", () => {
  const memory = new WebAssembly.Memory(pages);
  const kernels = instantiateKernels(memory);
  expect(new Uint8Array(memory.buffer).some((byte) => byte !== 0)).toBe(false);
  multiplyIn(memory, kernels, 1);
  const written = new Uint8Array(memory.buffer);
  const scratch = 1024 + kernels.gemmScratch(1, 1, 2);
  expect(written.subarray(20, 1024).some((byte) => byte !== 0)).toBe(false);
  expect(written.subarray(scratch).some((byte) => byte !== 0)).toBe(false);
});

test("10,000 products of changing sizes leave no more bytes behind than one", () => {
  const a: Tensor = tensor([1, 2, 3, 4], [2, 2]);
  const before = memory().numBytes;
  for (let step = 0; step < 10_000; step++) {
    tidy(() => {
      const rows = 1 + (step % 7);
      matMul(randomUniform([rows, 2]), a);
    });
  }
  expect(memory().numBytes).toBe(before);
  a.dispose();
});
