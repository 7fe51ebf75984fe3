import {
  backend_util,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { layOutGeometry, type WindowAttributes } from "./geometry.ts";
import type { Workspace } from "./workspace.ts";

/** What a window was pooled to, by its number in the module (`assembly/pooling.ts`). */
const poolings = { largest: 0, mean: 1 } as const;

type Attributes = WindowAttributes & { filterSize: [number, number] | number };

/** Inputs of {@link poolGradient}; a mean has no `output`. */
interface GradientInputs {
  dy: TensorInfo;
  input: TensorInfo;
  output?: TensorInfo;
}

/**
 * ∂L/∂x `[batch, height, width, channels]`: what comes back to a window goes to its first largest value, or evenly to
 * what it averaged. (tfjs's own kernels divide by the size of the whole window also where a part of it lies outside the
 * image and was not averaged.)
 */
export function poolGradient(
  { kernels, addressOf, ...workspace }: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
  pooling: keyof typeof poolings,
): TensorInfo {
  const { dy, input, output } = inputs as unknown as GradientInputs;
  const { filterSize, strides, pad, dilations = 1, dimRoundingMode } = attributes as unknown as Attributes;
  const shape = input.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, dilations, pad, dimRoundingMode);
  const gradient = workspace.output(shape);
  const needs = { room: 0, bytes: () => kernels.poolScratch() };
  const { geometry, free } = layOutGeometry(workspace, info, needs);
  kernels.poolGradient(
    poolings[pooling],
    addressOf(input),
    output === undefined ? 0 : addressOf(output),
    addressOf(dy),
    gradient.address,
    geometry,
    free,
  );
  return gradient.info;
}
