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
