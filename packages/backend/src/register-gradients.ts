import { getGradient } from "@tensorflow/tfjs-core";
import { registerAllGradients } from "../generated/tfjs-gradients.js";

/**
 * Registers the derivative of every tfjs operation, which tfjs-core alone does not bring. `useBackend` calls it.
 * Where they are there already (an app on the union package `@tensorflow/tfjs`), it changes nothing.
 */
export function registerGradients(): void {
  const registered: unknown = getGradient("Sum");
  if (registered === undefined) registerAllGradients();
}
