import {
  slice_util,
  util,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import type { Workspace } from "./workspace.ts";

const floatBytes = 4;

/** The same numbers under one more owner: nothing is copied, as on the cpu engine. */
export function identity({ share }: Workspace, inputs: NamedTensorInfoMap): TensorInfo {
  return share(inputs["x"]!);
}

interface Range {
  begin: number[];
  size: number[];
}

function rangeOf(inputs: NamedTensorInfoMap, attributes: NamedAttrMap): Range {
  const { begin, size } = attributes as unknown as { begin: number | number[]; size: number | number[] };
  const [begins, sizes] = slice_util.parseSliceParams(inputs["x"] as never, begin, size);
  return { begin: begins!, size: sizes! };
}

/** Whether what is sliced out lies contiguous in memory: every axis after the first that is cut is taken whole. */
function isContiguous({ shape }: TensorInfo, { size }: Range): boolean {
  const cut = shape.findIndex((_, axis) => size[axis] !== 1);
  return cut === -1 || shape.slice(cut + 1).every((extent, index) => size[cut + 1 + index] === extent);
}

/** A contiguous part, copied at once (tfjs's own kernel costs in proportion to its source); undefined for any other. */
export function slice(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo | undefined {
  const x = inputs["x"]!;
  const range = rangeOf(inputs, attributes);
  if (!isContiguous(x, range)) return undefined;
  const { begin, size } = range;
  slice_util.assertParamsValid(x, begin, size);
  const { info, address } = workspace.output(size);
  const strides = util.computeStrides([...x.shape, 1]);
  const first = begin.reduce((offset, position, axis) => offset + position * strides[axis]!, 0);
  workspace.copy(address, workspace.addressOf(x) + first * floatBytes, util.sizeFromShape(size) * floatBytes);
  return info;
}
