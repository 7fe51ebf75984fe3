import { util, type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo } from "@tensorflow/tfjs-core";
import type { Workspace } from "./workspace.ts";

/** How many leading axes are summed over, or 0 if others are, or all. */
function leadingAxes({ shape }: TensorInfo, axis: number | number[]): number {
  const axes = util.parseAxisParam(axis, shape).sort((a, b) => a - b);
  return axes.length < shape.length && axes.every((value, index) => value === index) ? axes.length : 0;
}

/**
 * Σ over the leading axes, row by row, as the gradient of anything broadcast needs it.
 * @returns undefined where other axes are summed over, or all.
 */
export function sum(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo | undefined {
  const x = inputs["x"]!;
  const axes = leadingAxes(x, (attributes as { axis: number | number[] }).axis);
  if (axes === 0) return undefined;
  const { keepDims } = attributes as { keepDims?: boolean };
  const kept = x.shape.slice(axes);
  const { info, address } = workspace.output(
    keepDims === true ? [...Array<number>(axes).fill(1), ...kept] : kept,
  );
  const rows = util.sizeFromShape(x.shape.slice(0, axes));
  workspace.kernels.sumRows(address, workspace.addressOf(x), rows, util.sizeFromShape(kept));
  return info;
}

/** Σ of the slices of `x` `[n, …]` that share a segment, `[segments, …]`; slices of none are left out. */
export function segmentSum(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo {
  const { x, segmentIds } = inputs as unknown as { x: TensorInfo; segmentIds: TensorInfo };
  const { numSegments } = attributes as { numSegments: number };
  const slice = x.shape.slice(segmentIds.shape.length);
  const { info, address } = workspace.output([numSegments, ...slice]);
  workspace.kernels.segmentSum(
    address,
    workspace.addressOf(x),
    workspace.addressOf(segmentIds),
    util.sizeFromShape(segmentIds.shape),
    util.sizeFromShape(slice),
    numSegments,
  );
  return info;
}
