import type { RandomStream } from "@wayfield/backend";
import type { Maze } from "@wayfield/environments";
import {
  createHeadDirectionCells,
  createPlaceCells,
  headDirectionCode,
  type Ensembles,
  type PlaceCode,
  type PlaceLayout,
} from "@wayfield/grid-nav";

/** The ensembles that teach an agent, or that a place-cell agent has. */
export interface CellSettings {
  placeCells: number;
  /** Width σ of the place fields, metres. */
  placeCellDeviation: number;
  /** How the fields' centres lie. */
  placeLayout: PlaceLayout;
  placeCode: PlaceCode;
  headDirectionCells: number;
  /** Concentration κ. */
  headDirectionConcentration: number;
}

/** Ensembles drawn in a maze. */
export const drawEnsembles = (
  random: RandomStream,
  { bounds: [minX, minY, maxX, maxY] }: Pick<Maze, "bounds">,
  settings: CellSettings,
): Ensembles => ({
  placeCells: createPlaceCells(random.split("placeCells").uniform, [minX, minY, maxX, maxY], {
    cells: settings.placeCells,
    deviation: settings.placeCellDeviation,
    layout: settings.placeLayout,
  }),
  headDirectionCells: createHeadDirectionCells(random.split("headDirectionCells").uniform, {
    cells: settings.headDirectionCells,
    concentration: settings.headDirectionConcentration,
  }),
});

/** Place and head-direction activity at poses. */
export interface Codes {
  /** `[poses, placeCells]`. */
  places: Float32Array;
  /** `[poses, headDirectionCells]`. */
  directions: Float32Array;
}

/** The true codes at poses: positions `[poses, 2]` in metres, headings `[poses]` in radians. */
export const codesAt = (
  { placeCells, headDirectionCells }: Ensembles,
  placeCode: PlaceCode,
  positions: Float32Array,
  headings: Float32Array,
): Codes => ({
  places: placeCode(placeCells, positions),
  directions: headDirectionCode(headDirectionCells, headings),
});
