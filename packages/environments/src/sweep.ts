import type { Walls } from "./arena-queries.ts";
import { assertFinite } from "./arena.ts";

/**
 * How far a disc can move along a straight line before it touches a wall, as a fraction of the way.
 *
 * For each wall the disc's centre must stay out of the set of points nearer to it than the radius (a stadium). Where
 * the disc already touches, it may move away or along but not closer: the distance to a segment is convex along a
 * line, so a distance that does not shrink at first never does.
 *
 * @param dx - The way in x, metres.
 * @param dy - The way in y, metres.
 * @param radius - The disc's radius, metres.
 * @returns A number in [0, 1]; 1 if nothing is in the way.
 * @throws RangeError for a place, a way or a radius that is not finite, or a radius below 0.
 * @example
 * sweepDisc(squareArena(2), 0, 0, 2, 0, 0.1); // 0.45
 */
export function sweepDisc(
  { walls }: Walls,
  x: number,
  y: number,
  dx: number,
  dy: number,
  radius: number,
): number {
  assertFinite([x, y], "sweepDisc", "place");
  assertFinite([dx, dy], "sweepDisc", "way");
  if (!(radius >= 0 && radius < Infinity)) {
    throw new RangeError(`sweepDisc: expected a radius of 0 or more, in metres, got ${radius}`);
  }
  return sweepUnchecked({ walls }, x, y, dx, dy, radius);
}

/**
 * {@link sweepDisc} for bodies and rays, which move many times a step and from places that are known to be sound.
 * @param enough - Whoever only wants to know that it is less than this gets the first such fraction that is found.
 */
export function sweepUnchecked(
  { walls }: Walls,
  x: number,
  y: number,
  dx: number,
  dy: number,
  radius: number,
  enough = 0,
): number {
  const reach = radius + nearby;
  const left = Math.min(x, x + dx) - reach;
  const right = Math.max(x, x + dx) + reach;
  const low = Math.min(y, y + dy) - reach;
  const high = Math.max(y, y + dy) + reach;
  let fraction = 1;
  for (let offset = 0; offset < walls.length; offset += 4) {
    const fromX = walls[offset]!;
    const fromY = walls[offset + 1]!;
    const toX = walls[offset + 2]!;
    const toY = walls[offset + 3]!;
    // Most walls lie wholly on one side of the way, which takes less to see than where the disc touches them.
    if ((fromX < left && toX < left) || (fromX > right && toX > right)) continue;
    if ((fromY < low && toY < low) || (fromY > high && toY > high)) continue;
    const contact = sweepAgainstWall(x - fromX, y - fromY, toX - fromX, toY - fromY, dx, dy, radius);
    if (contact < enough) return contact;
    if (contact < fraction) fraction = contact;
  }
  return fraction;
}

/** How much further than the disc's radius a wall must be to be passed over, metres: far above rounding. */
const nearby = 1e-9;

/** A disc may overlap a wall by this part of its radius, so that rounding errors never make it stick. */
const overlap = 1e-9;

/** Below this cosine a way counts as along a wall, not into it: far above what rounding makes of a right angle. */
const grazing = 1e-12;

/**
 * The fraction of (dx, dy) at which a disc at (px, py) touches the segment from the origin to (ux, uy); else 1. A way
 * that overlaps the wall by no more than the rounding that is allowed for is free.
 */
function sweepAgainstWall(
  px: number,
  py: number,
  ux: number,
  uy: number,
  dx: number,
  dy: number,
  radius: number,
): number {
  const square = ux * ux + uy * uy;
  const along = square > 0 ? (px * ux + py * uy) / square : 0;
  const clamped = along < 0 ? 0 : along > 1 ? 1 : along;
  const awayX = px - clamped * ux;
  const awayY = py - clamped * uy;
  const gap = awayX * awayX + awayY * awayY;
  const parting = awayX * dx + awayY * dy;
  if (parting >= 0 && gap > 0) return 1;
  const inner = radius * (1 - overlap);
  const isTouching = gap <= radius * radius * (1 + overlap);
  if (isTouching && parting * parting <= grazing * grazing * gap * (dx * dx + dy * dy)) return 1;
  if (gap <= inner * inner) return 0;
  const beside = along >= 0 && along <= 1;
  if (stadiumContact(px, py, ux, uy, dx, dy, inner, beside) === 1) return 1;
  return gap <= radius * radius ? 0 : stadiumContact(px, py, ux, uy, dx, dy, radius, beside);
}

/** The fraction at which a point comes nearer than `radius` to the segment, having been further away; else 1. */
function stadiumContact(
  px: number,
  py: number,
  ux: number,
  uy: number,
  dx: number,
  dy: number,
  radius: number,
  beside: boolean,
): number {
  const length = Math.sqrt(ux * ux + uy * uy);
  const side = sideContact(px, py, ux / length, uy / length, length, dx, dy, radius, beside);
  if (side >= 0) return side;
  return Math.min(endContact(px, py, dx, dy, radius), endContact(px - ux, py - uy, dx, dy, radius));
}

/**
 * Contact with the straight sides of the stadium, or −1. (nx, ny) is the unit vector along the wall. A disc beside the
 * wall is known to be outside, whatever the last bit of its height says.
 */
function sideContact(
  px: number,
  py: number,
  nx: number,
  ny: number,
  length: number,
  dx: number,
  dy: number,
  radius: number,
  beside: boolean,
): number {
  const height = px * -ny + py * nx;
  const rise = dx * -ny + dy * nx;
  const gap = Math.abs(height) - radius;
  const contact = (beside && gap < 0 ? 0 : gap) / (height > 0 ? -rise : rise);
  if (!(contact >= 0 && contact <= 1)) return -1;
  if (contact === 0 && beside) return 0;
  const along = (px + contact * dx) * nx + (py + contact * dy) * ny;
  return along >= 0 && along <= length ? contact : -1;
}

/** Contact with the round end of the stadium about the origin, or 1. */
function endContact(px: number, py: number, dx: number, dy: number, radius: number): number {
  const square = dx * dx + dy * dy;
  const closing = px * dx + py * dy;
  const gap = px * px + py * py - radius * radius;
  const discriminant = closing * closing - square * gap;
  if (closing >= 0 || discriminant < 0) return 1;
  if (gap <= 0) return 0;
  // The smaller root, in the form that does not cancel.
  const contact = gap / (-closing + Math.sqrt(discriminant));
  return contact < 1 ? contact : 1;
}
