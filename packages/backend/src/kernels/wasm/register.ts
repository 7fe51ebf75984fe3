import {
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { activate } from "./activations.ts";
import { batchMatMul } from "./mat-mul.ts";
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
  Exp: (workspace, inputs) => activate(workspace, inputs, "exp"),
  Sigmoid: (workspace, inputs) => activate(workspace, inputs, "sigmoid"),
  Tanh: (workspace, inputs) => activate(workspace, inputs, "tanh"),
};

const allFloat = (inputs: NamedTensorInfoMap): boolean =>
  Object.values(inputs).every((input) => input?.dtype === "float32");

/** Ours where it serves, else the one it replaces. */
function preferring(fast: FastKernel, original: KernelConfig): KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { inputs, attrs = {}, backend } = call;
      const workspace = allFloat(inputs) ? workspaceOf(backend as never) : undefined;
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

/** Puts our kernels in the place of tfjs's slower ones on the wasm engine. */
export function registerFastKernels(): void {
  for (const [kernelName, fast] of Object.entries(replacements)) replaceKernel(kernelName, fast);
}
