import {
  backend_util,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { activationCodes, type ActivationName } from "./activations.ts";
import { layOutGeometry, type WindowAttributes } from "./geometry.ts";
import type { Workspace } from "./workspace.ts";

type Shape4D = [number, number, number, number];

/** What tfjs passes to its convolution kernels. */
interface Attributes extends WindowAttributes {
  dataFormat: "NHWC" | "NCHW";
}

type ForwardAttributes = Attributes & { activation?: string };

/** Whether the images' last axis is their channels, the only layout of the wasm engine's other kernels too. */
const channelsLast = (_inputs: NamedTensorInfoMap, attributes: NamedAttrMap): boolean =>
  (attributes as unknown as Attributes).dataFormat === "NHWC";

/** The geometry and the kernels' scratch behind it. */
function layOut(
  workspace: Workspace,
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad, dilations, dimRoundingMode }: Attributes,
) {
  const info = backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
  );
  const { kernels } = workspace;
  const needs = {
    room: kernels.convolutionRoom(),
    bytes: (geometry: number, room: number) => kernels.convolutionScratch(geometry, room),
  };
  return { info, ...layOutGeometry(workspace, info, needs) };
}

/** Activations that tfjs may ask for by name and that a convolution takes in the same pass. */
const activationNames: Readonly<Record<string, ActivationName>> = {
  linear: "linear",
  relu: "relu",
  sigmoid: "sigmoid",
};

/** Whether {@link convolutionForward} knows what is asked for. */
function isKnown(inputs: NamedTensorInfoMap, attributes: NamedAttrMap): boolean {
  const { activation = "linear" } = attributes as unknown as ForwardAttributes;
  const { bias, preluActivationWeights } = inputs;
  const biasFits =
    bias === undefined || (bias.shape.length === 1 && bias.shape[0] === inputs["filter"]!.shape[3]);
  return (
    channelsLast(inputs, attributes) &&
    activation in activationNames &&
    preluActivationWeights === undefined &&
    biasFits
  );
}

/**
 * y = activation(x ∗ filter + bias), `[batch, outHeight, outWidth, outChannels]`; bias and activation may be missing.
 * @returns undefined where tfjs's own kernel is as fast, or the only one.
 */
export function convolutionForward(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo | undefined {
  if (!isKnown(inputs, attributes)) return undefined;
  const { x, filter, bias } = inputs as unknown as { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo };
  const call = attributes as unknown as ForwardAttributes;
  const { info, geometry, free } = layOut(workspace, x.shape as Shape4D, filter.shape as Shape4D, call);
  if (!workspace.kernels.convolvesForward(geometry)) return undefined;
  const output = workspace.output(info.outShape);
  workspace.kernels.convolutionForward(
    workspace.addressOf(x),
    workspace.addressOf(filter),
    bias === undefined ? 0 : workspace.addressOf(bias),
    output.address,
    activationCodes[activationNames[call.activation ?? "linear"]!],
    geometry,
    free,
  );
  return output.info;
}

/** ∂L/∂filter, `[height, width, channels, outChannels]`; undefined for a layout that has to be refused. */
export function convolutionFilterGradient(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo | undefined {
  if (!channelsLast(inputs, attributes)) return undefined;
  const { x, dy } = inputs as unknown as { x: TensorInfo; dy: TensorInfo };
  const call = attributes as unknown as Attributes & { filterShape: Shape4D };
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

/** ∂L/∂input, `[batch, height, width, channels]`; undefined for a layout that has to be refused. */
export function convolutionInputGradient(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo | undefined {
  if (!channelsLast(inputs, attributes)) return undefined;
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
