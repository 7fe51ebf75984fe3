export { glimpseSize, senseGlimpses, type Retina, type SenseGlimpsesOptions } from "./sensor.ts";
export type { Images, LabelledImages } from "./images.ts";
export { lstmCore, rectifiedCore, type Core, type CoreParameters, type CoreState } from "./core.ts";
export {
  digitArchitecture,
  glimpseNetwork,
  initRecurrentAttention,
  locatorMean,
  multiplyAdds,
  sceneArchitecture,
  type GlimpseParameters,
  type LocatorParameters,
  type RecurrentAttentionArchitecture,
  type RecurrentAttentionParameters,
} from "./network.ts";
export { centreGlimpses, learnedGlimpses, randomGlimpses, type LocationPolicy } from "./location-policy.ts";
export {
  classify,
  errorRates,
  type Classification,
  type ClassifyOptions,
  type ErrorRatesOptions,
} from "./classify.ts";
export { disposeEpisode, look, type Episode } from "./look.ts";
export {
  classificationLoss,
  correctness,
  hybridLoss,
  locationLogDensity,
  reinforceLoss,
  rewardsOf,
  type HybridLossOptions,
  type Reward,
} from "./hybrid-loss.ts";
export {
  RecurrentAttentionTraining,
  type RecurrentAttentionConfig,
  type RecurrentAttentionTrainingOptions,
  type TrainingRecord,
} from "./training.ts";
export {
  additiveAttention,
  dotProductAttention,
  initAdditiveAttention,
  type AdditiveAttentionParameters,
  type AdditiveAttentionSizes,
  type SoftAttention,
} from "./soft-attention.ts";
