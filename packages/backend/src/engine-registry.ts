import { findBackendFactory } from "@tensorflow/tfjs-core";

/** An engine of TensorFlow.js. */
export type Engine = "webgpu" | "webgl" | "wasm" | "cpu";

/** True once the tfjs package of this engine has been loaded into the page or process. */
export function isRegistered(engine: Engine): boolean {
  const factory: unknown = findBackendFactory(engine);
  return factory !== null && factory !== undefined;
}
