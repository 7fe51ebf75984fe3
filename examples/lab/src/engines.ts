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

let running: EngineName | undefined;

/**
 * Starts an engine in this worker; the large ones are fetched only when they are asked for.
 * @throws Error if the browser does not have it; the engine from before then goes on.
 */
export async function startEngine(name: EngineName): Promise<void> {
  if (name === "webgl") await import("@wayfield/backend/webgl");
  if (name === "webgpu") await import("@wayfield/backend/webgpu");
  try {
    await useBackend(name);
    running = name;
  } catch (error) {
    // The failed start has left TensorFlow.js without any engine: nothing that is there could compute or be saved.
    if (running !== undefined) await useBackend(running);
    throw new Error(`This browser does not start the engine ${name}.`, { cause: error });
  }
}
