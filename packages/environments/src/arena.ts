import { sinCos } from "@wayfield/portable";
import { isSimplePolygon, signedArea } from "./polygon.ts";

/** A point or a displacement in the plane, [x, y], in metres. */
export type Point = readonly [x: number, y: number];

/** A flat piece of ground with walls: a polygon, solid obstacles in it, and thin inner walls. All lengths in metres. */
export interface Arena {
  /** The corners of the outer polygon, counter-clockwise, `[corners, 2]`. */
  readonly boundary: Float64Array;
  /** The corners of each solid obstacle, counter-clockwise, `[corners, 2]`. */
  readonly obstacles: readonly Float64Array[];
  /** Every wall, `[walls, 4]` as x₁, y₁, x₂, y₂: first the sides of the boundary, then obstacles, then inner walls. */
  readonly walls: Float64Array;
  /** The smallest x and y of the boundary, then the largest: minX, minY, maxX, maxY. */
  readonly bounds: readonly [minX: number, minY: number, maxX: number, maxY: number];
}

/** What an arena may have inside its boundary. */
export interface ArenaOptions {
  /** Thin inner walls, each a chain of points. Default none. */
  readonly walls?: readonly (readonly Point[])[];
  /** Solid polygons that nothing can enter, each a list of at least three corners. Default none. */
  readonly obstacles?: readonly (readonly Point[])[];
}

/**
 * An arena of any shape: a polygon without self-intersection, in either sense of rotation.
 *
 * @param corners - The corners of the boundary in order, at least three; the last side closes by itself.
 * @throws RangeError for fewer corners, a coordinate that is not finite, sides that cross, or an inner wall of fewer
 * than two points.
 * @example
 * const lShape = polygonArena([[0, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2]]);
 */
export function polygonArena(
  corners: readonly Point[],
  { walls = [], obstacles = [] }: ArenaOptions = {},
): Arena {
  return arenaOfLoops(
    polygon(corners, "boundary"),
    obstacles.map((obstacle) => polygon(obstacle, "obstacle")),
    walls.flatMap(openChain),
  );
}

/** An arena of loops that are known to be sound, in either sense of rotation, and inner walls of four numbers each. */
export function arenaOfLoops(
  outer: Float64Array,
  inner: readonly Float64Array[],
  innerWalls: readonly number[] = [],
): Arena {
  const boundary = counterClockwise(outer);
  const obstacles = inner.map(counterClockwise);
  const xs = boundary.filter((_, index) => index % 2 === 0);
  const ys = boundary.filter((_, index) => index % 2 === 1);
  return {
    boundary,
    obstacles,
    walls: Float64Array.from([...[boundary, ...obstacles].flatMap(closedChain), ...innerWalls]),
    bounds: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
  };
}

/** The same loop with its corners counter-clockwise. */
function counterClockwise(corners: Float64Array): Float64Array {
  if (signedArea(corners) > 0) return corners;
  const last = corners.length - 2;
  return corners.map((_, index) => corners[last - index + 2 * (index % 2)]!);
}

/**
 * A rectangular arena centred on the origin.
 *
 * @param width - Extent in x, metres.
 * @param height - Extent in y, metres.
 * @throws RangeError if an extent is not positive and finite.
 * @example
 * const box = rectangularArena(2, 1, { walls: [[[0, -0.5], [0, 0.2]]] });
 */
export function rectangularArena(width: number, height: number, options: ArenaOptions = {}): Arena {
  assertExtent(width, "rectangularArena", "width");
  assertExtent(height, "rectangularArena", "height");
  const [x, y] = [width / 2, height / 2];
  return polygonArena(
    [
      [-x, -y],
      [x, -y],
      [x, y],
      [-x, y],
    ],
    options,
  );
}

/**
 * A square arena centred on the origin. Banino et al. 2018 use a side of 2.2 m (Supplementary Table 1).
 *
 * @param side - The length of a side, metres.
 * @throws RangeError if the side is not positive and finite.
 * @example
 * const arena = squareArena(2.2);
 */
export const squareArena = (side: number, options: ArenaOptions = {}): Arena =>
  rectangularArena(side, side, options);

/** What {@link circularArena} takes beside the diameter. */
export interface CircularArenaOptions extends ArenaOptions {
  /** How many sides stand for the circle. Default 64, which departs from it by 0.12 % of the radius. */
  readonly sides?: number;
}

/**
 * A circular arena centred on the origin: the regular polygon whose corners lie on the circle. Banino et al. 2018 use
 * a diameter of 2.2 m.
 *
 * @param diameter - Metres.
 * @throws RangeError if the diameter is not positive and finite, or there are fewer than 3 sides.
 * @example
 * const arena = circularArena(2.2);
 */
export function circularArena(
  diameter: number,
  { sides = 64, ...options }: CircularArenaOptions = {},
): Arena {
  assertExtent(diameter, "circularArena", "diameter");
  if (!Number.isInteger(sides) || sides < 3) {
    throw new RangeError(`circularArena: expected at least 3 sides, got ${sides}`);
  }
  const corners = Array.from({ length: sides }, (_, index): Point => {
    const { sin, cos } = sinCos((2 * Math.PI * index) / sides);
    return [(diameter / 2) * cos, (diameter / 2) * sin];
  });
  return polygonArena(corners, options);
}

/** How many walls an arena has. */
export const wallCount = (arena: Arena): number => arena.walls.length / 4;

function assertExtent(value: number, caller: string, name: string): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(
      `${caller}: expected a ${name} that is positive and finite, in metres, got ${value}`,
    );
  }
}

/** @throws RangeError unless both coordinates of a point or a way are finite. */
export function assertFinite([x, y]: Point, caller: string, name: string): void {
  if (Number.isFinite(x) && Number.isFinite(y)) return;
  throw new RangeError(`${caller}: expected finite coordinates in the ${name}, got [${x}, ${y}]`);
}

/** Flat corners, checked. */
function polygon(corners: readonly Point[], name: string): Float64Array {
  if (corners.length < 3) {
    throw new RangeError(`polygonArena: expected at least 3 corners in the ${name}, got ${corners.length}`);
  }
  for (const corner of corners) assertFinite(corner, "polygonArena", name);
  const flat = Float64Array.from(corners.flat());
  if (signedArea(flat) === 0 || !isSimplePolygon(flat)) {
    throw new RangeError(
      `polygonArena: expected a ${name} whose sides do not cross or touch, got [${corners.join("] [")}]`,
    );
  }
  return flat;
}

/** The sides of a polygon, four numbers each. */
function closedChain(flat: Float64Array): number[] {
  const length = flat.length;
  return Array.from({ length: length / 2 }, (_, side) => [
    flat[2 * side]!,
    flat[2 * side + 1]!,
    flat[(2 * side + 2) % length]!,
    flat[(2 * side + 3) % length]!,
  ]).flat();
}

/** The pieces of a chain of points, four numbers each. */
function openChain(points: readonly Point[]): number[] {
  if (points.length < 2) {
    throw new RangeError(`polygonArena: expected at least 2 points in an inner wall, got ${points.length}`);
  }
  for (const point of points) assertFinite(point, "polygonArena", "inner wall");
  return points.slice(1).flatMap((point, index) => [...points[index]!, ...point]);
}
