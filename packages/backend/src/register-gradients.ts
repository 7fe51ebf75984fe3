import { getGradient } from "@tensorflow/tfjs-core";
import { registerAllGradients } from "../generated/tfjs-gradients.js";
import { registerReluGradient } from "./kernels/relu-gradient.ts";

/**
 * Registers the derivative of every tfjs operation, which tfjs-core alone does not bring. `useBackend` calls it.
 * Where they are there already (an app on the union package `@tensorflow/tfjs`), it only puts a derivative of `relu` that
 * takes one pass in the place of tfjs's, which takes three.
 */
export function registerGradients(): void {
  const registered: unknown = getGradient("Sum");
  if (registered === undefined) registerAllGradients();
  registerReluGradient();
}
