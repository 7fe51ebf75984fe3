export { addScaled, denseFeatures, dot, oneHot, type Features } from "./linear/features.ts";
export type { OffPolicyPredictor, Predictor } from "./linear/predictor.ts";
export {
  accumulatingTrace,
  dutchTrace,
  replacingTrace,
  type EligibilityTrace,
  type TraceRule,
} from "./linear/trace.ts";
export { createTd, type TdOptions } from "./linear/td.ts";
export { createNStepTd, type NStepTdOptions } from "./linear/n-step-td.ts";
export { createTdLambda, type TdLambdaOptions } from "./linear/td-lambda.ts";
export { createTrueOnlineTdLambda, type TrueOnlineTdLambdaOptions } from "./linear/true-online-td-lambda.ts";
export { createGtd2, createTdc, type GradientTdOptions } from "./linear/gradient-td.ts";
export { createEmphaticTd, type EmphaticTdOptions } from "./linear/emphatic-td.ts";
export {
  createDifferentialTd,
  type DifferentialPredictor,
  type DifferentialTdOptions,
} from "./linear/differential-td.ts";
export {
  lambdaReturns,
  nStepReturns,
  type LambdaReturnsOptions,
  type NStepReturnsOptions,
} from "./linear/returns.ts";
export { createTileCoder, type TileCoder, type TileCoderOptions } from "./linear/tile-coder.ts";
export {
  epsilonGreedy,
  greedyAction,
  sampleAction,
  softmaxPolicy,
  type EpsilonGreedyOptions,
  type SoftmaxPolicyOptions,
} from "./control/policies.ts";
export { stateActionFeatures, type ActionValueOptions, type ActionValues } from "./control/action-values.ts";
export { createExpectedSarsa, createSarsa, type ExpectedSarsa, type Sarsa } from "./control/sarsa.ts";
export {
  createDoubleQLearning,
  createQLearning,
  type DoubleQLearningOptions,
  type QLearning,
  type QLearningOptions,
} from "./control/q-learning.ts";
export {
  rescorlaWagner,
  type RescorlaWagnerOptions,
  type RescorlaWagnerTrial,
} from "./conditioning/rescorla-wagner.ts";
export {
  pearceHall,
  pearceHallState,
  type PearceHallOptions,
  type PearceHallState,
  type PearceHallStateOptions,
  type PearceHallTrial,
} from "./conditioning/pearce-hall.ts";
export {
  createCompleteSerialCompound,
  createMicrostimuli,
  createPresence,
  stepsSinceOnset,
  type CompleteSerialCompoundOptions,
  type MicrostimuliOptions,
  type PresenceOptions,
  type StimulusRepresentation,
} from "./conditioning/representations.ts";
export { tdTrial, type TdTrial, type TdTrialOptions } from "./conditioning/td-trial.ts";
