export {
  generalizedAdvantages,
  lambdaReturns,
  nStepReturns,
  type GeneralizedAdvantagesOptions,
} from "./tensors/returns.ts";
export type { LambdaReturnsOptions, NStepReturnsOptions } from "./linear/returns.ts";
export { lambdaError, nStepError, tdError } from "./tensors/value-errors.ts";
export {
  chooseActions,
  doubleQError,
  duelling,
  expectedSarsaError,
  qLearningError,
  sarsaError,
} from "./tensors/action-values.ts";
export {
  categoricalMean,
  categoricalTdError,
  projectCategorical,
  type CategoricalSupport,
} from "./tensors/categorical.ts";
export {
  asymmetricTdError,
  expectileTdError,
  quantileTdError,
  type QuantileTdErrorOptions,
} from "./tensors/quantile.ts";
export { logProbabilities, policyEntropy, policyGradientTerm } from "./tensors/policy.ts";
export {
  retraceError,
  vTrace,
  type RetraceOptions,
  type VTrace,
  type VTraceOptions,
} from "./tensors/off-policy.ts";
