import type { Tensor } from "@tensorflow/tfjs-core";
import { fusedKernels, hasFusedKernel, runFusedKernel } from "./fused-kernels.ts";

type Named = Record<string, Tensor>;

const runnable = (name: "WayfieldRmsProp" | "WayfieldAdam", inputs: Named): boolean =>
  hasFusedKernel(name, Object.values(inputs));

/** The rates of one RMSProp step. */
interface RmsPropRates {
  learningRate: number;
  decay: number;
  momentum: number;
  epsilon: number;
}

/**
 * One RMSProp step in one pass over the numbers.
 * @param inputs `parameter`, `gradient`, `meanSquare` and `momentum`, of one shape.
 * @returns `parameter`, `meanSquare` and `momentum` after the step, the caller's; undefined where the running engine has
 * no such kernel.
 */
export function fusedRmsProp(inputs: Named, rates: RmsPropRates): Named | undefined {
  if (!runnable(fusedKernels.rmsProp, inputs)) return undefined;
  const [parameter, meanSquare, momentum] = runFusedKernel(fusedKernels.rmsProp, inputs, rates) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  return { parameter, meanSquare, momentum };
}

/** The rates of one Adam step, and its number from 1. */
interface AdamRates {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  step: number;
}

/**
 * One Adam step in one pass over the numbers.
 * @param inputs `parameter`, `gradient`, `mean` and `meanSquare`, of one shape.
 * @returns `parameter`, `mean` and `meanSquare` after the step, the caller's; undefined where the running engine has no
 * such kernel.
 */
export function fusedAdam(inputs: Named, rates: AdamRates): Named | undefined {
  if (!runnable(fusedKernels.adam, inputs)) return undefined;
  const { learningRate, beta1, beta2, epsilon, step } = rates;
  const attributes = {
    rate: learningRate / (1 - beta1 ** step),
    correction: 1 / (1 - beta2 ** step),
    beta1,
    beta2,
    epsilon,
  };
  const [parameter, mean, meanSquare] = runFusedKernel(fusedKernels.adam, inputs, attributes) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  return { parameter, mean, meanSquare };
}
