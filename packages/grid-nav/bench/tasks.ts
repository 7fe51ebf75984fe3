import { dispose, matMul, randomNormal, type Tensor2D } from "@tensorflow/tfjs-core";
import { createDigitsStep } from "./digits-step.ts";
import { createGridStep } from "./grid-step.ts";
import { createVisionStep } from "./vision-step.ts";

/** A product of two random matrices of `size` × `size`. */
function createGemm(size: number): () => void {
  const a: Tensor2D = randomNormal([size, size]);
  const b: Tensor2D = randomNormal([size, size]);
  return () => {
    dispose(matMul(a, b));
  };
}

const makers = {
  grid: (batch: number, bottleneck = 256) => createGridStep({ batch, bottleneck }).step,
  vision: createVisionStep,
  digits: createDigitsStep,
  gemm: createGemm,
} as const;

/** The work that engines are compared by. */
export type Task = keyof typeof makers;

/** Prepares a task for its sizes; call what comes back again and again. */
export function createTask(task: Task, ...sizes: number[]): () => unknown {
  const [first = 1, second] = sizes;
  return makers[task](first, second);
}
