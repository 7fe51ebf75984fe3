import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plainWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { useBackend } from "@wayfield/backend";
import "@wayfield/backend/wasm";
import type { EngineName } from "./engine-names.ts";

setWasmPaths({
  "tfjs-backend-wasm.wasm": plainWasm,
  "tfjs-backend-wasm-simd.wasm": simdWasm,
  "tfjs-backend-wasm-threaded-simd.wasm": threadedWasm,
});

/**
 * Starts an engine in this worker; the large ones are fetched only when they are asked for.
 * @throws Error if the browser does not have it.
 */
export async function startEngine(name: EngineName): Promise<void> {
  if (name === "webgl") await import("@wayfield/backend/webgl");
  if (name === "webgpu") await import("@wayfield/backend/webgpu");
  try {
    await useBackend(name);
  } catch (error) {
    throw new Error(`This browser does not start the engine ${name}.`, { cause: error });
  }
}
