export type { Bounds } from "./bounds.ts";
export type { CircularFloor, Floor } from "./analysis/floor.ts";
export { mapOf, type MapStack, type Numbers } from "./analysis/map-stack.ts";
export { rateMaps, type RateMaps, type RateMapsOptions } from "./analysis/rate-map.ts";
export {
  autocorrelograms,
  correlogramOf,
  type AutocorrelogramOptions,
  type Autocorrelograms,
} from "./analysis/autocorrelogram.ts";
export {
  centralPeakRadius,
  gridScores,
  leastMinusGreatest,
  meanDifference,
  paperGridScorer,
  releasedGridScorer,
  type GridScorer,
  type GridScores,
  type RotationContrast,
} from "./analysis/grid-score.ts";
export { watershed, type Watershed } from "./analysis/watershed.ts";
export { shuffleFields } from "./analysis/field-shuffle.ts";
export {
  fieldShuffleScores,
  nullThresholds,
  quantile,
  type MapScore,
  type NullScores,
} from "./analysis/null-scores.ts";
