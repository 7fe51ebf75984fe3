import { describe, expect, test } from "vitest";
import { arenaContains, distanceToWalls } from "../arena-queries.ts";
import { polygonArena, squareArena, type Arena, type Point } from "../arena.ts";
import { deriveSeed, seededRandom } from "../random.ts";
import { explorer } from "./body.ts";
import { goalDoorsMaze } from "./goal-mazes.ts";
import { createOracle } from "./oracle.ts";
import { sunburstMaze } from "./text-mazes.ts";

/**
 * Brute force: Dijkstra over a fine grid of places at the body's radius from every wall, each joined to all others
 * within `reach` grid steps. Ways along a grid of 48 directions are at most 0.5 % too long, and a grid keeps off walls
 * by up to a spacing, so it is an upper bound that is nearly reached.
 */
function bruteForce(arena: Arena, radius: number, spacing: number, from: Point): (to: Point) => number {
  const [minX, minY, maxX, maxY] = arena.bounds;
  const [columns, rows] = [Math.ceil((maxX - minX) / spacing), Math.ceil((maxY - minY) / spacing)];
  const place = (index: number): Point => [
    minX + (index % columns) * spacing,
    minY + Math.floor(index / columns) * spacing,
  ];
  const free = Uint8Array.from({ length: columns * rows }, (_, index) => {
    const [x, y] = place(index);
    return Number(arenaContains(arena, x, y) && distanceToWalls(arena, x, y) >= radius);
  });
  const ways: [number, number, number][] = [];
  for (let dx = -5; dx <= 5; dx++) {
    for (let dy = -5; dy <= 5; dy++) {
      if (gcd(Math.abs(dx), Math.abs(dy)) === 1) ways.push([dx, dy, Math.hypot(dx, dy) * spacing]);
    }
  }
  const clear = (x: number, y: number, dx: number, dy: number): boolean => {
    // Looks at places half a spacing apart; walls are thicker, or end in corners that the radius keeps away from.
    const steps = 2 * Math.max(Math.abs(dx), Math.abs(dy));
    for (let n = 1; n < steps; n++) {
      if (distanceToWalls(arena, x + (dx * spacing * n) / steps, y + (dy * spacing * n) / steps) < radius)
        return false;
    }
    return true;
  };
  const indexOf = ([x, y]: Point): number =>
    Math.round((y - minY) / spacing) * columns + Math.round((x - minX) / spacing);
  const best = new Float64Array(columns * rows).fill(Infinity);
  const buckets: number[][] = [[indexOf(from)]];
  best[indexOf(from)] = 0;
  // Buckets of one spacing: within a bucket order does not matter, as no way is shorter than a spacing.
  for (let bucket = 0; bucket < buckets.length; bucket++) {
    for (const index of buckets[bucket] ?? []) {
      if (Math.floor(best[index]! / spacing) !== bucket) continue;
      const [x, y] = place(index);
      for (const [dx, dy, length] of ways) {
        const [column, row] = [(index % columns) + dx, Math.floor(index / columns) + dy];
        if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
        const next = row * columns + column;
        if (free[next] !== 1 || best[index]! + length >= best[next]! || !clear(x, y, dx, dy)) continue;
        best[next] = best[index]! + length;
        (buckets[Math.floor(best[next] / spacing)] ??= []).push(next);
      }
    }
  }
  return (to) => best[indexOf(to)]!;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

describe("createOracle", () => {
  test("goes straight where nothing is in the way", () => {
    const route = createOracle(squareArena(2)).route([-0.5, 0], [0.5, 0.5]);
    expect(route.length).toBeCloseTo(Math.hypot(1, 0.5), 12);
    expect(route.points).toEqual([
      [-0.5, 0],
      [0.5, 0.5],
    ]);
  });
  test("rounds the end of a wall: two tangents and an arc, to 3 % of the radius", () => {
    // From (−1, 0) to (1, 0) over a wall that ends at (0, 1): tangents of √(2 − r²) and an arc between them.
    const radius = 0.2;
    const arena = squareArena(10, {
      walls: [
        [
          [0, -5],
          [0, 1],
        ],
      ],
    });
    const tangent = Math.sqrt(2 - radius * radius);
    const arc = (3 * Math.PI) / 2 - 2 * Math.acos(radius / Math.SQRT2);
    const expected = 2 * tangent + radius * arc;
    const { length } = createOracle(arena, { radius }).route([-1, 0], [1, 0]);
    expect(length).toBeGreaterThanOrEqual(expected - 1e-6);
    expect(length).toBeLessThan(expected + 0.03 * radius);
  });
  test("knows the corridors of the sunburst maze: a detour by door 5, then straight on", () => {
    const maze = sunburstMaze();
    const random = seededRandom(1);
    const first = maze.begin(random);
    const second = maze.afterGoal(random, first, 1);
    const [start, goal] = [first.start(random), first.goal];
    const [detour, shortcut] = [first, second].map(
      ({ arena }) => createOracle(arena).route([start.x, start.y], [goal.x, goal.y]).length,
    );
    expect(shortcut).toBeCloseTo(2.5, 9);
    // Door 5 lies four cells to the east: at least twice the slanted way over one and two cells' height.
    expect(detour).toBeGreaterThan(3.2);
    expect(detour).toBeLessThan(2.5 + 2);
  });
  test("the distance to one place is the length of the way there, from anywhere", () => {
    for (let seed = 0; seed < 6; seed++) {
      const random = seededRandom(deriveSeed(12, seed));
      const maze = seed % 2 === 0 ? goalDoorsMaze() : sunburstMaze({ shortcuts: false });
      const { arena, goal, start } = maze.begin(random);
      const oracle = createOracle(arena);
      const distance = oracle.distanceTo([goal.x, goal.y]);
      for (let n = 0; n < 20; n++) {
        const { x, y } = start(random);
        expect(distance([x, y])).toBeCloseTo(oracle.route([x, y], [goal.x, goal.y]).length, 9);
      }
      expect(() => distance([100, 0])).toThrow(/expected a place where a body/);
    }
    expect(() => createOracle(squareArena(2)).distanceTo([1, 1])).toThrow(/expected a place where a body/);
  });
  test("agrees with brute force on random mazes", () => {
    const [radius, spacing] = [0.04, 0.02];
    const ratios: number[] = [];
    for (let seed = 0; seed < 4; seed++) {
      const random = seededRandom(deriveSeed(11, seed));
      const { arena, start } = goalDoorsMaze().begin(random);
      const oracle = createOracle(arena, { radius });
      const snap = (value: number, low: number) => low + Math.round((value - low) / spacing) * spacing;
      const place = (): Point => {
        const { x, y } = start(random);
        return [snap(x, arena.bounds[0]), snap(y, arena.bounds[1])];
      };
      const from = place();
      const lengthTo = bruteForce(arena, radius, spacing, from);
      for (let n = 0; n < 10; n++) {
        const to = place();
        const [ours, theirs] = [oracle.route(from, to).length, lengthTo(to)];
        expect(ours).toBeLessThanOrEqual(theirs + 1e-3);
        if (ours > 0) ratios.push(theirs / ours);
      }
    }
    expect(Math.max(...ratios)).toBeLessThan(1.03);
    expect(ratios.length).toBeGreaterThan(30);
  });
  test("a way can be walked, piece by piece, and is as long as its pieces", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = seededRandom(seed);
      const { arena, start } = goalDoorsMaze().begin(random);
      const [from, to] = [start(random), start(random)];
      const { points, length } = createOracle(arena).route([from.x, from.y], [to.x, to.y]);
      let sum = 0;
      points.slice(1).forEach(([x, y], index) => {
        const [lastX, lastY] = points[index]!;
        sum += Math.hypot(x - lastX, y - lastY);
        for (let n = 0; n <= 20; n++) {
          const [atX, atY] = [lastX + ((x - lastX) * n) / 20, lastY + ((y - lastY) * n) / 20];
          expect(distanceToWalls(arena, atX, atY)).toBeGreaterThan(0.04 * (1 - 1e-5));
        }
      });
      expect(sum).toBeCloseTo(length, 9);
    }
  });
  test("tells where there is no way, for a body too wide for the gap", () => {
    const arena = squareArena(2, {
      walls: [
        [
          [0, -1],
          [0, -0.1],
        ],
        [
          [0, 0.1],
          [0, 1],
        ],
      ],
    });
    expect(createOracle(arena, { radius: 0.09 }).route([-0.5, 0.5], [0.5, 0.5]).length).toBeLessThan(2);
    expect(createOracle(arena, { radius: 0.11 }).route([-0.5, 0.5], [0.5, 0.5])).toEqual({
      length: Infinity,
      points: [],
    });
  });
  test("refuses places where the body does not fit, and a body without size", () => {
    expect(() => createOracle(squareArena(2)).route([0, 0], [0.99, 0])).toThrow(RangeError);
    expect(() => createOracle(squareArena(2)).route([0, 2], [0, 0])).toThrow(RangeError);
    expect(() => createOracle(squareArena(2), { radius: 0 })).toThrow(RangeError);
  });
  test.each([
    [0.99, 0],
    [NaN, 0],
    [0, NaN],
  ])("names the question that was asked about [%s, %s]", (x, y) => {
    const oracle = createOracle(squareArena(2));
    const refusal = (where: string): string =>
      `${where}: expected a place where a body of radius ${explorer.radius} m fits, got [${x}, ${y}]`;
    expect(() => oracle.route([x, y], [0, 0])).toThrow(refusal("route"));
    expect(() => oracle.route([0, 0], [x, y])).toThrow(refusal("route"));
    expect(() => oracle.distanceTo([x, y])).toThrow(refusal("distanceTo"));
    const distance = oracle.distanceTo([0, 0]);
    expect(() => distance([x, y])).toThrow(refusal("distanceTo"));
  });
  test("thin needles are rounded at their tips", () => {
    const needle = polygonArena([
      [-1, -1],
      [-0.01, -1],
      [0, 0.5],
      [0.01, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ]);
    const { points } = createOracle(needle, { radius: 0.05 }).route([-0.5, -0.5], [0.5, -0.5]);
    expect(Math.max(...points.map(([, y]) => y))).toBeGreaterThan(0.5);
  });
});
