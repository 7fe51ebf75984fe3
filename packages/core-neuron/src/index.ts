export { elu, gelu, identity, relu, sigmoid, softplus, tanh, type Activation } from "./activations.ts";
export { dense, initDense, type DenseParameters, type InitDenseOptions } from "./dense.ts";
export { softmaxCrossEntropy } from "./cross-entropy.ts";
export { dropoutMask } from "./dropout.ts";
export { gru, gruCell, initGru, type GruOutput, type GruParameters, type InitGruOptions } from "./gru.ts";
export { initLayerNorm, layerNorm, type LayerNormOptions, type LayerNormParameters } from "./layer-norm.ts";
export {
  initLstm,
  lstm,
  lstmCell,
  zeroLstmState,
  type InitLstmOptions,
  type LstmOutput,
  type LstmParameters,
  type LstmState,
} from "./lstm.ts";
export {
  lif,
  initLif,
  zeroLifState,
  type InitLifOptions,
  type LifLayerOptions,
  type LifOutput,
  type LifParameters,
  type LifState,
} from "./lif.ts";
export { leakyIntegrator, type LeakyIntegratorOptions } from "./leaky-integrator.ts";
export {
  daleKernel,
  initLeakyRnn,
  leakyRnn,
  type InitLeakyRnnOptions,
  type LeakyRnnOptions,
  type LeakyRnnOutput,
  type LeakyRnnParameters,
} from "./leaky-rnn.ts";
export {
  arctanSpike,
  fastSigmoidSpike,
  reluRate,
  sigmoidRate,
  sigmoidSpike,
  smoothed,
  tanhRate,
  triangularSpike,
  type SurrogateOptions,
  type SurrogateSpike,
  type UnitCurve,
  type UnitFunction,
} from "./unit-functions.ts";
