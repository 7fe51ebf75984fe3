export { finiteDifferenceGradient, type FiniteDifferenceOptions } from "./finite-difference.ts";
export { gradientPairs, type GradientPair } from "./gradient-pairs.ts";
export { maxAbsoluteDifference } from "./difference.ts";
export { meanAndDeviation } from "./statistics.ts";
