import {
  getBackend,
  reshape,
  split,
  stack,
  tensor2d,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";

/** Engines whose numbers lie in this process's memory, so that reading them costs no round trip. */
const onHost = (): boolean => getBackend() === "wasm" || getBackend() === "cpu";

/**
 * The time steps of a sequence as tensors of their own. Not differentiable.
 *
 * On the wasm engine a slice costs in proportion to its source (and so `unstack` in its square); one read and small
 * tensors of its parts do not.
 * @param x `[time, batch, features]`.
 * @returns `time` tensors `[batch, features]`, the caller's.
 */
export function unstackTime(x: Tensor3D): Tensor2D[] {
  const [steps, batch, features] = x.shape;
  if (!onHost()) return split(x, steps, 0).map((step) => reshape(step, [batch, features]));
  const values = x.dataSync<"float32">();
  const size = batch * features;
  return Array.from({ length: steps }, (_, t) =>
    tensor2d(values.slice(t * size, (t + 1) * size), [batch, features]),
  );
}

/** Puts time steps `[batch, features]` back together: `[time, batch, features]`. */
export const stackTime = (steps: readonly Tensor2D[]): Tensor3D => stack([...steps]) as Tensor3D;
