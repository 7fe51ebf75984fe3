import { assertLength, assertPositiveInteger } from "../checks.ts";
import { assertFloor, type Floor } from "./floor.ts";

/** Numbers in single or double precision. */
export type Numbers = Float32Array | Float64Array;

/** Maps of many units over one floor. {@link rateMaps} makes them; anybody's maps of this shape will do. */
export interface MapStack {
  /** `[units, bins, bins]`, rows from the least y upwards, columns from the least x; NaN where nothing is known. */
  readonly maps: Float32Array;
  /** How many units. */
  readonly units: number;
  /** Bins along each side. */
  readonly bins: number;
  /** The floor that the bins divide. */
  readonly floor: Floor;
}

/** The map of one unit, a view `[bins, bins]`. */
export const mapOf = ({ maps, bins }: MapStack, unit: number): Float32Array =>
  maps.subarray(unit * bins * bins, (unit + 1) * bins * bins);

/** @throws RangeError unless a stack has a map of that unit. */
export function assertUnit(where: string, { units }: MapStack, unit: number): void {
  if (Number.isSafeInteger(unit) && unit >= 0 && unit < units) return;
  throw new RangeError(`${where}: expected one of ${units} units, counted from 0, got ${unit}`);
}

/** @throws RangeError unless a stack of maps is whole. */
export function assertMapStack(where: string, { maps, units, bins, floor }: MapStack): void {
  assertPositiveInteger(where, "bins", bins);
  assertFloor(where, floor);
  assertLength(where, `maps [${units}, ${bins}, ${bins}]`, maps, units * bins * bins);
}
