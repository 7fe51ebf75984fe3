import { tensor2d, tidy, type Tensor2D } from "@tensorflow/tfjs-core";

/** Layers of an agent that can be watched and changed while it acts. */
export type LayerName = "seen" | "gridCode" | "goalCode" | "policyHidden";

/**
 * Sees the activity of a layer, `[worlds, units]`, and returns what takes its place: the same tensor to watch, another
 * one for a lesion. Runs inside a scope that frees what it makes; to keep activity, read it.
 * @example const silenced: LayerHook = (layer, activity) => (layer === "goalCode" ? mul(activity, mask) : activity);
 */
export type LayerHook = (layer: LayerName, activity: Tensor2D) => Tensor2D;

/** Passes plain rows through a hook; without one they are returned as they are. */
export function throughHook(
  hook: LayerHook | undefined,
  layer: LayerName,
  rows: Float32Array,
  width: number,
): Float32Array {
  if (hook === undefined || width === 0) return rows;
  return tidy(() =>
    hook(layer, tensor2d(Float32Array.from(rows), [rows.length / width, width])).dataSync<"float32">(),
  );
}
