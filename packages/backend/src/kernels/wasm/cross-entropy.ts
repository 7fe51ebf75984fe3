import type { NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import type { Workspace } from "./workspace.ts";

/** For each row the cross-entropy `[rows]`, and its gradient softmax(z) − p `[rows, classes]`. */
export function softmaxCrossEntropy(workspace: Workspace, inputs: NamedTensorInfoMap): TensorInfo[] {
  const { logits, targets } = inputs as unknown as { logits: TensorInfo; targets: TensorInfo };
  const [rows, classes] = logits.shape as [number, number];
  const losses = workspace.output([rows]);
  const gradient = workspace.output([rows, classes]);
  workspace.kernels.softmaxCrossEntropy(
    losses.address,
    gradient.address,
    workspace.addressOf(logits),
    workspace.addressOf(targets),
    rows,
    classes,
  );
  return [losses.info, gradient.info];
}
