import type { Bounds } from "../bounds.ts";
import { assertPositive, assertPositiveInteger } from "../checks.ts";
import { fallingExponential } from "./exponential.ts";

/** An ensemble of place cells: each fires where the animal is near its centre (O'Keefe & Dostrovsky 1971). */
export interface PlaceCells {
  /** Field centres, `[cells, 2]`, metres. */
  readonly centres: Float32Array;
  /** Field width σ, the standard deviation of a field, metres. */
  readonly deviation: number;
}

/**
 * Where an ensemble's field centres lie.
 * @param random Uniform numbers in [0, 1).
 * @param bounds The rectangle.
 * @param cells How many.
 * @returns `[cells, 2]`, metres.
 */
export type PlaceLayout = (random: () => number, bounds: Bounds, cells: number) => Float32Array;

/** Options of {@link createPlaceCells}. */
export interface PlaceCellsOptions {
  /** How many cells. Default 256 (Banino et al. 2018, Supplementary Table 1). */
  cells?: number;
  /** Field width σ, metres. Default 0.01 (same table). */
  deviation?: number;
  /** Where the centres lie. Default {@link scatteredCentres}. */
  layout?: PlaceLayout;
}

/** Centres uniformly at random, each on its own (Banino et al. 2018, Methods). */
export const scatteredCentres: PlaceLayout = (random, [minX, minY, maxX, maxY], cells) => {
  const centres = new Float32Array(2 * cells);
  for (let cell = 0; cell < cells; cell++) {
    centres[2 * cell] = minX + (maxX - minX) * random();
    centres[2 * cell + 1] = minY + (maxY - minY) * random();
  }
  return centres;
};

/** Squared distance from a point to the nearest of the first `count` centres. */
function nearest(centres: Float32Array, count: number, x: number, y: number): number {
  let least = Infinity;
  for (let other = 0; other < count; other++) {
    const distance = (centres[2 * other]! - x) ** 2 + (centres[2 * other + 1]! - y) ** 2;
    if (distance < least) least = distance;
  }
  return least;
}

/** Candidates for each centre, per centre that is already there; and at least so many. */
const candidatesPerCentre = 0.25;
const fewestCandidates = 20;

/**
 * Centres at random but evenly spread, without the clumps and gaps of {@link scatteredCentres}: each is, of several
 * random points, the one that is furthest from the centres before it (Mitchell 1991, "Spectrally optimal sampling for
 * distribution ray tracing", best candidate). The ensemble then covers the floor alike everywhere, as real place
 * fields do in an open field.
 */
export const spreadCentres: PlaceLayout = (random, [minX, minY, maxX, maxY], cells) => {
  const centres = new Float32Array(2 * cells);
  for (let cell = 0; cell < cells; cell++) {
    let furthest = -1;
    for (let left = fewestCandidates + Math.floor(candidatesPerCentre * cell); left > 0; left--) {
      const x = minX + (maxX - minX) * random();
      const y = minY + (maxY - minY) * random();
      const distance = nearest(centres, cell, x, y);
      if (distance <= furthest) continue;
      furthest = distance;
      centres.set([x, y], 2 * cell);
    }
  }
  return centres;
};

/**
 * Place cells in a rectangle.
 * @param random Uniform numbers in [0, 1).
 * @param bounds The rectangle; a square arena of 2.2 m about the origin is `[-1.1, -1.1, 1.1, 1.1]`.
 * @throws RangeError for a size that is no positive integer, or a width or rectangle that is not positive.
 * @example const cells = createPlaceCells(random.uniform, [-1.1, -1.1, 1.1, 1.1], { deviation: 0.12 });
 */
export function createPlaceCells(
  random: () => number,
  bounds: Bounds,
  { cells = 256, deviation = 0.01, layout = scatteredCentres }: PlaceCellsOptions = {},
): PlaceCells {
  const [minX, minY, maxX, maxY] = bounds;
  assertPositiveInteger("createPlaceCells", "cells", cells);
  assertPositive("createPlaceCells", "deviation", deviation);
  assertPositive("createPlaceCells", "the width of bounds", maxX - minX);
  assertPositive("createPlaceCells", "the height of bounds", maxY - minY);
  return { centres: layout(random, bounds, cells), deviation };
}

/**
 * The activity of an ensemble along a path: a distribution over its cells for each position.
 * @param cells The ensemble.
 * @param positions `[samples, 2]`, metres.
 * @returns `[samples, cells]`; every row sums to one.
 */
export type PlaceCode = (cells: PlaceCells, positions: Float32Array) => Float32Array;

/** Working space for one sample at a time. */
interface Scratch {
  /** ‖x − μ‖² for every cell. */
  readonly squared: Float64Array;
  readonly exponentials: Float64Array;
  /** The code being built; zeros at first. */
  readonly row: Float64Array;
  /** The least of `squared`. */
  least: number;
}

function measure({ centres }: PlaceCells, x: number, y: number, scratch: Scratch): void {
  const { squared } = scratch;
  let least = Infinity;
  for (let cell = 0; cell < squared.length; cell++) {
    const dx = x - centres[2 * cell]!;
    const dy = y - centres[2 * cell + 1]!;
    const distance = dx * dx + dy * dy;
    squared[cell] = distance;
    if (distance < least) least = distance;
  }
  scratch.least = least;
  scratch.row.fill(0);
}

/** Adds weight · softmax(−d² / 2σ²) to the row. */
function addSoftmax({ squared, exponentials, row, least }: Scratch, deviation: number, weight: number): void {
  const scale = 1 / (2 * deviation * deviation);
  let total = 0;
  for (let cell = 0; cell < squared.length; cell++) {
    const value = fallingExponential((squared[cell]! - least) * scale);
    exponentials[cell] = value;
    total += value;
  }
  const factor = weight / total;
  for (let cell = 0; cell < row.length; cell++) row[cell]! += factor * exponentials[cell]!;
}

/** softmax of centre minus softmax of surround: what both band-pass codes start from. */
function addCentreSurround(scratch: Scratch, deviation: number, ratio: number): void {
  addSoftmax(scratch, deviation, 1);
  addSoftmax(scratch, deviation * Math.sqrt(ratio), -1);
}

/** Evaluates a code row by row; `write` fills the scratch's row for one position. */
function encode(cells: PlaceCells, positions: Float32Array, write: (scratch: Scratch) => void): Float32Array {
  const count = cells.centres.length / 2;
  const array = (): Float64Array => new Float64Array(count);
  const scratch: Scratch = { squared: array(), exponentials: array(), row: array(), least: 0 };
  const codes = new Float32Array((positions.length / 2) * count);
  for (let sample = 0; 2 * sample < positions.length; sample++) {
    measure(cells, positions[2 * sample]!, positions[2 * sample + 1]!, scratch);
    write(scratch);
    codes.set(scratch.row, sample * count);
  }
  return codes;
}

/**
 * c = softmax(−‖x − μ‖² / 2σ²) over the cells (Banino et al. 2018, Methods). With σ far below the distance between
 * centres this is very nearly one for the nearest cell and zero for the others.
 */
export const gaussianPlaceCode: PlaceCode = (cells, positions) =>
  encode(cells, positions, (scratch) => {
    addSoftmax(scratch, cells.deviation, 1);
  });

/** Options of {@link differenceOfSoftmaxes}. */
export interface DifferenceOfSoftmaxesOptions {
  /** The surround's variance over the centre's. Default 2 (Sorscher et al. 2019). */
  varianceRatio?: number;
}

/**
 * A centre-surround code: softmax(−d² / 2σ²) − softmax(−d² / 2rσ²), lifted to be non-negative and normalised
 * (Sorscher, Mel, Ganguli & Ocko 2019, "A unified theory for the origin of grid cells").
 * @throws RangeError unless the ratio is above 1.
 */
export function differenceOfSoftmaxes({ varianceRatio = 2 }: DifferenceOfSoftmaxesOptions = {}): PlaceCode {
  assertPositive("differenceOfSoftmaxes", "varianceRatio − 1", varianceRatio - 1);
  return (cells, positions) =>
    encode(cells, positions, (scratch) => {
      addCentreSurround(scratch, cells.deviation, varianceRatio);
      const { row } = scratch;
      const lowest = row.reduce((a, b) => Math.min(a, b), Infinity);
      let total = 0;
      for (const value of row) total += value - lowest;
      for (let cell = 0; cell < row.length; cell++) row[cell] = (row[cell]! - lowest) / total;
    });
}

/** Options of {@link sharpenedCentreSurround}. */
export interface SharpenedCentreSurroundOptions extends DifferenceOfSoftmaxesOptions {
  /** Gain in the outer softmax: larger is sharper. Default 150. */
  gain?: number;
}

/**
 * A centre-surround code put through a second softmax in place of the lift:
 * softmax(gain · (softmax(−d² / 2σ²) − softmax(−d² / 2rσ²))). Ours: the lift of {@link differenceOfSoftmaxes} leaves a
 * nearly flat target that trains slowly; this one is peaked and trains fast.
 * @throws RangeError unless the ratio is above 1 and the gain positive.
 */
export function sharpenedCentreSurround({
  varianceRatio = 2,
  gain = 150,
}: SharpenedCentreSurroundOptions = {}): PlaceCode {
  assertPositive("sharpenedCentreSurround", "varianceRatio − 1", varianceRatio - 1);
  assertPositive("sharpenedCentreSurround", "gain", gain);
  return (cells, positions) =>
    encode(cells, positions, (scratch) => {
      addCentreSurround(scratch, cells.deviation, varianceRatio);
      sharpen(scratch.row, gain);
    });
}

/** row ← softmax(gain · row). */
function sharpen(row: Float64Array, gain: number): void {
  let highest = -Infinity;
  for (let cell = 0; cell < row.length; cell++) if (row[cell]! > highest) highest = row[cell]!;
  let total = 0;
  for (let cell = 0; cell < row.length; cell++)
    total += row[cell] = fallingExponential(gain * (highest - row[cell]!));
  for (let cell = 0; cell < row.length; cell++) row[cell]! /= total;
}
