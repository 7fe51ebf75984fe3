export {
  createPlaceCells,
  differenceOfSoftmaxes,
  gaussianPlaceCode,
  scatteredCentres,
  sharpenedCentreSurround,
  spreadCentres,
  type DifferenceOfSoftmaxesOptions,
  type PlaceCells,
  type PlaceCellsOptions,
  type PlaceCode,
  type PlaceLayout,
  type SharpenedCentreSurroundOptions,
} from "./ensembles/place-cells.ts";
export type { Bounds } from "./bounds.ts";
export {
  createHeadDirectionCells,
  headDirectionCode,
  type HeadDirectionCells,
  type HeadDirectionCellsOptions,
} from "./ensembles/head-direction-cells.ts";
export {
  gridNetwork,
  initGridNetwork,
  initialState,
  type GridNetworkArchitecture,
  type GridNetworkOptions,
  type GridNetworkOutput,
  type GridNetworkParameters,
} from "./network.ts";
export {
  blindGridNetwork,
  initVisualGridNetwork,
  visualGridNetwork,
  visualGridStep,
  type GridStepParameters,
  type VisualGridNetworkParameters,
  type VisualGridStep,
} from "./visual-network.ts";
export { rectifiedNormalised } from "./population-normalisation.ts";
export { fastConfig, gridCodeConfig, paperConfig, type PathIntegrationConfig } from "./config.ts";
export {
  architectureOf,
  createEnsembles,
  initialCodeTensor,
  selfMotionTensor,
  type Ensembles,
  type Trajectories,
} from "./path-integrator.ts";
export {
  PathIntegrationTraining,
  type PathIntegrationTrainingOptions,
  type TrainingRecord,
  type TrajectorySource,
} from "./training.ts";
export {
  gridCode,
  GridCodeTraining,
  type GridCodeConfig,
  type GridCodeOutput,
  type GridCodeParameters,
  type GridCodeTrainingOptions,
} from "./grid-code.ts";
export { integratePaths, type PathIntegrationReadout } from "./evaluate.ts";
export { decodeHeadings, decodePositions, positionErrors, type DecodePositionsOptions } from "./decode.ts";
export { rateMaps, type RateMaps, type RateMapsOptions } from "./analysis/rate-map.ts";
export type { CircularFloor, Floor } from "./analysis/floor.ts";
export type { MapStack, Numbers } from "./analysis/map-stack.ts";
