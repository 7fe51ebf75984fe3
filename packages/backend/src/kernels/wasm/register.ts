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
import { registerMissingKernels } from "../missing-kernels.ts";
import { activate, addOffsets, reluGradient } from "./activations.ts";
import { convolutionFilterGradient, convolutionForward, convolutionInputGradient } from "./convolution.ts";
import { softmaxCrossEntropy } from "./cross-entropy.ts";
import { dense } from "./dense.ts";
import { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise.ts";
import { dropoutMask } from "./dropout.ts";
import { gruBackward, gruForward } from "./gru.ts";
import { kernelsRun } from "./kernel-module.ts";
import { lstmBackward, lstmForward } from "./lstm.ts";
import { batchMatMul } from "./mat-mul.ts";
import { identity, slice } from "./memory.ts";
import { adamStep, rmsPropStep } from "./optimisers.ts";
import { poolGradient } from "./pooling.ts";
import { segmentSum, sum } from "./sum.ts";
import { workspaceOf, type Workspace } from "./workspace.ts";

/** A kernel of ours: the same inputs, attributes and outputs as the tfjs kernel of its name. */
type FastKernel<Result = TensorInfo | TensorInfo[]> = (
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
) => Result;

/** One that may hand a call back, by returning undefined, to the kernel it replaces. */
type Replacement = FastKernel<TensorInfo | undefined>;

const engine = "wasm";

/** Kernels of tfjs, or composed ones, that ours replace. */
const replacements: Readonly<Record<string, Replacement>> = {
  Add: addOffsets,
  AvgPoolGrad: (workspace, inputs, attributes) => poolGradient(workspace, inputs, attributes, "mean"),
  BatchMatMul: batchMatMul,
  Conv2D: convolutionForward,
  Conv2DBackpropFilter: convolutionFilterGradient,
  Conv2DBackpropInput: convolutionInputGradient,
  FusedConv2D: convolutionForward,
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  Identity: identity,
  Exp: (workspace, inputs) => activate(workspace, inputs, "exp"),
  MaxPoolGrad: (workspace, inputs, attributes) => poolGradient(workspace, inputs, attributes, "largest"),
  Sigmoid: (workspace, inputs) => activate(workspace, inputs, "sigmoid"),
  Slice: slice,
  Sum: sum,
  Tanh: (workspace, inputs) => activate(workspace, inputs, "tanh"),
  UnsortedSegmentSum: segmentSum,
};

/** Kernels that tfjs has no name for; `fused.ts` calls them where they are registered. */
const additions: Readonly<Record<string, FastKernel>> = {
  [fusedKernels.dense]: dense,
  [fusedKernels.gru]: gruForward,
  [fusedKernels.gruGradient]: gruBackward,
  [fusedKernels.lstm]: lstmForward,
  [fusedKernels.lstmGradient]: lstmBackward,
  [fusedKernels.reluGradient]: reluGradient,
  [fusedKernels.softmaxCrossEntropy]: softmaxCrossEntropy,
  [fusedKernels.rmsProp]: rmsPropStep,
  [fusedKernels.adam]: adamStep,
  [fusedKernels.dropoutMask]: dropoutMask,
};

/** Our kernels compute in float32; `segmentIds` are whole numbers by their nature. */
const allFloat = (inputs: NamedTensorInfoMap): boolean =>
  Object.entries(inputs).every(
    ([name, input]) => input === undefined || input.dtype === "float32" || name === "segmentIds",
  );

/** Ours where it serves, else the one it replaces. */
function preferring(fast: Replacement, original: KernelConfig): KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { inputs, attrs = {}, backend } = call;
      const workspace = allFloat(inputs) ? workspaceOf(backend as never) : undefined;
      return (workspace && fast(workspace, inputs, attrs)) ?? original.kernelFunc(call);
    },
  };
}

function replaceKernel(kernelName: string, fast: Replacement): void {
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
  registerMissingKernels(engine);
  for (const [kernelName, fast] of Object.entries(replacements)) replaceKernel(kernelName, fast);
  for (const [kernelName, fast] of Object.entries(additions)) addKernel(kernelName, fast);
}
