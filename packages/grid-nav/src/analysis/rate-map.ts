import { assertLength, assertPositiveInteger } from "../checks.ts";
import { assertFloor, assertInside, frameOf, type Floor } from "./floor.ts";
import { gaussianFilter } from "./gaussian-filter.ts";
import type { MapStack, Numbers } from "./map-stack.ts";

/** Options of {@link rateMaps}. */
export interface RateMapsOptions {
  /** Bins along each side. Default 32 (Banino et al. 2018, Supplementary 3d). */
  bins?: number;
  /** Standard deviation of the Gaussian that smooths sums and occupancy alike, metres. Default 0: none. */
  smoothing?: number;
}

/** Mean activity of many units over the floor of an arena. */
export interface RateMaps extends MapStack {
  /** Samples in each bin, `[bins, bins]`. */
  readonly occupancy: Uint32Array;
}

/** The flat bin of every sample, row after row. @throws RangeError for a position outside the floor or not finite. */
export function locate(where: string, positions: Numbers, floor: Floor, bins: number): Int32Array {
  assertInside(where, "position", positions, floor);
  const { minX, minY, side } = frameOf(floor);
  const binOf = (distance: number): number =>
    Math.max(0, Math.min(bins - 1, Math.floor((distance / side) * bins)));
  const cells = new Int32Array(positions.length / 2);
  for (let sample = 0; sample < cells.length; sample++) {
    const x = positions[2 * sample]!;
    const y = positions[2 * sample + 1]!;
    cells[sample] = binOf(y - minY) * bins + binOf(x - minX);
  }
  return cells;
}

/** How many units an activity `[samples, units]` has. @throws RangeError unless it fills whole rows. */
export function unitsOf(where: string, activity: Numbers, samples: number): number {
  const units = samples === 0 ? 0 : Math.floor(activity.length / samples);
  assertLength(where, `activity in rows for ${samples} positions`, activity, samples * units);
  return units;
}

/** @throws RangeError that names the first activity that is not finite, if there is one. */
export function assertFiniteActivity(where: string, activity: Numbers, units: number): void {
  const at = activity.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new RangeError(
    `${where}: expected finite activity, got ${activity[at]!} at sample ${Math.floor(at / units)}, unit ${at % units}`,
  );
}

/** Sums of activity in each bin, `[cells, units]`, in double precision. */
export function sumByBin(where: Int32Array, activity: Numbers, units: number, cells: number): Float64Array {
  const sums = new Float64Array(cells * units);
  for (let sample = 0; sample < where.length; sample++) {
    const [into, from] = [where[sample]! * units, sample * units];
    for (let unit = 0; unit < units; unit++) sums[into + unit]! += activity[from + unit]!;
  }
  return sums;
}

/** Samples in each bin. */
export function countByBin(where: Int32Array, cells: number): Uint32Array {
  const occupancy = new Uint32Array(cells);
  for (const cell of where) occupancy[cell]! += 1;
  return occupancy;
}

/** Divides sums `[cells, units]` by the time spent, into maps `[units, cells]`; NaN where `occupancy` is zero. */
function divide(
  sums: Float64Array,
  time: ArrayLike<number>,
  occupancy: Uint32Array,
  units: number,
): Float32Array {
  const cells = occupancy.length;
  const maps = new Float32Array(units * cells);
  for (let cell = 0; cell < cells; cell++) {
    const share = occupancy[cell] === 0 ? NaN : 1 / time[cell]!;
    for (let unit = 0; unit < units; unit++) maps[unit * cells + cell] = sums[cell * units + unit]! * share;
  }
  return maps;
}

/**
 * Rate maps: the mean activity of each unit in each bin of the floor, over the samples that fell into it. Where the
 * animal never was, the map is NaN, not zero.
 *
 * r_b = Σ_{b'} w(b, b') s_{b'} / Σ_{b'} w(b, b') n_{b'}, with s the summed activity and n the samples of a bin, and w
 * a Gaussian of the distance between bins, or 1 for b' = b alone without smoothing. Bins never visited add nothing to
 * either sum.
 * @param positions `[samples, 2]`, metres.
 * @param activity `[samples, units]`.
 * @param floor The arena that is divided into square bins: `[minX, minY, maxX, maxY]` or `{ centre, radius }`, metres.
 * @throws RangeError if the activity does not fill whole rows or is not finite, or a position lies outside the arena.
 * @example const { maps } = rateMaps(paths.positions, readout.gridCode, [-1.1, -1.1, 1.1, 1.1], { bins: 20 });
 */
export function rateMaps(
  positions: Numbers,
  activity: Numbers,
  floor: Floor,
  { bins = 32, smoothing = 0 }: RateMapsOptions = {},
): RateMaps {
  assertPositiveInteger("rateMaps", "bins", bins);
  assertFloor("rateMaps", floor);
  if (!(smoothing >= 0 && smoothing < Infinity))
    throw new RangeError(`rateMaps: expected smoothing of 0 or more metres, got ${smoothing}`);
  const units = unitsOf("rateMaps", activity, positions.length / 2);
  const where = locate("rateMaps", positions, floor, bins);
  const cells = bins * bins;
  const occupancy = countByBin(where, cells);
  const sums = sumByBin(where, activity, units, cells);
  if (!sums.every(Number.isFinite)) assertFiniteActivity("rateMaps", activity, units);
  if (smoothing === 0)
    return { maps: divide(sums, occupancy, occupancy, units), occupancy, units, bins, floor };
  const deviation = (smoothing * bins) / frameOf(floor).side;
  const time = gaussianFilter(Float64Array.from(occupancy), bins, 1, deviation);
  const smooth = gaussianFilter(sums, bins, units, deviation);
  return { maps: divide(smooth, time, occupancy, units), occupancy, units, bins, floor };
}
