import { util, type NamedTensorInfoMap, type TensorInfo } from "@tensorflow/tfjs-core";
import type { Workspace } from "./workspace.ts";

/** The elementwise functions of the module, by their number there (`assembly/elementwise.ts`). */
export const activationCodes = { linear: 0, relu: 1, sigmoid: 2, tanh: 3, exp: 4 } as const;

/** The name of an elementwise function that the kernels know. */
export type ActivationName = keyof typeof activationCodes;

/** y = f(x), elementwise, into a fresh tensor. */
export function activate(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  activation: ActivationName,
): TensorInfo {
  const { x } = inputs as unknown as { x: TensorInfo };
  const { info, address } = workspace.output(x.shape);
  const size = util.sizeFromShape(x.shape);
  workspace.kernels.activate(address, workspace.addressOf(x), size, activationCodes[activation]);
  return info;
}

/** ∂L/∂x of a rectifier, from ∂L/∂y and x. */
export function reluGradient(workspace: Workspace, inputs: NamedTensorInfoMap): TensorInfo {
  const { dy, x } = inputs as unknown as { dy: TensorInfo; x: TensorInfo };
  const { info, address } = workspace.output(x.shape);
  const { kernels, addressOf } = workspace;
  kernels.reluGradient(address, addressOf(dy), addressOf(x), util.sizeFromShape(x.shape));
  return info;
}

/** Offsets added to every row, as after a product or a convolution; undefined for any other sum. */
export function addOffsets(workspace: Workspace, inputs: NamedTensorInfoMap): TensorInfo | undefined {
  const { a, b } = inputs as unknown as { a: TensorInfo; b: TensorInfo };
  const [columns, ...others] = b.shape;
  if (columns === undefined || others.length > 0 || a.shape.length < 2 || a.shape.at(-1) !== columns)
    return undefined;
  const rows = util.sizeFromShape(a.shape.slice(0, -1));
  const { info, address } = workspace.output(a.shape);
  workspace.kernels.addRow(address, workspace.addressOf(a), workspace.addressOf(b), rows, columns);
  return info;
}
