import { assertLength } from "../checks.ts";
import { autocorrelograms, type Autocorrelograms } from "./autocorrelogram.ts";
import { bandScores, type BandScores } from "./band-score.ts";
import { borderScores } from "./border-score.ts";
import { directionalTuning, type DirectionalTuning } from "./direction.ts";
import { firingFields, type FiringField } from "./fields.ts";
import { binSizeOf, type Floor } from "./floor.ts";
import { gridGeometry, type GridGeometry } from "./grid-geometry.ts";
import { gridScores, paperGridScorer, type GridScorer } from "./grid-score.ts";
import { spatialInformation, type SpatialInformation } from "./information.ts";
import type { Numbers } from "./map-stack.ts";
import { fieldShuffleScores, nullThresholds, type MapScore, type NullScores } from "./null-scores.ts";
import { rateMaps, unitsOf, type RateMaps } from "./rate-map.ts";
import { rectified, type RateConvention } from "./rates.ts";
import { binSpikes } from "./spikes.ts";

/** Where an animal, or a simulated one, was. */
export interface RecordedPath {
  /** `[samples, 2]`, metres. */
  readonly positions: Numbers;
  /** `[samples]`, radians; without them nothing is said about direction. */
  readonly headings?: Numbers;
  /** `[minX, minY, maxX, maxY]` or `{ centre, radius }`, metres. */
  readonly arena: Floor;
}

/** What a set of units did along a path. */
export type SpatialRecording = RecordedPath &
  (
    | {
        /** `[samples, units]`: rates, or whatever a network computes. */
        readonly activity: Numbers;
      }
    | {
        /** Spike times of each unit, seconds from the first sample on. */
        readonly spikes: readonly ArrayLike<number>[];
        /** Seconds between two samples of the path. */
        readonly sampleDuration: number;
      }
  );

/** What a unit's scores must exceed to count. */
export interface SpatialCriteria {
  /** Grid score. */
  readonly grid: number;
  /** Border score. */
  readonly border: number;
  /** Length of the mean resultant vector. */
  readonly headDirection: number;
  /** Band score. */
  readonly band: number;
  /** A place-like unit has one field, on at most this share of the known floor. */
  readonly placeShare: number;
}

/**
 * The criteria of Banino et al. 2018 for grid, border and head-direction units (0.37, 0.50, 0.47), and ours for bands
 * and single fields.
 */
export const paperCriteria: SpatialCriteria = {
  grid: 0.37,
  border: 0.5,
  headDirection: 0.47,
  band: 0.4,
  placeShare: 0.25,
};

/** Options of {@link analyseSpatialCells}. */
export interface AnalyseSpatialCellsOptions {
  /** Uniform numbers in [0, 1), for the shuffles. */
  random: () => number;
  /** Field shuffles of each unit. Default 100; 0 leaves the nulls out, and the criteria alone decide. */
  shuffles?: number;
  /** How grids are scored, and on how many bins. Default {@link paperGridScorer}. */
  scorer?: GridScorer;
  /** Bins a side of the maps for border scores. Default 20. */
  borderBins?: number;
  /** Standard deviation of the Gaussian that smooths the maps, metres. Default 0: none. */
  smoothing?: number;
  /**
   * How negative activity is read as a rate, for all but grid and band scores, which do not depend on it. Default
   * {@link rectified}.
   */
  rates?: RateConvention;
  /** Default {@link paperCriteria}. */
  criteria?: SpatialCriteria;
  /** Told after each unit's shuffles how many units are done. */
  onUnit?: (done: number, units: number) => void;
}

/** What there is to say about one unit. NaN where it cannot be said. */
export interface SpatialUnit {
  /** Its place among the units. */
  readonly unit: number;
  /** From {@link gridScores}. */
  readonly gridScore: number;
  /** 95th percentile of the grid scores of the unit's field-shuffled maps. */
  readonly gridThreshold: number;
  /** Metres. */
  readonly gridScale: number;
  /** Radians, from 0 to below π / 3. */
  readonly gridOrientation: number;
  /** From 1 on. */
  readonly gridEllipticity: number;
  /** From {@link borderScores}. */
  readonly borderScore: number;
  /** 95th percentile of the border scores of the unit's field-shuffled maps. */
  readonly borderThreshold: number;
  /** Length of the mean resultant vector of its tuning to heading. */
  readonly resultant: number;
  /** Radians. */
  readonly preferredHeading: number;
  /** From {@link bandScores}. */
  readonly bandScore: number;
  /** Metres. */
  readonly bandPeriod: number;
  /** From {@link spatialInformation}. */
  readonly bitsPerSpike: number;
  /** Where the rates are in spikes per second. */
  readonly bitsPerSecond: number;
  /** From near 0 to 1. */
  readonly sparsity: number;
  /** Firing fields. */
  readonly fields: number;
  /** Above the criterion and above its own shuffles. */
  readonly isGrid: boolean;
  /** Above the criterion and above its own shuffles. */
  readonly isBorder: boolean;
  /** Resultant above the criterion. */
  readonly isHeadDirection: boolean;
  /** Grid and head-direction at once. */
  readonly isConjunctive: boolean;
  /** One small field, and neither grid nor border. */
  readonly isPlaceLike: boolean;
  /** Bands, and no grid. */
  readonly isBand: boolean;
}

/** Shares of the units, from 0 to 1. */
export interface SpatialShares {
  /** Above the criterion and their own shuffles. */
  readonly grid: number;
  /** Above the criterion, whatever the shuffles say. */
  readonly aboveGridCriterion: number;
  /** Above the own shuffles, whatever the criterion says. */
  readonly aboveGridShuffles: number;
  /** Above the criterion and their own shuffles. */
  readonly border: number;
  /** Head-direction units, conjunctive ones among them. */
  readonly headDirection: number;
  /** Grid and head-direction at once. */
  readonly conjunctive: number;
  /** With one small field. */
  readonly placeLike: number;
  /** With bands and no grid. */
  readonly band: number;
}

/** What {@link analyseSpatialCells} finds. */
export interface SpatialAnalysis {
  /** One record a unit, in order. */
  readonly units: readonly SpatialUnit[];
  /** How many units are of each class. */
  readonly shares: SpatialShares;
  /** Mean over units of their shuffled thresholds: the paper's way to a common criterion. NaN without shuffles. */
  readonly meanGridThreshold: number;
  /** The same for borders. */
  readonly meanBorderThreshold: number;
  /** The maps the grids were scored on. */
  readonly maps: RateMaps;
  /** Their autocorrelograms. */
  readonly correlograms: Autocorrelograms;
  /** `undefined` without headings. */
  readonly tuning: DirectionalTuning | undefined;
  /** Grid scores of shuffled maps; `undefined` without shuffles. */
  readonly gridChance: NullScores | undefined;
  /** Border scores of shuffled maps; `undefined` without shuffles. */
  readonly borderChance: NullScores | undefined;
}

function activityOf(recording: SpatialRecording): Numbers {
  if ("activity" in recording) return recording.activity;
  const { positions, spikes, sampleDuration } = recording;
  return binSpikes(spikes, { samples: positions.length / 2, sampleDuration });
}

function assertRecording({ positions, headings }: RecordedPath, bins: number): void {
  const samples = positions.length / 2;
  if (!Number.isInteger(samples) || samples < bins * bins) {
    throw new RangeError(
      `analyseSpatialCells: expected positions [samples, 2] with at least one sample for each of the ${bins * bins} bins of a map, got ${samples} samples; record longer or give a scorer for fewer bins`,
    );
  }
  if (headings) assertLength("analyseSpatialCells", `headings for ${samples} positions`, headings, samples);
}

/** A number that is none would leave the nulls out as 0 does, unasked. */
function assertShuffles(shuffles: number): void {
  if (Number.isSafeInteger(shuffles) && shuffles >= 0) return;
  throw new RangeError(
    `analyseSpatialCells: expected shuffles to be an integer of 0 or more, got ${shuffles}; give 0 to leave the nulls out`,
  );
}

/** Everything that is measured, unit by unit. */
interface Measurements {
  maps: RateMaps;
  grid: Float32Array;
  gridThresholds: Float32Array;
  geometry: GridGeometry;
  border: Float32Array;
  borderThresholds: Float32Array;
  bands: BandScores;
  information: SpatialInformation;
  tuning: DirectionalTuning | undefined;
  fields: readonly (readonly FiringField[])[];
  isShuffled: boolean;
}

function describe(
  unit: number,
  measured: Measurements,
  criteria: SpatialCriteria,
  floorArea: number,
): SpatialUnit {
  const { grid, gridThresholds, geometry, border, borderThresholds, bands, information, tuning } = measured;
  const passes = (scores: Float32Array, thresholds: Float32Array, criterion: number): boolean =>
    scores[unit]! > criterion && (!measured.isShuffled || scores[unit]! > thresholds[unit]!);
  const fields = measured.fields[unit]!;
  const resultant = tuning?.resultants[unit] ?? NaN;
  const isGrid = passes(grid, gridThresholds, criteria.grid);
  const isBorder = passes(border, borderThresholds, criteria.border);
  const isHeadDirection = resultant > criteria.headDirection;
  const isSingle = fields.length === 1 && fields[0]!.area <= criteria.placeShare * floorArea;
  return {
    unit,
    gridScore: grid[unit]!,
    gridThreshold: gridThresholds[unit]!,
    gridScale: geometry.scales[unit]!,
    gridOrientation: geometry.orientations[unit]!,
    gridEllipticity: geometry.ellipticities[unit]!,
    borderScore: border[unit]!,
    borderThreshold: borderThresholds[unit]!,
    resultant,
    preferredHeading: tuning?.directions[unit] ?? NaN,
    bandScore: bands.scores[unit]!,
    bandPeriod: bands.periods[unit]!,
    bitsPerSpike: information.bitsPerSpike[unit]!,
    bitsPerSecond: information.bitsPerSecond[unit]!,
    sparsity: information.sparsity[unit]!,
    fields: fields.length,
    isGrid,
    isBorder,
    isHeadDirection,
    isConjunctive: isGrid && isHeadDirection,
    isPlaceLike: isSingle && !isGrid && !isBorder,
    isBand: bands.scores[unit]! > criteria.band && !isGrid,
  };
}

function sharesOf(units: readonly SpatialUnit[], criteria: SpatialCriteria): SpatialShares {
  const share = (holds: (unit: SpatialUnit) => boolean): number => units.filter(holds).length / units.length;
  return {
    grid: share(({ isGrid }) => isGrid),
    aboveGridCriterion: share(({ gridScore }) => gridScore > criteria.grid),
    aboveGridShuffles: share(({ gridScore, gridThreshold }) => gridScore > gridThreshold),
    border: share(({ isBorder }) => isBorder),
    headDirection: share(({ isHeadDirection }) => isHeadDirection),
    conjunctive: share(({ isConjunctive }) => isConjunctive),
    placeLike: share(({ isPlaceLike }) => isPlaceLike),
    band: share(({ isBand }) => isBand),
  };
}

/** Mean of the thresholds that there are. */
function meanOf(thresholds: Float32Array): number {
  const known = thresholds.filter((threshold) => !Number.isNaN(threshold));
  return known.reduce((sum, threshold) => sum + threshold, 0) / known.length;
}

/**
 * The analysis of Banino et al. 2018, Supplementary 3d, in one call: rate maps, grid and border scores against each
 * unit's own field shuffles, directional tuning, and beside them bands, fields and spatial information; then the class
 * of each unit and the shares of the classes.
 * @param recording A path and what the units did along it: activity `[samples, units]`, or spike times.
 * @throws RangeError for lengths that differ, values that are not finite, positions outside the arena, fewer samples than
 * a map has bins, or shuffles that are no integer of 0 or more.
 * @example
 * const { shares, units } = analyseSpatialCells({ positions, headings, activity, arena: [0, 0, 2.2, 2.2] }, { random });
 * @see Banino et al. 2018, Nature 557: 429–433, Supplementary 3d.
 */
export function analyseSpatialCells(
  recording: SpatialRecording,
  {
    random,
    shuffles = 100,
    scorer = paperGridScorer,
    borderBins = 20,
    smoothing = 0,
    rates = rectified,
    criteria = paperCriteria,
    onUnit,
  }: AnalyseSpatialCellsOptions,
): SpatialAnalysis {
  const { positions, headings, arena } = recording;
  assertRecording(recording, scorer.bins);
  assertShuffles(shuffles);
  const activity = activityOf(recording);
  const maps = rateMaps(positions, activity, arena, { bins: scorer.bins, smoothing });
  const { units } = maps;
  const positive = rates(activity, unitsOf("analyseSpatialCells", activity, positions.length / 2));
  const rateOf = (bins: number): RateMaps => rateMaps(positions, positive, arena, { bins, smoothing });
  const [positiveMaps, borderMaps] = [rateOf(scorer.bins), rateOf(borderBins)];
  const correlograms = autocorrelograms(maps);
  const gridScore: MapScore = (stack) => gridScores(autocorrelograms(stack), scorer).scores;
  const isShuffled = shuffles > 0;
  const gridChance = isShuffled
    ? fieldShuffleScores(maps, gridScore, random, { shuffles, ...(onUnit ? { onUnit } : {}) })
    : undefined;
  const borderChance = isShuffled
    ? fieldShuffleScores(borderMaps, (stack) => borderScores(stack), random, { shuffles })
    : undefined;
  const unknown = new Float32Array(units).fill(NaN);
  const measured: Measurements = {
    maps,
    grid: gridScores(correlograms, scorer).scores,
    gridThresholds: gridChance ? nullThresholds(gridChance) : unknown,
    geometry: gridGeometry(correlograms),
    border: borderScores(borderMaps),
    borderThresholds: borderChance ? nullThresholds(borderChance) : unknown,
    bands: bandScores(maps),
    information: spatialInformation(positiveMaps, maps.occupancy),
    tuning: headings ? directionalTuning(headings, positive) : undefined,
    fields: Array.from({ length: units }, (_, unit) => firingFields(positiveMaps, unit)),
    isShuffled,
  };
  const floorArea = maps.occupancy.filter((count) => count > 0).length * binSizeOf(maps) ** 2;
  const list = Array.from({ length: units }, (_, unit) => describe(unit, measured, criteria, floorArea));
  return {
    units: list,
    shares: sharesOf(list, criteria),
    meanGridThreshold: meanOf(measured.gridThresholds),
    meanBorderThreshold: meanOf(measured.borderThresholds),
    maps,
    correlograms,
    tuning: measured.tuning,
    gridChance,
    borderChance,
  };
}
