import { engine, getBackend, getKernel, type NamedAttrMap, type Tensor } from "@tensorflow/tfjs-core";

/** Names under which an engine registers the kernels that tfjs has no name for. */
export const fusedKernels = {
  dense: "WayfieldDense",
  lstm: "WayfieldLstm",
  lstmGradient: "WayfieldLstmGradient",
  softmaxCrossEntropy: "WayfieldSoftmaxCrossEntropy",
  rmsProp: "WayfieldRmsProp",
  adam: "WayfieldAdam",
  dropoutMask: "WayfieldDropoutMask",
} as const;

type FusedKernel = (typeof fusedKernels)[keyof typeof fusedKernels];

/** Whether the engine that runs now has a fused kernel, and these are the tensors it takes. */
export function hasFusedKernel(name: FusedKernel, inputs: readonly Tensor[]): boolean {
  const kernel: unknown = getKernel(name, getBackend());
  return kernel !== undefined && inputs.every(({ dtype }) => dtype === "float32");
}

/** Runs a fused kernel on the engine that runs now. Generic in what it returns, as tfjs is. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- tfjs's own pattern for kernels
export function runFusedKernel<T extends Tensor | Tensor[]>(
  name: FusedKernel,
  inputs: Record<string, Tensor>,
  attributes: object = {},
): T {
  return engine().runKernel<T>(name, inputs, attributes as NamedAttrMap);
}
