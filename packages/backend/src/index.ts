export { useBackend, type EngineName } from "./use-backend.ts";
export { createRandomStream, type RandomStream, type RandomStreamState } from "./random-stream.ts";
export { stopGradient } from "./stop-gradient.ts";
