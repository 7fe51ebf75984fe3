import { assertPositive } from "../checks.ts";
import { firingFields, type FiringField } from "./fields.ts";
import { binSizeOf, frameOf, isCircular, type Floor } from "./floor.ts";
import { assertMapStack, mapOf, type MapStack } from "./map-stack.ts";
import { assertRates } from "./rates.ts";

/** Distances from the centres of bins to the walls, `[bins, bins]` each, metres; negative outside. */
interface Walls {
  /** West, east, south, north; of a disc, the distances in the quarter that faces that way, elsewhere infinite. */
  each: readonly Float64Array[];
  nearest: Float64Array;
}

/** The distances from one place to the four walls. */
function distances(floor: Floor, x: number, y: number): number[] {
  if (!isCircular(floor)) return [x - floor[0], floor[2] - x, y - floor[1], floor[3] - y];
  const [dx, dy] = [x - floor.centre[0], y - floor.centre[1]];
  const toWall = floor.radius - Math.hypot(dx, dy);
  const facing = Math.abs(dx) > Math.abs(dy) ? (dx < 0 ? 0 : 1) : dy < 0 ? 2 : 3;
  return [0, 1, 2, 3].map((wall) => (wall === facing ? toWall : Infinity));
}

function wallsOf({ floor, bins }: MapStack): Walls {
  const { minX, minY, side } = frameOf(floor);
  const each = [0, 1, 2, 3].map(() => new Float64Array(bins * bins));
  const nearest = new Float64Array(bins * bins);
  for (let bin = 0; bin < bins * bins; bin++) {
    const x = minX + ((bin % bins) + 0.5) * (side / bins);
    const y = minY + (Math.floor(bin / bins) + 0.5) * (side / bins);
    const here = distances(floor, x, y);
    here.forEach((distance, wall) => (each[wall]![bin] = distance));
    nearest[bin] = Math.min(...here);
  }
  return { each, nearest };
}

/** Mean rate over the known bins that a mask of distances admits. */
function meanWhere(map: Float32Array, admits: (bin: number) => boolean): number {
  let [sum, count] = [0, 0];
  map.forEach((rate, bin) => {
    if (Number.isNaN(rate) || !admits(bin)) return;
    sum += rate;
    count += 1;
  });
  return sum / count;
}

/** Options of {@link borderScores}. */
export interface BorderScoresOptions {
  /** How far from a wall its strip reaches, bins. Default 3. */
  depth?: number;
}

/**
 * Border scores: the contrast between the activity along a wall and that in the middle, for the best wall.
 *
 * score = max over walls of (b − c) / (b + c), b the mean rate within `depth` bins of the wall, c the mean rate further
 * than that from every wall.
 * @param maps Rate maps, 20 bins a side in the paper; of a disc the four quarters of its wall count as walls.
 * @returns `[units]`, from −1 to 1; NaN for a silent unit.
 * @throws RangeError for a negative rate.
 * @example const scores = borderScores(rateMaps(positions, activity, arena, { bins: 20 })); // the paper's criterion: 0.5
 * @see Banino et al. 2018, Supplementary 3d.
 */
export function borderScores(maps: MapStack, { depth = 3 }: BorderScoresOptions = {}): Float32Array {
  assertMapStack("borderScores", maps);
  assertPositive("borderScores", "depth", depth);
  assertRates("borderScores", maps.maps);
  const { each, nearest } = wallsOf(maps);
  const reach = depth * binSizeOf(maps);
  return Float32Array.from({ length: maps.units }, (_, unit) => {
    const map = mapOf(maps, unit);
    const middle = meanWhere(map, (bin) => nearest[bin]! >= reach);
    const contrasts = each.map((distance) => {
      const along = meanWhere(map, (bin) => distance[bin]! < reach && distance[bin]! > 0);
      return (along - middle) / (along + middle);
    });
    return contrasts.reduce(
      (best, contrast) => (contrast > best || Number.isNaN(best) ? contrast : best),
      NaN,
    );
  });
}

/** The largest share of one wall that one field covers; a wall along which no bin is known does not count. */
function widestCover(
  fields: readonly FiringField[],
  { each, nearest }: Walls,
  map: Float32Array,
  binSize: number,
) {
  const shares = each.flatMap((distance) => {
    const touches = (bin: number): boolean =>
      distance[bin]! > 0 && distance[bin]! < binSize && nearest[bin]! > 0;
    const length = map.reduce((count, rate, bin) => count + (touches(bin) && !Number.isNaN(rate) ? 1 : 0), 0);
    if (length === 0) return [];
    return fields.map(({ bins }) => bins.filter(touches).length / length);
  });
  return Math.max(...shares);
}

/**
 * Border scores of Solstad et al. 2008: does one field cover a wall, and is the firing close to the walls?
 *
 * score = (c_M − d_m) / (c_M + d_m), c_M the largest share of a wall's bins that a single field covers, d_m the mean
 * distance of the fields' bins from the nearest wall, weighted by rate, over half the arena's shortest side.
 * @param maps Rate maps.
 * @returns `[units]`, from −1 to 1; NaN for a unit without a field, and where no bin along any wall is known.
 * @throws RangeError for a negative rate.
 * @example solstadBorderScores(maps); // border cells in the paper: above 0.5
 * @see Solstad et al. 2008, Science 322: 1865–1868, Supporting material.
 */
export function solstadBorderScores(maps: MapStack): Float32Array {
  assertMapStack("solstadBorderScores", maps);
  assertRates("solstadBorderScores", maps.maps);
  const { floor } = maps;
  const walls = wallsOf(maps);
  const halfSide = isCircular(floor) ? floor.radius : Math.min(floor[2] - floor[0], floor[3] - floor[1]) / 2;
  return Float32Array.from({ length: maps.units }, (_, unit) => {
    const map = mapOf(maps, unit);
    const fields = firingFields(maps, unit);
    if (fields.length === 0) return NaN;
    const cover = widestCover(fields, walls, map, binSizeOf(maps));
    const inside = fields.flatMap(({ bins }) => bins);
    const total = inside.reduce((sum, bin) => sum + map[bin]!, 0);
    const distance = inside.reduce((sum, bin) => sum + map[bin]! * walls.nearest[bin]!, 0) / total / halfSide;
    return (cover - distance) / (cover + distance);
  });
}
