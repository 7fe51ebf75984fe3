import type { NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { matrixAt, multiplyInto } from "./mat-mul.ts";
import type { Workspace } from "./workspace.ts";

/** Inputs of {@link dense}. */
interface DenseInputs {
  x: TensorInfo;
  kernel: TensorInfo;
  bias: TensorInfo;
}

/** y = x W + b for x `[rows, inputs]`: the offsets are laid down first and the product added to them. */
export function dense(workspace: Workspace, inputs: NamedTensorInfoMap): TensorInfo {
  const { x, kernel, bias } = inputs as unknown as DenseInputs;
  const [rows, depth] = x.shape as [number, number];
  const columns = kernel.shape[1]!;
  const { info, address } = workspace.output([rows, columns]);
  workspace.kernels.broadcastRow(address, workspace.addressOf(bias), rows, columns);
  const left = matrixAt(workspace.addressOf(x), rows, depth);
  multiplyInto(workspace, address, left, matrixAt(workspace.addressOf(kernel), depth, columns), true);
  return info;
}
