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
