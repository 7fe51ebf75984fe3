// The module's exports. It owns no memory: every function works on addresses in the memory it was given, so that
// tensors are read and written where TensorFlow.js keeps them.
export { gemm, gemmScratch } from "./gemm";
export { activate, addRow, broadcastRow, reluGradient, segmentSum, sumRows } from "./elementwise";
export { gruBackward, gruBackwardScratch, gruForward, gruForwardScratch } from "./gru";
export { lstmBackward, lstmBackwardScratch, lstmForward, lstmForwardScratch } from "./lstm";
export { softmaxCrossEntropy } from "./cross-entropy";
export { adam, rmsProp } from "./optimisers";
export { dropoutMask } from "./dropout";
export {
  convolutionFilterGradient,
  convolutionForward,
  convolutionInputGradient,
  convolutionRoom,
  convolutionScratch,
  convolvesForward,
} from "./convolution";
export { poolGradient, poolScratch } from "./pooling";
export { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise";
