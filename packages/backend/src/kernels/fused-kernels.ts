import { engine, getBackend, getKernel, type NamedAttrMap, type Tensor } from "@tensorflow/tfjs-core";

/** Names under which an engine registers the kernels that tfjs has no name for. */
export const fusedKernels = {
  dense: "WayfieldDense",
  gru: "WayfieldGru",
  gruGradient: "WayfieldGruGradient",
  lstm: "WayfieldLstm",
  lstmGradient: "WayfieldLstmGradient",
  reluGradient: "WayfieldReluGradient",
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

/** Runs a fused kernel on the engine that runs now and returns its outputs in order. */
export function runFusedKernel(
  name: FusedKernel,
  inputs: Record<string, Tensor>,
  attributes: object = {},
): Tensor[] {
  const outputs = engine().runKernel<Tensor | Tensor[]>(name, inputs, attributes as NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}
