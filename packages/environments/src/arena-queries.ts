import { assertFinite, type Arena, type Point } from "./arena.ts";
import { polygonContains } from "./polygon.ts";
import type { UniformSource } from "./random.ts";
import { sweepUnchecked } from "./sweep.ts";

/** Walls alone: an arena, or some of its walls. */
export type Walls = Pick<Arena, "walls">;

/** The point of the walls that is nearest to a place. */
export interface NearestWall {
  /** How far it is, metres. */
  distance: number;
  /** Its x, metres. */
  x: number;
  /** Its y, metres. */
  y: number;
  /** Which wall it belongs to: a row of `arena.walls`. */
  wall: number;
}

/**
 * Whether a place is free ground: inside the boundary and outside every obstacle. Thin inner walls take no ground, and
 * for a place exactly on a wall the answer may be either. NaN is no place.
 * @example
 * arenaContains(squareArena(2), 0.9, 0.9); // true
 */
export const arenaContains = (arena: Arena, x: number, y: number): boolean =>
  // NaN compares false with everything: sides that rise would not count, those that fall would.
  !Number.isNaN(x) &&
  polygonContains(arena.boundary, x, y) &&
  !arena.obstacles.some((obstacle) => polygonContains(obstacle, x, y));

/**
 * The point of the walls that is nearest to a place, by the distance from a point to a segment. Made for loops, it
 * does not check the place: from one that is not finite no wall is near, and the distance is `Infinity`.
 *
 * @param target - Written and returned, so that a loop need not make garbage.
 * @example
 * nearestWall(squareArena(2), 0.9, 0).distance; // 0.1
 */
export function nearestWall(
  { walls }: Walls,
  x: number,
  y: number,
  target: NearestWall = { distance: 0, x: 0, y: 0, wall: 0 },
): NearestWall {
  let best = Infinity;
  for (let offset = 0; offset < walls.length; offset += 4) {
    const ax = walls[offset]!;
    const ay = walls[offset + 1]!;
    const ux = walls[offset + 2]! - ax;
    const uy = walls[offset + 3]! - ay;
    const square = ux * ux + uy * uy;
    const along = square > 0 ? ((x - ax) * ux + (y - ay) * uy) / square : 0;
    const clamped = along < 0 ? 0 : along > 1 ? 1 : along;
    const nearX = ax + clamped * ux;
    const nearY = ay + clamped * uy;
    const distance = (x - nearX) * (x - nearX) + (y - nearY) * (y - nearY);
    if (distance < best) {
      best = distance;
      target.x = nearX;
      target.y = nearY;
      target.wall = offset / 4;
    }
  }
  target.distance = Math.sqrt(best);
  return target;
}

/**
 * How far a place is from the nearest wall, metres.
 * @throws RangeError for a place that is not finite.
 * @example
 * distanceToWalls(squareArena(2), 0.9, 0); // 0.1
 */
export const distanceToWalls = (arena: Arena, x: number, y: number): number => {
  assertFinite([x, y], "distanceToWalls", "place");
  return nearestWall(arena, x, y).distance;
};

/**
 * How far a ray from a place reaches until the first wall, metres.
 *
 * @param direction - Any vector but zero; its length does not matter.
 * @returns The distance, `Infinity` where the ray meets no wall.
 * @throws RangeError if the place is not finite, or the direction is zero or not finite.
 * @example
 * distanceAlong(squareArena(2), 0, 0, [1, 0]); // 1
 */
export function distanceAlong(arena: Arena, x: number, y: number, direction: Point): number {
  assertFinite([x, y], "distanceAlong", "place");
  const length = Math.sqrt(direction[0] * direction[0] + direction[1] * direction[1]);
  if (!(length > 0 && length < Infinity)) {
    throw new RangeError(
      `distanceAlong: expected a direction that is not zero, got [${direction.join(", ")}]`,
    );
  }
  const [ux, uy] = [direction[0] / length, direction[1] / length];
  const [minX, minY, maxX, maxY] = arena.bounds;
  const reach = maxX - minX + (maxY - minY) + Math.abs(x - minX) + Math.abs(y - minY);
  // Not quite a point, so that no ray slips through where two walls meet.
  const fraction = sweepUnchecked(arena, x, y, ux * reach, uy * reach, 1e-12 * reach);
  return fraction < 1 ? fraction * reach : Infinity;
}

/** How often {@link samplePosition} tries before it gives up. */
const maximalTries = 100_000;

/**
 * A place drawn uniformly from the free ground at some clearance from every wall.
 *
 * @param clearance - The smallest distance to a wall, metres. Default 0.
 * @throws RangeError if no such place turns up in 100,000 draws.
 * @example
 * const [x, y] = samplePosition(seededRandom(1), squareArena(2.2));
 */
export function samplePosition(random: UniformSource, arena: Arena, clearance = 0): Point {
  const [minX, minY, maxX, maxY] = arena.bounds;
  for (let attempt = 0; attempt < maximalTries; attempt++) {
    const x = minX + random() * (maxX - minX);
    const y = minY + random() * (maxY - minY);
    if (arenaContains(arena, x, y) && distanceToWalls(arena, x, y) >= clearance) return [x, y];
  }
  throw new RangeError(
    `samplePosition: expected an arena with room ${clearance} m from every wall, got none in ${maximalTries} draws`,
  );
}
