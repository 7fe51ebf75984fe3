import type { Bounds } from "../bounds.ts";

/** A round arena. */
export interface CircularFloor {
  /** Metres. */
  readonly centre: readonly [x: number, y: number];
  /** Metres. */
  readonly radius: number;
}

/** The floor of an arena: a rectangle given by its {@link Bounds}, or a disc. Metres. */
export type Floor = Bounds | CircularFloor;

/** The part of {@link Floor} that is a disc. */
export const isCircular = (floor: Floor): floor is CircularFloor => "radius" in floor;

/** The square of bins that covers a floor: its lower left corner and its side, metres. */
export interface Frame {
  minX: number;
  minY: number;
  side: number;
}

/**
 * The frame of a floor. Bins are square, so a rectangle lies in the lower left of a square as wide as its longer side,
 * and a disc touches all four sides.
 */
export function frameOf(floor: Floor): Frame {
  if (isCircular(floor)) {
    const { centre, radius } = floor;
    return { minX: centre[0] - radius, minY: centre[1] - radius, side: 2 * radius };
  }
  const [minX, minY, maxX, maxY] = floor;
  return { minX, minY, side: Math.max(maxX - minX, maxY - minY) };
}

/** Side of a bin, metres. */
export const binSizeOf = ({ floor, bins }: { floor: Floor; bins: number }): number =>
  frameOf(floor).side / bins;

/** Distance from a place on the floor to the nearest wall, metres; negative outside. */
export function wallDistance(floor: Floor, x: number, y: number): number {
  if (isCircular(floor)) return floor.radius - Math.hypot(x - floor.centre[0], y - floor.centre[1]);
  const [minX, minY, maxX, maxY] = floor;
  return Math.min(x - minX, maxX - x, y - minY, maxY - y);
}

/** @throws RangeError that names the first position that is outside a floor or not finite, if there is one. */
export function assertInside(where: string, name: string, positions: ArrayLike<number>, floor: Floor): void {
  // Single precision may put a rat at the wall a hair behind it.
  const slack = 1e-6 * frameOf(floor).side;
  for (let sample = 0; 2 * sample < positions.length; sample++) {
    const [x, y] = [positions[2 * sample]!, positions[2 * sample + 1]!];
    if (wallDistance(floor, x, y) >= -slack) continue;
    throw new RangeError(
      `${where}: expected every ${name} inside the arena ${JSON.stringify(floor)}, got (${x}, ${y}) at sample ${sample}; give both in metres from the same origin`,
    );
  }
}

/** @throws RangeError unless a floor has an extent. */
export function assertFloor(where: string, floor: Floor): void {
  const { minX, minY, side } = frameOf(floor);
  const extents = isCircular(floor) ? [floor.radius] : [floor[2] - floor[0], floor[3] - floor[1]];
  if (Number.isFinite(minX + minY + side) && extents.every((extent) => extent > 0)) return;
  throw new RangeError(
    `${where}: expected an arena with an extent, as [minX, minY, maxX, maxY] or { centre, radius }, got ${JSON.stringify(floor)}`,
  );
}
