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
  type FieldShuffleScoresOptions,
  type MapScore,
  type NullScores,
} from "./analysis/null-scores.ts";
export { gridGeometry, type GridGeometry, type GridGeometryOptions } from "./analysis/grid-geometry.ts";
export { aboveMinimum, rectified, type RateConvention } from "./analysis/rates.ts";
export { firingFields, type FiringField, type FiringFieldsOptions } from "./analysis/fields.ts";
export { borderScores, solstadBorderScores, type BorderScoresOptions } from "./analysis/border-score.ts";
export {
  directionalTuning,
  rayleighTest,
  type DirectionalTuning,
  type DirectionalTuningOptions,
} from "./analysis/direction.ts";
export { spatialInformation, type SpatialInformation } from "./analysis/information.ts";
export { bandScores, type BandScores } from "./analysis/band-score.ts";
export { timeShiftScores, type TimeShiftOptions } from "./analysis/time-shift.ts";
export {
  fitGaussianMixture,
  type GaussianMixture,
  type GaussianMixtureOptions,
} from "./analysis/gaussian-mixture.ts";
export {
  scaleDiscreteness,
  scaleModules,
  type ScaleDiscreteness,
  type ScaleDiscretenessOptions,
  type ScaleModules,
} from "./analysis/scale-modules.ts";
export { binSpikes, type BinSpikesOptions } from "./analysis/spikes.ts";
export {
  analyseSpatialCells,
  paperCriteria,
  type AnalyseSpatialCellsOptions,
  type RecordedPath,
  type SpatialAnalysis,
  type SpatialCriteria,
  type SpatialRecording,
  type SpatialShares,
  type SpatialUnit,
} from "./analysis/analyse.ts";
export { readNpy, readNpz, type NumberArray } from "./analysis/npy.ts";
export { parseActivityCsv, type NumberTable } from "./analysis/csv.ts";
