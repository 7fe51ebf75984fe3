import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { squareArena, type Arena } from "./arena.ts";
import { arenaContains, distanceToWalls } from "./arena-queries.ts";
import { sweepDisc } from "./sweep.ts";

const spikes = squareArena(2, {
  walls: [
    [
      [-0.5, -1],
      [-0.45, 0.7],
      [-0.4, -1],
    ], // a needle
    [
      [0.2, 0.3],
      [0.6, -0.2],
      [0.9, 0.5],
    ],
    [
      [0.2, 0.3],
      [0.2, 0.3],
    ], // a wall without length
  ],
});

/** The smallest distance to a wall on the way, by looking at 2000 places. */
function closest(arena: Arena, x: number, y: number, dx: number, dy: number): number {
  let smallest = Infinity;
  for (let n = 0; n <= 2000; n++) {
    smallest = Math.min(smallest, distanceToWalls(arena, x + (dx * n) / 2000, y + (dy * n) / 2000));
  }
  return smallest;
}

describe("sweepDisc", () => {
  test.each<[string, number[], number]>([
    ["straight at a wall", [0, 0, 2, 0, 0.1], 0.45],
    ["into a corner", [0, 0, 2, 2, 0.1], 0.45],
    ["not as far as the wall", [0, 0, 0.5, 0, 0.1], 1],
    ["away from a touching wall", [0.9, 0, -0.5, 0, 0.1], 1],
    ["along a touching wall", [0.9, 0, 0, 0.5, 0.1], 1],
    ["into a touching wall", [0.9, 0, 0.1, 0.5, 0.1], 0],
  ])("%s", (_, [x, y, dx, dy, radius], expected) => {
    expect(sweepDisc(squareArena(2), x!, y!, dx!, dy!, radius!)).toBeCloseTo(expected, 12);
  });
  test("rounds the end of a wall", () => {
    // The disc's centre meets the circle of radius 0.5 about (0, 0) at x = −0.3, y = 0.4.
    const arena = squareArena(4, {
      walls: [
        [
          [0, 0],
          [0, -1],
        ],
      ],
    });
    expect(sweepDisc(arena, -1, 0.4, 1, 0, 0.5)).toBeCloseTo(0.7, 12);
    expect(sweepDisc(arena, -1, 0.6, 1, 0, 0.5)).toBe(1);
  });
  test("a disc that touches a wall or its end is free to move along it", () => {
    const arena = squareArena(10, {
      walls: [
        [
          [-3.1, 0.7],
          [0.37, 0.21],
          [2.9, -4.1],
        ],
      ],
    });
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        part,
        part,
        fc.constantFrom(0.01, 0.04, 0.3),
        fc.boolean(),
        (along, turn, radius, isLeft) => {
          // Round the convex side of the bend, or along the first wall.
          const [ux, uy] = [0.37 + 3.1, 0.21 - 0.7].map((side) => side / Math.hypot(3.47, -0.49));
          const angle = Math.atan2(ux!, -uy!) - turn * 0.89;
          const [x, y] =
            along < 0.5
              ? [0.37 + radius * Math.cos(angle), 0.21 + radius * Math.sin(angle)]
              : [-3.1 + along * 3.47 - radius * uy!, 0.7 - along * 0.49 + radius * ux!];
          const [dx, dy] = along < 0.5 ? [Math.sin(angle), -Math.cos(angle)] : [ux!, uy!];
          const way = isLeft ? -0.1 : 0.1;
          expect(sweepDisc(arena, x, y, way * dx, way * dy, radius)).toBe(1);
        },
      ),
      { numRuns: 1000 },
    );
  });
  test("the way it allows keeps the radius, and the way it forbids would not", () => {
    const coordinate = fc.double({ min: -0.99, max: 0.99, noNaN: true });
    const way = fc.double({ min: -3, max: 3, noNaN: true });
    const radius = fc.constantFrom(1e-6, 0.01, 0.1);
    fc.assert(
      fc.property(coordinate, coordinate, way, way, radius, (x, y, dx, dy, r) => {
        fc.pre(arenaContains(spikes, x, y) && distanceToWalls(spikes, x, y) > r);
        const fraction = sweepDisc(spikes, x, y, dx, dy, r);
        expect(closest(spikes, x, y, fraction * dx, fraction * dy)).toBeGreaterThan(r - 1e-9);
        if (fraction === 1) return;
        const contact = distanceToWalls(spikes, x + fraction * dx, y + fraction * dy);
        expect(Math.abs(contact - r)).toBeLessThan(1e-9);
      }),
      { numRuns: 300 },
    );
  });
  test.each([
    ["finite coordinates in the place, got [NaN, 0]", [NaN, 0, 1, 0, 0.1]],
    ["finite coordinates in the place, got [0, Infinity]", [0, Infinity, 1, 0, 0.1]],
    ["finite coordinates in the way, got [NaN, 0]", [0, 0, NaN, 0, 0.1]],
    ["finite coordinates in the way, got [0, Infinity]", [0, 0, 0, Infinity, 0.1]],
    ["a radius of 0 or more, in metres, got NaN", [0, 0, 1, 0, NaN]],
    ["a radius of 0 or more, in metres, got -0.1", [0, 0, 1, 0, -0.1]],
  ])("expects %s", (message, numbers) => {
    const [x, y, dx, dy, radius] = numbers as [number, number, number, number, number];
    expect(() => sweepDisc(squareArena(2), x, y, dx, dy, radius)).toThrow(`sweepDisc: expected ${message}`);
  });
});
