export { useBackend, type EngineName } from "./use-backend.ts";
export type { Engine } from "./engine-registry.ts";
export { registerGradients } from "./register-gradients.ts";
export { registerMissingKernels } from "./kernels/missing-kernels.ts";
export {
  fusedDense,
  fusedDropoutMask,
  fusedGru,
  fusedLstm,
  fusedSoftmaxCrossEntropy,
} from "./kernels/fused.ts";
export { stopGradient } from "./stop-gradient.ts";
export { countTensors, scope, tensorsLeftBy, type NotAPromise } from "./scope.ts";
export { createRandomStream, type RandomStream, type RandomStreamState } from "./random-stream.ts";
export { shuffle, type MutableList } from "./shuffle.ts";
export {
  fans,
  glorotUniform,
  heNormal,
  lecunUniform,
  normalInitialiser,
  onesInitialiser,
  uniformInitialiser,
  zerosInitialiser,
  type Fans,
  type Initialiser,
} from "./initialisers.ts";
export {
  countParameters,
  disposeParameters,
  flattenParameters,
  keepParameters,
  mapParameters,
  unflattenParameters,
  type NamedTensors,
  type ParameterTree,
} from "./parameters.ts";
export { valueAndGradients, type ValueAndGradients } from "./gradients.ts";
export { GradientWorkers, type WeightedShare } from "./parallel/gradient-workers.ts";
export { serveGradients, type ShareLoss } from "./parallel/serve-gradients.ts";
export type { Endpoint } from "./parallel/endpoint.ts";
export { clipByElement, clipByGlobalNorm, globalNorm } from "./clip.ts";
export {
  adam,
  disposeOptimiserState,
  rmsProp,
  sgd,
  type AdamOptions,
  type Optimiser,
  type OptimiserState,
  type OptimiserUpdate,
  type RmsPropOptions,
  type SgdOptions,
} from "./optimisers.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type ArrayTensor,
  type SafetensorsContent,
  type SafetensorsData,
} from "./safetensors.ts";
export {
  decodeCheckpoint,
  decodeParameters,
  encodeCheckpoint,
  encodeParameters,
  type Checkpoint,
} from "./checkpoint.ts";
export { LearningWeights, type TrainingNotes } from "./learning-weights.ts";
