import {
  cast,
  getGradient,
  mul,
  registerGradient,
  step,
  zerosLike,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { fusedKernels, hasFusedKernel, runFusedKernel } from "./fused-kernels.ts";

/** dy where x > 0, else 0: in one pass where the running engine has the kernel. */
function reluGradient(dy: Tensor, x: Tensor): Tensor {
  if (!hasFusedKernel(fusedKernels.reluGradient, [dy, x])) return mul(dy, cast(step(x), "float32"));
  registerSecondDerivative();
  return runFusedKernel(fusedKernels.reluGradient, { dy, x })[0]!;
}

/** It is linear in dy, and a step in x. */
function registerSecondDerivative(): void {
  const registered: unknown = getGradient(fusedKernels.reluGradient);
  if (registered !== undefined) return;
  registerGradient({
    kernelName: fusedKernels.reluGradient,
    inputsToSave: ["x"],
    gradFunc: (ddy, [x]) => ({ dy: () => reluGradient(ddy as Tensor, x!), x: () => zerosLike(x!) }),
  });
}

/** Puts {@link reluGradient} in the place of tfjs's derivative of `Relu`, which takes three passes. */
export function registerReluGradient(): void {
  const registered: unknown = getGradient("Relu");
  if (registered === undefined) return;
  registerGradient({
    kernelName: "Relu",
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => ({ x: () => reluGradient(dy as Tensor, saved[0]!) }),
  });
}
