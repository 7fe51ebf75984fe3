export { deriveSeed, seededRandom, type UniformSource } from "./random.ts";
export {
  box,
  bytes,
  discrete,
  record,
  type AnySpace,
  type BoxOptions,
  type BoxSpace,
  type DiscreteSpace,
  type RecordSpace,
  type Space,
} from "./spaces.ts";
export {
  defineEnvironment,
  restart,
  termination,
  transition,
  truncation,
  type Environment,
  type Info,
  type ResetOptions,
  type ResetResult,
  type StepResult,
  type Task,
} from "./environment.ts";
export type { VectorEnvironment, VectorResetOptions } from "./vector-environment.ts";
export { vectorize } from "./vectorize.ts";
