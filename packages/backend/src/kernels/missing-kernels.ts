import {
  getKernel,
  registerKernel,
  type KernelFunc,
  type NamedTensorInfoMap,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { conv2dFilterGradient, type Conv2dFilterGradientAttributes } from "./conv2d-filter-gradient.ts";
import {
  depthwiseFilterGradient,
  depthwiseInputGradient,
  type DepthwiseFilterGradientAttributes,
  type DepthwiseInputGradientAttributes,
} from "./depthwise-gradients.ts";
import { segmentSum } from "./segment-sum.ts";

/** A kernel written with public tfjs operations or plain loops, so that it serves any engine. */
type Composed = (inputs: Readonly<Record<string, Tensor>>, attributes: unknown) => Tensor;

/** Kernels of the cpu engine that training needs and the wasm engine (4.22) does not bring. */
const composed: Readonly<Record<string, Composed>> = {
  Conv2DBackpropFilter: ({ x, dy }, attributes) =>
    conv2dFilterGradient(x as never, dy as never, attributes as Conv2dFilterGradientAttributes),
  DepthwiseConv2dNativeBackpropFilter: ({ x, dy }, attributes) =>
    depthwiseFilterGradient(x as never, dy as never, attributes as DepthwiseFilterGradientAttributes),
  DepthwiseConv2dNativeBackpropInput: ({ dy, filter }, attributes) =>
    depthwiseInputGradient(dy as never, filter as never, attributes as DepthwiseInputGradientAttributes),
  UnsortedSegmentSum: ({ x, segmentIds }, attributes) =>
    segmentSum(x!, segmentIds!, (attributes as { numSegments: number }).numSegments),
};

/** tfjs hands kernels what it was called with: in practice tensors, by type anything with a data id. */
const asTensors = (inputs: NamedTensorInfoMap): Record<string, Tensor> =>
  inputs as unknown as Record<string, Tensor>;

const kernelOf =
  (compute: Composed): KernelFunc =>
  ({ inputs, attrs }) =>
    compute(asTensors(inputs), attrs);

/**
 * Registers on an engine the training kernels it lacks: the filter gradient of convolution, both gradients of
 * depthwise convolution, and the segment sum behind the gradient of `gather`. Kernels it has stay.
 * @returns The names that were registered.
 */
export function registerMissingKernels(engine: string): string[] {
  const missing = Object.keys(composed).filter((kernelName) => {
    const found: unknown = getKernel(kernelName, engine);
    return found === undefined;
  });
  for (const kernelName of missing) {
    registerKernel({ kernelName, backendName: engine, kernelFunc: kernelOf(composed[kernelName]!) });
  }
  return missing;
}
