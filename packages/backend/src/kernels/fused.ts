import {
  customGrad,
  div,
  getGradient,
  matMul,
  mean,
  mul,
  registerGradient,
  sum,
  tidy,
  type GradSaveFunc,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import type { RandomStream, RandomStreamState } from "../random-stream.ts";
import { fusedKernels, hasFusedKernel, runFusedKernel } from "./fused-kernels.ts";

/** ∂/∂(x, W, b) of x W + b; each is computed only where it is asked for. */
function registerDenseGradient(): void {
  const registered: unknown = getGradient(fusedKernels.dense);
  if (registered !== undefined) return;
  registerGradient({
    kernelName: fusedKernels.dense,
    inputsToSave: ["x", "kernel"],
    gradFunc: (dy, saved) => {
      const [x, kernel] = saved as [Tensor2D, Tensor2D];
      return {
        x: () => matMul(dy as Tensor2D, kernel, false, true),
        kernel: () => matMul(x, dy as Tensor2D, true),
        bias: () => sum(dy as Tensor2D, 0),
      };
    },
  });
}

/**
 * y = x W + b in one pass, differentiable.
 * @param x `[rows, inputs]`.
 * @param kernel `[inputs, outputs]`.
 * @param bias `[outputs]`.
 * @returns `[rows, outputs]`, the caller's; undefined where the running engine has no such kernel, and the caller
 * composes it from tfjs operations.
 * @example const y = fusedDense(x, kernel, bias) ?? add(matMul(x, kernel), bias);
 */
export function fusedDense(x: Tensor2D, kernel: Tensor2D, bias: Tensor1D): Tensor2D | undefined {
  if (!hasFusedKernel(fusedKernels.dense, [x, kernel, bias])) return undefined;
  registerDenseGradient();
  return runFusedKernel(fusedKernels.dense, { x, kernel, bias })[0] as Tensor2D;
}

/**
 * The recurrence of an LSTM layer over a whole sequence, differentiable in all four arguments:
 * (i, f, g, o) = (σ, σ, tanh, σ)(projectedₜ + hₜ₋₁ U), cₜ = f cₜ₋₁ + i g, hₜ = o tanh cₜ
 * (Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000).
 * @param projected x W + b for every step, `[time, batch, 4 · units]`; blocks i, f, g, o along the last axis.
 * @param recurrentKernel U, `[units, 4 · units]`.
 * @param hidden0 `[batch, units]`.
 * @param cell0 `[batch, units]`.
 * @returns `[time + 1, batch, units]`: the output at every step, then the last memory. The caller's; undefined where
 * the running engine has no such kernel.
 * @example const packed = fusedLstm(projected, recurrentKernel, hidden, cell) ?? composed();
 */
export function fusedLstm(
  projected: Tensor3D,
  recurrentKernel: Tensor2D,
  hidden0: Tensor2D,
  cell0: Tensor2D,
): Tensor3D | undefined {
  if (!hasFusedKernel(fusedKernels.lstm, [projected, recurrentKernel, hidden0, cell0])) return undefined;
  const operation = customGrad((...all) => {
    const save = all.pop() as unknown as GradSaveFunc;
    const inputs = { recurrentKernel, hidden0, cell0 };
    const [packed, gates, cells] = runFusedKernel(fusedKernels.lstm, {
      projected,
      ...inputs,
    }) as [Tensor3D, Tensor3D, Tensor3D];
    save([recurrentKernel, hidden0, cell0, packed, gates, cells]);
    return {
      value: packed,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const names = ["recurrentKernel", "hidden0", "cell0", "packed", "gates", "cells"];
        const named = Object.fromEntries(names.map((name, index) => [name, saved[index]!]));
        return runFusedKernel(fusedKernels.lstmGradient, { dy, ...named });
      },
    };
  });
  return operation(projected, recurrentKernel, hidden0, cell0);
}

/**
 * L = −(1/n) Σₙ Σₖ pₙₖ ln softmax(z)ₙₖ and its gradient (softmax(z) − p) / n in one pass over the logits. Each row of
 * `targets` must sum to one; no gradient flows into them.
 * @param logits z, `[rows, classes]`.
 * @param targets p, `[rows, classes]`.
 * @returns A scalar, the caller's; undefined where the running engine has no such kernel.
 * @example const loss = fusedSoftmaxCrossEntropy(logits, targets) ?? composed();
 */
export function fusedSoftmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D): Scalar | undefined {
  if (!hasFusedKernel(fusedKernels.softmaxCrossEntropy, [logits, targets])) return undefined;
  const operation = customGrad((z, save) => {
    const inputs = { logits: z as Tensor, targets };
    const [losses, gradient] = runFusedKernel(fusedKernels.softmaxCrossEntropy, inputs) as [
      Tensor1D,
      Tensor2D,
    ];
    (save as GradSaveFunc)([gradient]);
    return {
      value: mean<Scalar>(losses),
      gradFunc: (dy: Tensor, [slope]: Tensor[]) => tidy(() => mul(slope!, div(dy, slope!.shape[0]))),
    };
  });
  return operation(logits);
}

/**
 * A dropout mask: each number is 0 with probability `rate` and else 1 / (1 − rate), from one word of the stream each
 * (Srivastava et al. 2014, section 10, "inverted" form). The stream advances by as many words.
 * @param rate In [0, 1).
 * @returns A tensor of the given shape, the caller's; undefined where the running engine has no such kernel, and the
 * stream is then left as it was.
 * @example const mask = fusedDropoutMask(random, [100, 10, 256], 0.5) ?? composed();
 */
export function fusedDropoutMask(
  random: RandomStream,
  shape: readonly number[],
  rate: number,
): Tensor | undefined {
  if (!hasFusedKernel(fusedKernels.dropoutMask, [])) return undefined;
  const state = Uint32Array.from(random.state());
  const [mask] = runFusedKernel(fusedKernels.dropoutMask, {}, { shape, state, rate });
  random.restore(Array.from(state) as unknown as RandomStreamState);
  return mask!;
}
