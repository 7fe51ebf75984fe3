export { finiteDifferenceGradient, type FiniteDifferenceOptions } from "./finite-difference.ts";
export { maxAbsoluteDifference } from "./difference.ts";
export { meanAndDeviation } from "./statistics.ts";
