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
import { assertRank, assertShapes } from "./shapes.ts";

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
 * @throws RangeError for shapes that do not fit.
 * @example const y = fusedDense(x, kernel, bias) ?? add(matMul(x, kernel), bias);
 */
export function fusedDense(x: Tensor2D, kernel: Tensor2D, bias: Tensor1D): Tensor2D | undefined {
  if (!hasFusedKernel(fusedKernels.dense, [x, kernel, bias])) return undefined;
  assertRank("fusedDense", "kernel", kernel, 2);
  const [inputs, outputs] = kernel.shape;
  assertShapes("fusedDense", { x: [x, [x.shape[0], inputs]], bias: [bias, [outputs]] });
  registerDenseGradient();
  return runFusedKernel(fusedKernels.dense, { x, kernel, bias })[0] as Tensor2D;
}

/** What every recurrence has. */
interface Recurrence {
  projected: Tensor3D;
  recurrentKernel: Tensor2D;
  hidden0: Tensor2D;
}

/** Throws unless a recurrence's tensors fit each other, with `blocks` gates a unit. */
function assertRecurrence(where: string, blocks: number, all: Recurrence): void {
  const { projected, recurrentKernel, hidden0 } = all;
  assertRank(where, "hidden0", hidden0, 2);
  const [batch, units] = hidden0.shape;
  assertShapes(where, {
    projected: [projected, [projected.shape[0], batch, blocks * units]],
    recurrentKernel: [recurrentKernel, [units, blocks * units]],
  });
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
 * @throws RangeError for shapes that do not fit.
 * @example const packed = fusedLstm(projected, recurrentKernel, hidden, cell) ?? composed();
 */
export function fusedLstm(
  projected: Tensor3D,
  recurrentKernel: Tensor2D,
  hidden0: Tensor2D,
  cell0: Tensor2D,
): Tensor3D | undefined {
  if (!hasFusedKernel(fusedKernels.lstm, [projected, recurrentKernel, hidden0, cell0])) return undefined;
  assertRecurrence("fusedLstm", 4, { projected, recurrentKernel, hidden0 });
  assertShapes("fusedLstm", { cell0: [cell0, hidden0.shape] });
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
 * The recurrence of a layer of gated recurrent units over a whole sequence, differentiable in all four arguments; with
 * (pᵣ, p_z, pₙ) = projectedₜ and (qᵣ, q_z, qₙ) = hₜ₋₁ U + c:
 * (r, z) = σ(p + q), n = tanh(pₙ + r qₙ), hₜ = (1 − z) n + z hₜ₋₁
 * (Cho et al. 2014, in the form of cuDNN, where the reset gate acts after the product).
 * @param projected x W + b for every step, `[time, batch, 3 · units]`; blocks r, z, n along the last axis.
 * @param recurrentKernel U, `[units, 3 · units]`.
 * @param recurrentBias c, `[3 · units]`.
 * @param hidden0 `[batch, units]`.
 * @returns The output at every step, `[time, batch, units]`, the caller's; undefined where the running engine has no such
 * kernel.
 * @throws RangeError for shapes that do not fit.
 * @example const hidden = fusedGru(projected, recurrentKernel, recurrentBias, hidden0) ?? composed();
 */
export function fusedGru(
  projected: Tensor3D,
  recurrentKernel: Tensor2D,
  recurrentBias: Tensor1D,
  hidden0: Tensor2D,
): Tensor3D | undefined {
  const inputs = { projected, recurrentKernel, recurrentBias, hidden0 };
  if (!hasFusedKernel(fusedKernels.gru, Object.values(inputs))) return undefined;
  assertRecurrence("fusedGru", 3, inputs);
  assertShapes("fusedGru", { recurrentBias: [recurrentBias, [recurrentKernel.shape[1]]] });
  const operation = customGrad((...all) => {
    const save = all.pop() as unknown as GradSaveFunc;
    const [hidden, gates] = runFusedKernel(fusedKernels.gru, inputs) as [Tensor3D, Tensor3D];
    save([recurrentKernel, hidden0, hidden, gates]);
    return {
      value: hidden,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [kernel, start, states, trace] = saved as [Tensor, Tensor, Tensor, Tensor];
        const named = { dy, recurrentKernel: kernel, hidden0: start, hidden: states, gates: trace };
        return runFusedKernel(fusedKernels.gruGradient, named);
      },
    };
  });
  return operation(projected, recurrentKernel, recurrentBias, hidden0);
}

/**
 * L = −(1/n) Σₙ Σₖ pₙₖ ln softmax(z)ₙₖ and its gradient (softmax(z) − p) / n in one pass over the logits. Each row of
 * `targets` must sum to one; no gradient flows into them.
 * @param logits z, `[rows, classes]`.
 * @param targets p, `[rows, classes]`.
 * @returns A scalar, the caller's; undefined where the running engine has no such kernel.
 * @throws RangeError unless both have the same two axes.
 * @example const loss = fusedSoftmaxCrossEntropy(logits, targets) ?? composed();
 */
export function fusedSoftmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D): Scalar | undefined {
  if (!hasFusedKernel(fusedKernels.softmaxCrossEntropy, [logits, targets])) return undefined;
  assertRank("fusedSoftmaxCrossEntropy", "logits", logits, 2);
  assertShapes("fusedSoftmaxCrossEntropy", { targets: [targets, logits.shape] });
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
 * @throws RangeError for a rate outside [0, 1).
 * @example const mask = fusedDropoutMask(random, [100, 10, 256], 0.5) ?? composed();
 */
export function fusedDropoutMask(
  random: RandomStream,
  shape: readonly number[],
  rate: number,
): Tensor | undefined {
  if (!(rate >= 0 && rate < 1))
    throw new RangeError(`fusedDropoutMask: expected a rate in [0, 1), got ${rate}`);
  if (!hasFusedKernel(fusedKernels.dropoutMask, [])) return undefined;
  const state = Uint32Array.from(random.state());
  const [mask] = runFusedKernel(fusedKernels.dropoutMask, {}, { shape, state, rate });
  random.restore(Array.from(state) as unknown as RandomStreamState);
  return mask!;
}
