import { env, setBackend } from "@tensorflow/tfjs-core";
import { isRegistered, type Engine } from "./engine-registry.ts";
import { registerMissingKernels } from "./kernels/missing-kernels.ts";
import { registerGradients } from "./register-gradients.ts";
import { assertCoreVersion } from "./version-guard.ts";

/** An engine of TensorFlow.js by name, or `"auto"` for the fastest that is there. */
export type EngineName = Engine | "auto";

const engines: readonly Engine[] = ["webgpu", "webgl", "wasm", "cpu"];
const inNode = (): boolean => env().get("IS_NODE") === true;

/** Node's and the bundlers' words for a package that is not installed. */
const isMissing = (error: unknown): boolean => {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
};

/**
 * Loads an engine where no bundler needs to see the import: in Node, by a computed name, through our own subpath.
 * @returns Whether the engine is registered now.
 */
async function load(engine: Engine): Promise<boolean> {
  if (isRegistered(engine)) return true;
  if (!inNode()) return false;
  const specifier = `@wayfield/backend/${engine}`;
  try {
    await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return false;
  }
  return isRegistered(engine);
}

/** Tries one engine; a factory that fails (no GPU, no .wasm file) counts as absent. */
async function start(engine: Engine): Promise<boolean> {
  return (await load(engine)) && (await setBackend(engine));
}

const howToGet = (engine: Engine): string =>
  inNode()
    ? `npm install @tensorflow/tfjs-backend-${engine}`
    : `import "@wayfield/backend/${engine}" before useBackend` +
      (engine === "wasm" ? ", and call setWasmFolder with the URL of its .wasm files" : "");

/** Engines that `"auto"` tries, best first. */
const automatic = (): readonly Engine[] => (inNode() ? ["wasm", "cpu"] : engines);

/**
 * Chooses the engine on which every tensor of this page or process computes, and registers all gradients.
 *
 * `"auto"` takes the first that starts: in Node wasm, then cpu; in a page webgpu, webgl, wasm, cpu among those that
 * the app has imported (`@wayfield/backend/webgpu` …, or the union package `@tensorflow/tfjs`).
 *
 * An engine that is registered already is taken as it is. An app that imports `@tensorflow/tfjs-backend-wasm` itself
 * gets our kernels for it by importing `@wayfield/backend/wasm` too, or in its place.
 * @param name The engine, or `"auto"`.
 * @returns The engine that runs now.
 * @throws TypeError for a name that is no engine.
 * @throws Error if the engine (or, for `"auto"`, every one) is missing or does not start, with the way to get it.
 * @example
 * import { useBackend } from "@wayfield/backend";
 * const engine = await useBackend("auto"); // "wasm" in Node
 */
export async function useBackend(name: EngineName = "auto"): Promise<Engine> {
  if (name !== "auto" && !engines.includes(name)) {
    throw new TypeError(
      `useBackend: expected "auto", ${engines.map((engine) => `"${engine}"`).join(", ")}, got ${JSON.stringify(name)}`,
    );
  }
  assertCoreVersion();
  registerGradients();
  const wanted = name === "auto" ? automatic() : [name];
  for (const engine of wanted) {
    if (!(await start(engine))) continue;
    registerMissingKernels(engine);
    return engine;
  }
  throw new Error(
    `useBackend: ${name === "auto" ? "no engine" : `the engine "${name}"`} started. Try: ${howToGet(wanted[0]!)}`,
  );
}
