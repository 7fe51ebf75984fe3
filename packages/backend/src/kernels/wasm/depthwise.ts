import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { depthwiseGeometry, type DepthwiseAttributes } from "../depthwise-gradients.ts";
import { layOutGeometry } from "./geometry.ts";
import type { Output, Workspace } from "./workspace.ts";

type Shape4D = [number, number, number, number];

/** Neither kernel needs scratch. */
const nothing = { room: 0, bytes: () => 0 };

/** ∂L/∂filter, `[height, width, channels, multiplier]`. */
export function depthwiseFilterGradient(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo {
  const { x, dy } = inputs as unknown as { x: TensorInfo; dy: TensorInfo };
  const call = attributes as unknown as DepthwiseAttributes & { filterShape: Shape4D };
  const info = depthwiseGeometry(x.shape as Shape4D, call.filterShape, call);
  const output: Output = workspace.output(call.filterShape);
  const { geometry } = layOutGeometry(workspace, info, nothing);
  const { kernels, addressOf } = workspace;
  kernels.depthwiseFilterGradient(addressOf(x), addressOf(dy), output.address, geometry);
  return output.info;
}

/** ∂L/∂input, `[batch, height, width, channels]`. */
export function depthwiseInputGradient(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo {
  const { dy, filter } = inputs as unknown as { dy: TensorInfo; filter: TensorInfo };
  const call = attributes as unknown as DepthwiseAttributes & { inputShape: Shape4D };
  const info = depthwiseGeometry(call.inputShape, filter.shape as Shape4D, call);
  const output: Output = workspace.output(call.inputShape);
  const { geometry } = layOutGeometry(workspace, info, nothing);
  const { kernels, addressOf } = workspace;
  kernels.depthwiseInputGradient(addressOf(dy), addressOf(filter), output.address, geometry);
  return output.info;
}
