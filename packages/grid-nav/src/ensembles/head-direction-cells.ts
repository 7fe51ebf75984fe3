import { assertPositive, assertPositiveInteger } from "../checks.ts";

/** An ensemble of head-direction cells: each fires when the head points its way (Taube, Muller & Ranck 1990). */
export interface HeadDirectionCells {
  /** Preferred directions, `[cells]`, radians in [−π, π). */
  readonly directions: Float32Array;
  /** Concentration κ of the von Mises tuning. */
  readonly concentration: number;
}

/** Options of {@link createHeadDirectionCells}. */
export interface HeadDirectionCellsOptions {
  /** How many cells. Default 12 (Banino et al. 2018, Supplementary Table 1). */
  cells?: number;
  /** Concentration κ. Default 20 (same table). */
  concentration?: number;
}

/**
 * Head-direction cells with preferred directions uniformly at random (Banino et al. 2018, Methods).
 * @param random Uniform numbers in [0, 1).
 * @throws RangeError for a size that is no positive integer or a concentration that is not positive.
 * @example const cells = createHeadDirectionCells(random.uniform);
 */
export function createHeadDirectionCells(
  random: () => number,
  { cells = 12, concentration = 20 }: HeadDirectionCellsOptions = {},
): HeadDirectionCells {
  assertPositiveInteger("createHeadDirectionCells", "cells", cells);
  assertPositive("createHeadDirectionCells", "concentration", concentration);
  const directions = Float32Array.from({ length: cells }, () => Math.PI * (2 * random() - 1));
  return { directions, concentration };
}

/**
 * h = softmax(κ cos(φ − μ)) over the cells (Banino et al. 2018, Methods).
 * @param cells The ensemble.
 * @param headings `[samples]`, radians.
 * @returns `[samples, cells]`; every row sums to one.
 */
export function headDirectionCode(
  { directions, concentration }: HeadDirectionCells,
  headings: Float32Array,
): Float32Array {
  const count = directions.length;
  const codes = new Float32Array(headings.length * count);
  const row = new Float64Array(count);
  headings.forEach((heading, sample) => {
    let total = 0;
    // κ (cos − 1) is at most zero, so nothing overflows.
    for (let cell = 0; cell < count; cell++) {
      total += row[cell] = Math.exp(concentration * (Math.cos(heading - directions[cell]!) - 1));
    }
    for (let cell = 0; cell < count; cell++) codes[sample * count + cell] = row[cell]! / total;
  });
  return codes;
}
