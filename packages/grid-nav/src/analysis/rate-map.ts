import { assertLength, assertPositiveInteger } from "../checks.ts";
import type { Bounds } from "../ensembles/place-cells.ts";

/** Options of {@link rateMaps}. */
export interface RateMapsOptions {
  /** Bins along each side. Default 32 (Banino et al. 2018, Supplementary 3d). */
  bins?: number;
}

/** Mean activity of many units over the floor of an arena. */
export interface RateMaps {
  /** `[units, bins, bins]`, rows from the least y upwards; NaN where the animal never was. */
  maps: Float32Array;
  /** Samples in each bin, `[bins, bins]`. */
  occupancy: Uint32Array;
  /** How many units. */
  units: number;
  /** Bins along each side. */
  bins: number;
}

const binOf = (value: number, least: number, most: number, bins: number): number =>
  Math.min(bins - 1, Math.floor(((value - least) / (most - least)) * bins));

/** The flat bin of every sample. */
function locate(positions: Float32Array, [minX, minY, maxX, maxY]: Bounds, bins: number): Int32Array {
  return Int32Array.from({ length: positions.length / 2 }, (_, sample) => {
    const x = positions[2 * sample]!;
    const y = positions[2 * sample + 1]!;
    if (!(x >= minX && x <= maxX && y >= minY && y <= maxY)) {
      throw new RangeError(
        `rateMaps: expected every position in [${minX}, ${maxX}] × [${minY}, ${maxY}], got (${x}, ${y}) at sample ${sample}`,
      );
    }
    return binOf(y, minY, maxY, bins) * bins + binOf(x, minX, maxX, bins);
  });
}

/**
 * Rate maps: the mean activity of each unit in each bin of the floor, over the samples that fell into it. Where the
 * animal never was, the map is NaN, not zero.
 * @param positions `[samples, 2]`, metres.
 * @param activity `[samples, units]`.
 * @param bounds The rectangle that is divided into bins, metres.
 * @throws RangeError if the activity does not fill whole rows, or a position lies outside the bounds or is not finite.
 * @example const { maps } = rateMaps(paths.positions, readout.gridCode, [-1.1, -1.1, 1.1, 1.1], { bins: 20 });
 */
export function rateMaps(
  positions: Float32Array,
  activity: Float32Array,
  bounds: Bounds,
  { bins = 32 }: RateMapsOptions = {},
): RateMaps {
  assertPositiveInteger("rateMaps", "bins", bins);
  const samples = positions.length / 2;
  const units = samples === 0 ? 0 : Math.floor(activity.length / samples);
  assertLength("rateMaps", `activity in rows for ${samples} positions`, activity, samples * units);
  const where = locate(positions, bounds, bins);
  const cells = bins * bins;
  const occupancy = new Uint32Array(cells);
  // Sums in double precision, bin after bin, so that one sample's units lie side by side.
  const sums = new Float64Array(cells * units);
  where.forEach((cell, sample) => {
    occupancy[cell]! += 1;
    for (let unit = 0; unit < units; unit++) sums[cell * units + unit]! += activity[sample * units + unit]!;
  });
  const maps = new Float32Array(units * cells);
  for (let unit = 0; unit < units; unit++) {
    for (let cell = 0; cell < cells; cell++)
      maps[unit * cells + cell] = sums[cell * units + unit]! / occupancy[cell]!;
  }
  return { maps, occupancy, units, bins };
}
