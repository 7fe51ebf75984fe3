import {
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelConfig,
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { fusedKernels } from "../fused-kernels.ts";
import { activate } from "./activations.ts";
import { channelsLast, convolutionFilterGradient, convolutionInputGradient } from "./convolution.ts";
import { softmaxCrossEntropy } from "./cross-entropy.ts";
import { dense } from "./dense.ts";
import { dropoutMask } from "./dropout.ts";
import { kernelsRun } from "./kernel-module.ts";
import { lstmBackward, lstmForward } from "./lstm.ts";
import { batchMatMul } from "./mat-mul.ts";
import { identity, slice, slicesRows } from "./memory.ts";
import { adamStep, rmsPropStep } from "./optimisers.ts";
import { sum, sumsRows } from "./sum.ts";
import { workspaceOf, type Workspace } from "./workspace.ts";

/** A kernel of ours: the same inputs, attributes and outputs as the tfjs kernel of its name. */
type FastKernel = (
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
) => TensorInfo | TensorInfo[];

const engine = "wasm";

/** tfjs kernels that ours replace. */
const replacements: Readonly<Record<string, FastKernel>> = {
  BatchMatMul: batchMatMul,
  Conv2DBackpropInput: convolutionInputGradient,
  Identity: identity,
  Exp: (workspace, inputs) => activate(workspace, inputs, "exp"),
  Sigmoid: (workspace, inputs) => activate(workspace, inputs, "sigmoid"),
  Slice: slice,
  Sum: sum,
  Tanh: (workspace, inputs) => activate(workspace, inputs, "tanh"),
};

/** Where a replacement serves only some calls. */
const conditions: Readonly<
  Record<string, (inputs: NamedTensorInfoMap, attributes: NamedAttrMap) => boolean>
> = {
  Conv2DBackpropInput: channelsLast,
  Slice: slicesRows,
  Sum: sumsRows,
};

/** Kernels that tfjs has no name for; `fused.ts` calls them where they are registered. */
const additions: Readonly<Record<string, FastKernel>> = {
  Conv2DBackpropFilter: convolutionFilterGradient,
  [fusedKernels.dense]: dense,
  [fusedKernels.lstm]: lstmForward,
  [fusedKernels.lstmGradient]: lstmBackward,
  [fusedKernels.softmaxCrossEntropy]: softmaxCrossEntropy,
  [fusedKernels.rmsProp]: rmsPropStep,
  [fusedKernels.adam]: adamStep,
  [fusedKernels.dropoutMask]: dropoutMask,
};

const allFloat = (inputs: NamedTensorInfoMap): boolean =>
  Object.values(inputs).every((input) => input?.dtype === "float32");

/** Ours where it serves, else the one it replaces. */
function preferring(fast: FastKernel, original: KernelConfig): KernelConfig {
  const serves = conditions[original.kernelName] ?? (() => true);
  return {
    ...original,
    kernelFunc: (call) => {
      const { inputs, attrs = {}, backend } = call;
      const workspace = allFloat(inputs) && serves(inputs, attrs) ? workspaceOf(backend as never) : undefined;
      return workspace === undefined ? original.kernelFunc(call) : fast(workspace, inputs, attrs);
    },
  };
}

function replaceKernel(kernelName: string, fast: FastKernel): void {
  const original = getKernel(kernelName, engine) as KernelConfig | undefined;
  if (original === undefined) return;
  unregisterKernel(kernelName, engine);
  registerKernel(preferring(fast, original));
}

function addKernel(kernelName: string, fast: FastKernel): void {
  const existing: unknown = getKernel(kernelName, engine);
  if (existing !== undefined) return;
  const kernelFunc: KernelFunc = ({ inputs, attrs = {}, backend }) => {
    const workspace = workspaceOf(backend as never);
    if (workspace === undefined) throw new Error(`${kernelName}: the wasm engine's memory can't be reached`);
    return fast(workspace, inputs, attrs);
  };
  registerKernel({ kernelName, backendName: engine, kernelFunc });
}

/**
 * Puts our kernels in the place of tfjs's slower ones on the wasm engine, and adds those it has no counterpart of.
 * Where the platform has no SIMD, tfjs's stay.
 */
export function registerFastKernels(): void {
  if (!kernelsRun()) return;
  for (const [kernelName, fast] of Object.entries(replacements)) replaceKernel(kernelName, fast);
  for (const [kernelName, fast] of Object.entries(additions)) addKernel(kernelName, fast);
}
