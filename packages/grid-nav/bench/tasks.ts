import {
  dispose,
  matMul,
  randomNormal,
  sum,
  zeros,
  type Scalar,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters, valueAndGradients } from "@wayfield/backend";
import { gru, initGru, type GruParameters } from "@wayfield/core-neuron";
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

/** A GRU of 128 units over 100 steps, forward and back. */
function createGru(batch: number): () => void {
  const parameters = initGru(createRandomStream(1), { inputs: 3, units: 128 });
  const x: Tensor3D = randomNormal([100, batch, 3]);
  const state: Tensor2D = zeros([batch, 128]);
  return () => {
    const lossOf = (weights: GruParameters): Scalar => sum<Scalar>(gru(weights, x, state).hidden);
    disposeParameters({ ...valueAndGradients(lossOf, parameters) });
  };
}

const makers = {
  grid: (batch: number, bottleneck = 256) => createGridStep({ batch, bottleneck }).step,
  vision: createVisionStep,
  digits: createDigitsStep,
  gru: createGru,
  gemm: createGemm,
} as const;

/** The work that engines are compared by. */
export type Task = keyof typeof makers;

/** Prepares a task for its sizes; call what comes back again and again. */
export function createTask(task: Task, ...sizes: number[]): () => unknown {
  const [first = 1, second] = sizes;
  return makers[task](first, second);
}
