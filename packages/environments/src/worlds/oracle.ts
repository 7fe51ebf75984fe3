import { sinCos } from "@wayfield/portable";
import { arenaContains, nearestWall } from "../arena-queries.ts";
import type { Arena, Point } from "../arena.ts";
import { sweepUnchecked } from "../sweep.ts";
import { explorer } from "./body.ts";

/** A way for a round body, free of walls. */
export interface Route {
  /** Its length, metres; `Infinity` if there is no way. */
  readonly length: number;
  /** Where it bends, from the start to the end; empty if there is no way. */
  readonly points: readonly Point[];
}

/** Knows the shortest ways in one arena. */
export interface Oracle {
  /**
   * The shortest way between two places.
   * @throws RangeError if the body does not fit at one of them.
   */
  readonly route: (from: Point, to: Point) => Route;
  /**
   * The length of the shortest way to one place from any other, metres; `Infinity` if there is no way. What all ways to
   * the place have in common is found once, so that asking from many places is cheap.
   * @throws RangeError if the body does not fit at the place, and when asked from a place where it does not fit.
   */
  readonly distanceTo: (to: Point) => (from: Point) => number;
}

/** What {@link createOracle} takes. */
export interface OracleOptions {
  /** The radius of the body, metres. Default that of {@link explorer}. */
  readonly radius?: number;
}

/** Into how many corners the circle round a wall's end is cut. */
const sides = 16;
/** The body is taken a little smaller than it is, so that a way may touch walls. */
const slack = 1 - 1e-6;

/**
 * Finds shortest ways for a round body, by Dijkstra's search over the visibility graph: the ends of the walls, each
 * rounded by a 16-sided polygon about the circle that the body's centre must keep, joined where a body can go straight.
 *
 * The polygons make a way round a right-angled corner at most 3 % of the radius longer than the arc; otherwise ways are
 * exact. Every way found is one that the body can walk.
 *
 * @throws RangeError if the radius is not positive.
 * @example
 * const oracle = createOracle(state.layouts[0].arena);
 * const { length } = oracle.route([state.x[0], state.y[0]], [goal.x, goal.y]);
 * const best = length - goal.radius; // the goal is reached at its rim
 */
export function createOracle(arena: Arena, { radius = explorer.radius }: OracleOptions = {}): Oracle {
  if (!(radius > 0 && radius < Infinity)) {
    throw new RangeError(`createOracle: expected a positive radius, in metres, got ${radius}`);
  }
  const bends = findBends(arena, radius);
  const known = new Map<number, number>();
  const straight = (from: Point, to: Point): number => {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const free = sweepUnchecked(arena, from[0], from[1], dx, dy, radius * slack, 1) === 1;
    return free ? Math.sqrt(dx * dx + dy * dy) : Infinity;
  };
  const betweenBends = (first: number, second: number): number => {
    const key = Math.min(first, second) * bends.length + Math.max(first, second);
    let length = known.get(key);
    if (length === undefined) known.set(key, (length = straight(bends[first]!, bends[second]!)));
    return length;
  };
  return {
    route: (from, to) => {
      for (const place of [from, to]) assertFits("route", arena, place, radius);
      const places = [...bends, from, to];
      const isBend = (index: number): boolean => index < bends.length;
      const lengthOf = (first: number, second: number): number =>
        isBend(first) && isBend(second)
          ? betweenBends(first, second)
          : straight(places[first]!, places[second]!);
      return search(places, lengthOf);
    },
    distanceTo: (to) => {
      assertFits("distanceTo", arena, to, radius);
      const rest = distancesTo(bends.length, betweenBends, (bend) => straight(bends[bend]!, to));
      return (from) => {
        assertFits("distanceTo", arena, from, radius);
        const direct = straight(from, to);
        return direct < Infinity ? direct : shortestOver(bends, rest, from, straight);
      };
    },
  };
}

const distanceBetween = ([aX, aY]: Point, [bX, bY]: Point): number =>
  Math.sqrt((aX - bX) * (aX - bX) + (aY - bY) * (aY - bY));

/** How far it is from each bend to a place, by Dijkstra's search from there. */
function distancesTo(
  bends: number,
  between: (first: number, second: number) => number,
  direct: (bend: number) => number,
): Float64Array {
  const best = Float64Array.from({ length: bends }, (_, bend) => direct(bend));
  const done = new Uint8Array(bends);
  const nothing = new Float64Array(bends);
  for (let at = nearestOpen(best, nothing, done); at !== -1; at = nearestOpen(best, nothing, done)) {
    done[at] = 1;
    for (let next = 0; next < bends; next++)
      if (done[next] === 0) best[next] = Math.min(best[next]!, best[at]! + between(at, next));
  }
  return best;
}

/** The shortest way that bends first where the rest is known: the most promising bend to which one can go straight. */
function shortestOver(
  bends: readonly Point[],
  rest: Float64Array,
  from: Point,
  straight: (from: Point, to: Point) => number,
): number {
  const away = Float64Array.from(bends, (bend) => distanceBetween(from, bend));
  const tried = new Uint8Array(bends.length);
  for (let bend = nearestOpen(rest, away, tried); bend !== -1; bend = nearestOpen(rest, away, tried)) {
    if (straight(from, bends[bend]!) < Infinity) return away[bend]! + rest[bend]!;
    tried[bend] = 1;
  }
  return Infinity;
}

/** Whether a body can stand at a place. */
const fits = (arena: Arena, x: number, y: number, radius: number): boolean =>
  arenaContains(arena, x, y) && nearestWall(arena, x, y).distance >= radius * slack;

function assertFits(where: string, arena: Arena, [x, y]: Point, radius: number): void {
  if (!fits(arena, x, y, radius)) {
    throw new RangeError(
      `${where}: expected a place where a body of radius ${radius} m fits, got [${x}, ${y}]; give the body's centre`,
    );
  }
}

/** Places at which a shortest way may bend: the corners about each wall's end that a body can stand at. */
function findBends(arena: Arena, radius: number): Point[] {
  const { walls } = arena;
  const seen = new Set<string>();
  const bends: Point[] = [];
  for (let offset = 0; offset < walls.length; offset += 4) {
    const [ux, uy] = [walls[offset + 2]! - walls[offset]!, walls[offset + 3]! - walls[offset + 1]!];
    const length = Math.sqrt(ux * ux + uy * uy);
    if (length === 0) continue;
    for (const end of [offset, offset + 2]) {
      const [x, y] = [walls[end]!, walls[end + 1]!];
      if (seen.has(`${x},${y}`)) continue;
      seen.add(`${x},${y}`);
      bends.push(...roundEnd(arena, x, y, ux / length, uy / length, radius));
    }
  }
  return bends;
}

/** The corners about one end, turned so that one side of the polygon lies along the wall. */
function roundEnd(arena: Arena, x: number, y: number, ux: number, uy: number, radius: number): Point[] {
  // Its sides touch the circle, so its corners lie further out.
  const reach = radius / sinCos(Math.PI / sides).cos;
  return Array.from({ length: sides }, (_, index): Point => {
    const { sin, cos } = sinCos(((2 * index + 1) * Math.PI) / sides);
    return [x + reach * (ux * cos - uy * sin), y + reach * (ux * sin + uy * cos)];
  }).filter(([cornerX, cornerY]) => fits(arena, cornerX, cornerY, radius));
}

/** Dijkstra from the last place but one to the last, guided by the straight distance that remains (A*). */
function search(places: readonly Point[], lengthOf: (first: number, second: number) => number): Route {
  const [start, end] = [places.length - 2, places.length - 1];
  const best = new Float64Array(places.length).fill(Infinity);
  const previous = new Int32Array(places.length).fill(-1);
  const done = new Uint8Array(places.length);
  const remaining = places.map((place) => distanceBetween(place, places[end]!));
  best[start] = 0;
  for (let current = start; current !== -1; current = nearestOpen(best, remaining, done)) {
    if (current === end) return { length: best[end]!, points: trail(places, previous, end) };
    done[current] = 1;
    for (let next = 0; next < places.length; next++) {
      // No straight way is shorter than the distance, which is cheap; the way itself is not.
      const atLeast = best[current]! + distanceBetween(places[current]!, places[next]!);
      if (done[next] === 1 || atLeast >= best[next]!) continue;
      const length = best[current]! + lengthOf(current, next);
      if (length >= best[next]!) continue;
      best[next] = length;
      previous[next] = current;
    }
  }
  return { length: Infinity, points: [] };
}

/** The place that is not done and promises the shortest way, or −1. */
function nearestOpen(best: Float64Array, remaining: ArrayLike<number>, done: Uint8Array): number {
  let chosen = -1;
  let promise = Infinity;
  for (let index = 0; index < best.length; index++) {
    const length = best[index]! + remaining[index]!;
    if (done[index] === 1 || length >= promise) continue;
    chosen = index;
    promise = length;
  }
  return chosen;
}

function trail(places: readonly Point[], previous: Int32Array, end: number): Point[] {
  const points: Point[] = [];
  for (let index = end; index !== -1; index = previous[index]!) points.push(places[index]!);
  return points.reverse();
}
