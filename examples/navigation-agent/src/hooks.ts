import { tensor2d, type Tensor2D } from "@tensorflow/tfjs-core";
import { readNumbers } from "./read-numbers.ts";

/** Layers of an agent that can be watched and changed while it acts. */
export type LayerName = "seen" | "gridCode" | "goalCode" | "policyHidden";

/**
 * Sees the activity of a layer in some worlds, `[worlds.length, units]`, and returns what takes its place: the same tensor to watch, another
 * one for a lesion. Runs inside a scope that frees what it makes; to keep activity, read it.
 * @example const silenced: LayerHook = (layer, activity) => (layer === "goalCode" ? mul(activity, mask) : activity);
 */
export type LayerHook = (layer: LayerName, activity: Tensor2D, worlds: readonly number[]) => Tensor2D;

/** Passes plain rows through a hook; without one they are returned as they are. */
export function throughHook(
  hook: LayerHook | undefined,
  layer: LayerName,
  rows: Float32Array,
  width: number,
  worlds: readonly number[],
): Float32Array {
  if (hook === undefined || width === 0) return rows;
  return readNumbers(() => hook(layer, tensor2d(rows.slice(), [worlds.length, width]), worlds));
}
