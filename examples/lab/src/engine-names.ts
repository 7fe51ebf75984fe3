/** Engines to choose from. */
export const engineNames = ["wasm", "webgl", "webgpu"] as const;
export type EngineName = (typeof engineNames)[number];
