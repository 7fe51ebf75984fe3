import {
  backend_util,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import type { Workspace } from "./workspace.ts";

type Shape4D = [number, number, number, number];

/** What tfjs passes to its two convolution gradient kernels; each has one of the shapes. */
interface Attributes {
  strides: [number, number] | number;
  pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  dataFormat: "NHWC" | "NCHW";
  dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Whether the images' last axis is their channels, the only layout of the wasm engine's other kernels too. */
export const channelsLast = (_inputs: NamedTensorInfoMap, attributes: NamedAttrMap): boolean =>
  (attributes as unknown as Attributes).dataFormat === "NHWC";

/** Lays the geometry and the kernels' scratch out behind each other; see `assembly/convolution.ts` for the order. */
function layOut(
  { kernels, scratch, memory }: Workspace,
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad, dimRoundingMode }: Attributes,
): { geometry: number; free: number } {
  const info = backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode);
  const numbers = [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
  const bytes = 64;
  const write = (address: number): number => {
    new Int32Array(memory.buffer, address, numbers.length).set(numbers);
    return address;
  };
  const needed = kernels.convolutionScratch(write(scratch(bytes)));
  const geometry = write(scratch(bytes + needed));
  return { geometry, free: geometry + bytes };
}

/** ∂L/∂filter, `[height, width, channels, outChannels]`. */
export function convolutionFilterGradient(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo {
  const { x, dy } = inputs as unknown as { x: TensorInfo; dy: TensorInfo };
  const call = attributes as unknown as Attributes & { filterShape: Shape4D };
  if (!channelsLast(inputs, attributes)) {
    throw new RangeError(
      `Conv2DBackpropFilter: expected dataFormat "NHWC", got "${call.dataFormat}"; transpose the input`,
    );
  }
  const { info, address } = workspace.output(call.filterShape);
  const { geometry, free } = layOut(workspace, x.shape as Shape4D, call.filterShape, call);
  workspace.kernels.convolutionFilterGradient(
    workspace.addressOf(x),
    workspace.addressOf(dy),
    address,
    geometry,
    free,
  );
  return info;
}

/** ∂L/∂input, `[batch, height, width, channels]`. */
export function convolutionInputGradient(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo {
  const { dy, filter } = inputs as unknown as { dy: TensorInfo; filter: TensorInfo };
  const call = attributes as unknown as Attributes & { inputShape: Shape4D };
  const { info, address } = workspace.output(call.inputShape);
  const { geometry, free } = layOut(workspace, call.inputShape, filter.shape as Shape4D, call);
  workspace.kernels.convolutionInputGradient(
    workspace.addressOf(dy),
    workspace.addressOf(filter),
    address,
    geometry,
    free,
  );
  return info;
}
