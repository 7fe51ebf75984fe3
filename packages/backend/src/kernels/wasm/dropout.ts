import { util, type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo } from "@tensorflow/tfjs-core";
import type { Workspace } from "./workspace.ts";

/** A dropout mask from the four words of a generator's state, which `attributes.state` holds and which advance. */
export function dropoutMask(
  workspace: Workspace,
  _inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo {
  const { shape, state, rate } = attributes as unknown as {
    shape: number[];
    state: Uint32Array;
    rate: number;
  };
  const { info, address } = workspace.output(shape);
  // For a whole word w, w < t is w < ⌈t⌉; a rate within 2⁻³² of 1 would round up to a number no word has.
  const threshold = Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1);
  const words = workspace.scratch(state.byteLength);
  const view = new Uint32Array(workspace.memory.buffer, words, state.length);
  view.set(state);
  workspace.kernels.dropoutMask(address, util.sizeFromShape(shape), words, threshold, 1 / (1 - rate));
  state.set(view);
  return info;
}
