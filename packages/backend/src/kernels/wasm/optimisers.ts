import { util, type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo } from "@tensorflow/tfjs-core";
import type { Output, Workspace } from "./workspace.ts";

/** Three fresh tensors of the parameter's shape, the parameter's size, and where each input lies. */
function prepare(workspace: Workspace, inputs: NamedTensorInfoMap, names: readonly string[]) {
  const shape = inputs["parameter"]!.shape;
  const outputs = [0, 1, 2].map(() => workspace.output(shape)) as [Output, Output, Output];
  const addresses = ["parameter", ...names, "gradient"].map((name) => workspace.addressOf(inputs[name]!));
  return {
    outputs,
    addresses: addresses as [number, number, number, number],
    size: util.sizeFromShape(shape),
  };
}

/** One RMSProp step: [parameter, meanSquare, momentum] after it. */
export function rmsPropStep(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo[] {
  const { learningRate, decay, momentum, epsilon } = attributes as Record<string, number>;
  const { outputs, addresses, size } = prepare(workspace, inputs, ["meanSquare", "momentum"]);
  const [parameter, meanSquare, change] = outputs;
  workspace.kernels.rmsProp(
    parameter.address,
    meanSquare.address,
    change.address,
    ...addresses,
    size,
    learningRate!,
    decay!,
    momentum!,
    epsilon!,
  );
  return outputs.map(({ info }) => info);
}

/** One Adam step: [parameter, mean, meanSquare] after it. */
export function adamStep(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo[] {
  const { rate, beta1, beta2, correction, epsilon } = attributes as Record<string, number>;
  const { outputs, addresses, size } = prepare(workspace, inputs, ["mean", "meanSquare"]);
  const [parameter, mean, meanSquare] = outputs;
  workspace.kernels.adam(
    parameter.address,
    mean.address,
    meanSquare.address,
    ...addresses,
    size,
    rate!,
    beta1!,
    beta2!,
    correction!,
    epsilon!,
  );
  return outputs.map(({ info }) => info);
}
