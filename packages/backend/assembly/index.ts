// The module's exports. It owns no memory: every function works on addresses in the memory it was given, so that
// tensors are read and written where TensorFlow.js keeps them.
export { gemm, gemmScratch } from "./gemm";
export { activate, activateBackward } from "./elementwise";
