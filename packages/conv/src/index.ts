export {
  convolutionOutputShape,
  poolingOutputShape,
  type ConvolutionOptions,
  type Extent,
  type ImageShape,
  type Padding,
  type WindowOptions,
} from "./layers/shape.ts";
export {
  convolution,
  initConvolution,
  type Activation,
  type ConvolutionParameters,
  type InitConvolutionOptions,
} from "./layers/convolution.ts";
export { averagePooling, globalAveragePooling, maxPooling } from "./layers/pooling.ts";
export {
  groupNormalisation,
  initGroupNormalisation,
  type GroupNormalisationOptions,
  type GroupNormalisationParameters,
} from "./layers/group-normalisation.ts";
export {
  initResidualBlock,
  residualBlock,
  type ResidualBlockOptions,
  type ResidualBlockParameters,
} from "./layers/residual.ts";
export { classifier, flatten, initClassifier, type ClassifierParameters } from "./layers/classifier.ts";
export {
  averagePoolingLayer,
  convNet,
  convNetActivity,
  convNetShapes,
  convolutionLayer,
  initConvNet,
  maxPoolingLayer,
  residualLayer,
  type ConvNetConfig,
  type ConvNetLayer,
  type ConvNetParameters,
  type ConvolutionLayerOptions,
} from "./layers/conv-net.ts";
export { dotProduct, drawImage, type GreyImage, type UnitResponse } from "./vision/grey-image.ts";
export {
  gabor,
  gaborBank,
  gaborField,
  type Gabor,
  type GaborBankOptions,
  type GaborFieldOptions,
} from "./vision/gabor.ts";
export {
  divisiveNormalisation,
  energyCell,
  maxPooledCell,
  quadraturePair,
  simpleCell,
  type Cell,
  type DivisiveNormalisationOptions,
} from "./vision/cells.ts";
export { driftingGrating, grating, type Grating } from "./vision/gratings.ts";
export {
  cycleResponses,
  frequencyTuning,
  halfWidthAtHalfHeight,
  modulationRatio,
  orientationTuning,
  peakOf,
  responseHarmonics,
  type Harmonics,
  type TuningCurve,
  type TuningOptions,
} from "./vision/tuning.ts";
export {
  mapReceptiveFields,
  type MapReceptiveFieldsOptions,
  type NoiseSource,
} from "./vision/receptive-field.ts";
export type { NeocognitronConfig, NeocognitronStage } from "./neocognitron/config.ts";
export {
  cCells,
  initNeocognitron,
  neocognitron,
  neocognitronActivity,
  sCells,
  vCells,
  type NeocognitronParameters,
  type SCellParameters,
} from "./neocognitron/cells.ts";
export { findSeedCells, type SeedCell } from "./neocognitron/seed-cells.ts";
export {
  organiseStage,
  reinforceSeed,
  type CellLayer,
  type SCellWeights,
} from "./neocognitron/self-organisation.ts";
export { labelPlanes, recogniseByWinner, scrambleNeocognitron } from "./neocognitron/recognition.ts";
