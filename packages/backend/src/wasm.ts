import { setWasmPaths as setTfjsWasmPaths, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import { registerFastKernels } from "./kernels/wasm/register.ts";
import { assertEngineVersion } from "./version-guard.ts";

assertEngineVersion("wasm", version_wasm);
registerFastKernels();

/**
 * Tells a page where the wasm engine's three `.wasm` files are served. Node finds them by itself.
 * Call it before `useBackend("wasm")`.
 * @param folder URL of the folder that holds them, with a slash at the end.
 * @throws TypeError if the folder has no slash at the end.
 * @example
 * import { setWasmFolder } from "@wayfield/backend/wasm";
 * setWasmFolder("/assets/tfjs-wasm/");
 */
export function setWasmFolder(folder: string): void {
  if (!folder.endsWith("/")) {
    throw new TypeError(`setWasmFolder: expected a URL that ends in "/", got ${JSON.stringify(folder)}`);
  }
  setTfjsWasmPaths(folder);
}
