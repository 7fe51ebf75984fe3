import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  circularArena,
  polygonArena,
  rectangularArena,
  squareArena,
  wallCount,
  type Point,
} from "./arena.ts";
import {
  arenaContains,
  distanceAlong,
  distanceToWalls,
  nearestWall,
  samplePosition,
} from "./arena-queries.ts";
import { seededRandom } from "./random.ts";

const lShape: readonly Point[] = [
  [0, 0],
  [2, 0],
  [2, 1],
  [1, 1],
  [1, 2],
  [0, 2],
];
const block: readonly Point[] = [
  [-0.5, -0.5],
  [0.5, -0.5],
  [0.5, 0.5],
  [-0.5, 0.5],
];

describe("arenas", () => {
  test("a square is centred on the origin and has four walls", () => {
    const arena = squareArena(2.2);
    expect(arena.bounds).toEqual([-1.1, -1.1, 1.1, 1.1]);
    expect(wallCount(arena)).toBe(4);
  });
  test("a circle's walls stay within 0.12 % of the radius", () => {
    const arena = circularArena(2);
    const centreToWall = distanceToWalls(arena, 0, 0);
    expect(centreToWall).toBeLessThan(1);
    expect(centreToWall).toBeGreaterThan(0.9987);
  });
  test("inner walls and obstacles are walls too", () => {
    const arena = rectangularArena(4, 2, {
      walls: [
        [
          [1, -1],
          [1, 0],
          [1.5, 0],
        ],
      ],
      obstacles: [block],
    });
    expect(wallCount(arena)).toBe(4 + 4 + 2);
  });
  test("the sense of rotation does not matter", () => {
    expect(polygonArena(lShape.toReversed()).boundary).toHaveLength(12);
    expect(arenaContains(polygonArena(lShape.toReversed()), 0.5, 1.5)).toBe(true);
    expect(arenaContains(polygonArena(lShape.toReversed()), 1.5, 1.5)).toBe(false);
  });
  test.each<[string, () => unknown]>([
    ["two corners", () => polygonArena(lShape.slice(0, 2))],
    [
      "NaN",
      () =>
        polygonArena([
          [NaN, 0],
          [1, 0],
          [0, 1],
        ]),
    ],
    [
      "crossing sides",
      () =>
        polygonArena([
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
        ]),
    ],
    [
      "corners in line",
      () =>
        polygonArena([
          [0, 0],
          [1, 0],
          [2, 0],
        ]),
    ],
    [
      "a corner twice",
      () =>
        polygonArena([
          [0, 0],
          [0, 0],
          [1, 0],
          [0, 1],
        ]),
    ],
    [
      "a spike without width",
      () =>
        polygonArena([
          [0, 0],
          [2, 0],
          [1, 0],
          [0, 1],
        ]),
    ],
    [
      "a touching corner",
      () =>
        polygonArena([
          [0, 0],
          [2, 0],
          [2, 1],
          [1, 0],
          [0, 1],
        ]),
    ],
    ["a wall of one point", () => squareArena(1, { walls: [[[0, 0]]] })],
    [
      "a wall that is not finite",
      () =>
        squareArena(1, {
          walls: [
            [
              [0, 0],
              [Infinity, 0],
            ],
          ],
        }),
    ],
    ["no side", () => squareArena(0)],
    ["an infinite side", () => squareArena(Infinity)],
    ["two sides for a circle", () => circularArena(1, { sides: 2 })],
  ])("refuse %s", (_, make) => {
    expect(make).toThrow(RangeError);
  });
});

describe("arenaContains", () => {
  test.each<[number, number, boolean]>([
    [0.5, 0.5, true],
    [1.5, 0.5, true],
    [1.5, 1.5, false],
    [-0.1, 0.5, false],
    [0.5, 2.1, false],
    [0.5, 1, true], // level with the inner corner
    [3, 1, false],
  ])("(%s, %s) in an L: %s", (x, y, inside) => {
    expect(arenaContains(polygonArena(lShape), x, y)).toBe(inside);
  });
  test.each([
    [NaN, 0.5],
    [0.5, NaN],
    [Infinity, 0.5],
    [-Infinity, 0.5],
  ])("(%s, %s) is no ground", (x, y) => {
    expect(arenaContains(polygonArena(lShape), x, y)).toBe(false);
  });
  test("an obstacle is no ground", () => {
    const arena = squareArena(2, { obstacles: [block] });
    expect(arenaContains(arena, 0, 0)).toBe(false);
    expect(arenaContains(arena, 0.75, 0)).toBe(true);
  });
});

describe("nearestWall", () => {
  test("finds the foot on a side, the end of an inner wall, and the wall's row", () => {
    const arena = squareArena(4, {
      walls: [
        [
          [0, 0],
          [1, 0],
        ],
      ],
    });
    expect(nearestWall(arena, 1.75, 0.5)).toEqual({ distance: 0.25, x: 2, y: 0.5, wall: 1 });
    const atEnd = nearestWall(arena, 1.3, 0.4);
    expect(atEnd.distance).toBeCloseTo(0.5, 12);
    expect(atEnd).toMatchObject({ x: 1, y: 0, wall: 4 });
  });
  test("writes into its target", () => {
    const target = { distance: 0, x: 0, y: 0, wall: 0 };
    expect(nearestWall(squareArena(2), 0.9, 0, target)).toBe(target);
    expect(target.distance).toBeCloseTo(0.1, 12);
  });
});

describe("a place that is not finite", () => {
  test.each([
    [NaN, 0],
    [0, NaN],
    [Infinity, 0],
    [0, -Infinity],
  ])("(%s, %s) is refused", (x, y) => {
    const message = (where: string): string =>
      `${where}: expected finite coordinates in the place, got [${x}, ${y}]`;
    expect(() => distanceToWalls(squareArena(2), x, y)).toThrow(message("distanceToWalls"));
    expect(() => distanceAlong(squareArena(2), x, y, [1, 0])).toThrow(message("distanceAlong"));
    expect(() => distanceToWalls(squareArena(2), x, y)).toThrow(RangeError);
  });
});

describe("distanceAlong", () => {
  test("does not depend on the direction's length", () => {
    expect(distanceAlong(squareArena(2), 0, 0, [3, 4])).toBeCloseTo(1.25, 9);
  });
  test("meets inner walls", () => {
    const arena = squareArena(2, {
      walls: [
        [
          [0.5, -0.5],
          [0.5, 0.5],
        ],
      ],
    });
    expect(distanceAlong(arena, 0, 0, [1, 0])).toBeCloseTo(0.5, 9);
    expect(distanceAlong(arena, 0, 0.6, [1, 0])).toBeCloseTo(1, 9);
  });
  test("agrees with where the ray leaves a square, corners included", () => {
    const angle = fc.oneof(
      fc.integer({ min: 0, max: 7 }).map((n) => (n * Math.PI) / 4),
      fc.double({ min: 0, max: 7, noNaN: true }),
    );
    fc.assert(
      fc.property(angle, (direction) => {
        const [ux, uy] = [Math.cos(direction), Math.sin(direction)];
        const expected = 1 / Math.max(Math.abs(ux), Math.abs(uy));
        expect(distanceAlong(squareArena(2), 0, 0, [ux, uy])).toBeCloseTo(expected, 9);
      }),
    );
  });
  test("is infinite where nothing is ahead, and refuses no direction", () => {
    expect(distanceAlong(squareArena(2), 2, 0, [1, 0])).toBe(Infinity);
    expect(() => distanceAlong(squareArena(2), 0, 0, [0, 0])).toThrow(RangeError);
    expect(() => distanceAlong(squareArena(2), 0, 0, [NaN, 0])).toThrow(RangeError);
  });
});

describe("samplePosition", () => {
  test("draws free ground at the clearance asked for", () => {
    const random = seededRandom(1);
    const arena = polygonArena(lShape, {
      obstacles: [
        [
          [0.4, 0.4],
          [0.6, 0.4],
          [0.6, 0.6],
        ],
      ],
    });
    for (let n = 0; n < 500; n++) {
      const [x, y] = samplePosition(random, arena, 0.1);
      expect(arenaContains(arena, x, y)).toBe(true);
      expect(distanceToWalls(arena, x, y)).toBeGreaterThanOrEqual(0.1);
    }
  });
  test("gives up where there is no room", () => {
    expect(() => samplePosition(seededRandom(1), squareArena(1), 0.6)).toThrow(RangeError);
  });
});
