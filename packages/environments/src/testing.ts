export {
  checkEnvironment,
  environmentChecks,
  type Check,
  type EnvironmentCheckOptions,
} from "./conformance/environment-checks.ts";
export {
  checkVectorEnvironment,
  vectorEnvironmentChecks,
  type VectorCheckOptions,
} from "./conformance/vector-checks.ts";
