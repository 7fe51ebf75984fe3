import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { polygonArena, squareArena, type Arena } from "../arena.ts";
import { arenaContains, distanceAlong, distanceToWalls, samplePosition } from "../arena-queries.ts";
import { seededRandom } from "../random.ts";
import { Bodies } from "./bodies.ts";
import { explorer, sixActions, type Body } from "./body.ts";
import { goalDoorsMaze } from "./goal-mazes.ts";
import type { Pose } from "./maze.ts";

const still = { forward: 0, left: 0, turn: 0 };

function bodyIn(arena: Arena, { x, y, heading }: Pose, body: Partial<Body> = {}): Bodies {
  const bodies = new Bodies(1, { ...explorer, ...body });
  bodies.enter(0, arena);
  bodies.place(0, { x, y, heading });
  return bodies;
}

describe("a frame", () => {
  const arena = squareArena(100);
  test("approaches its greatest speed geometrically", () => {
    const bodies = bodyIn(
      arena,
      { x: 0, y: 0, heading: 0 },
      { inertia: 0.5, maximalSpeed: 1, frameDuration: 1 },
    );
    const places = [1, 2, 3].map(() => {
      bodies.frame(0, { forward: 1, left: 0, turn: 0 });
      return bodies.x[0];
    });
    // Velocities ½, ¾, ⅞.
    expect(places).toEqual([0.5, 1.25, 2.125]);
  });
  test("coasts without thrust", () => {
    const bodies = bodyIn(
      arena,
      { x: 0, y: 0, heading: 0 },
      { inertia: 0.5, maximalSpeed: 1, frameDuration: 1 },
    );
    bodies.frame(0, { forward: 1, left: 0, turn: 0 });
    bodies.frame(0, still);
    expect(bodies.x[0]).toBe(0.75);
  });
  test("turns to the left, and moves to the left of its heading", () => {
    const bodies = bodyIn(
      arena,
      { x: 0, y: 0, heading: 0 },
      {
        inertia: 0,
        maximalSpeed: 1,
        maximalTurnRate: Math.PI / 2,
        frameDuration: 1,
      },
    );
    bodies.frame(0, { forward: 0, left: 0, turn: 1 });
    expect(bodies.heading[0]).toBeCloseTo(Math.PI / 2, 12);
    bodies.frame(0, { forward: 0, left: 1, turn: 0 });
    expect(bodies.x[0]).toBeCloseTo(-1, 12);
    expect(bodies.y[0]).toBeCloseTo(0, 12);
  });
});

describe("walls", () => {
  test("a body slides along a wall and loses the speed into it", () => {
    const arena = squareArena(2);
    const bodies = bodyIn(
      arena,
      { x: 0.9, y: 0, heading: Math.PI / 4 },
      {
        radius: 0.1,
        inertia: 0,
        frameDuration: 0.1,
        maximalSpeed: 1,
      },
    );
    bodies.frame(0, { forward: 1, left: 0, turn: 0 });
    expect(bodies.x[0]).toBeCloseTo(0.9, 9);
    expect(bodies.y[0]).toBeCloseTo(0.1 * Math.SQRT1_2, 6);
    expect(bodies.velocityX[0]).toBeCloseTo(0, 9);
    expect(bodies.velocityY[0]).toBeCloseTo(Math.SQRT1_2, 9);
  });
  test("a body stops in a corner", () => {
    const arena = squareArena(2);
    const bodies = bodyIn(
      arena,
      { x: 0.8, y: 0.85, heading: Math.PI / 4 },
      {
        radius: 0.1,
        inertia: 0,
        frameDuration: 1,
        maximalSpeed: 1,
      },
    );
    bodies.frame(0, { forward: 1, left: 0, turn: 0 });
    expect(bodies.x[0]).toBeCloseTo(0.9, 9);
    expect(bodies.y[0]).toBeCloseTo(0.9, 9);
  });

  const needles = polygonArena(
    [
      [0, 0],
      [3, 0],
      [3, 0.4],
      [0.5, 0.2],
      [3, 2],
      [0, 2],
    ],
    {
      walls: [
        [
          [1, 2],
          [1.02, 1.2],
          [1.04, 2],
        ],
      ],
    },
  );
  const mazes = [1, 2, 3, 4, 5].map((seed) => goalDoorsMaze().begin(seededRandom(seed)).arena);

  /** Drives a body at random and looks at every frame. */
  function drive(arena: Arena, seed: number, body: Body, frames: number): void {
    const random = seededRandom(seed);
    const [startX, startY] = samplePosition(random, arena, body.radius);
    const bodies = bodyIn(arena, { x: startX, y: startY, heading: 6 * random() }, body);
    let [x, y] = [startX, startY];
    let thrust = sixActions[2]!;
    for (let frame = 0; frame < frames; frame++) {
      if (random() < 0.2) thrust = sixActions[Math.floor(random() * 6)]!;
      bodies.frame(0, thrust);
      const [nextX, nextY] = [bodies.x[0]!, bodies.y[0]!];
      expect(arenaContains(arena, nextX, nextY)).toBe(true);
      expect(distanceToWalls(arena, nextX, nextY)).toBeGreaterThan(body.radius - 1e-7);
      const way = Math.hypot(nextX - x, nextY - y);
      // A frame that slides bends, so only straight frames must be free of walls.
      const straight = Math.abs(way - bodies.velocityX[0]! * body.frameDuration) < 1e-12;
      if (straight && way > 0)
        expect(distanceAlong(arena, x, y, [nextX - x, nextY - y])).toBeGreaterThan(way);
      [x, y] = [nextX, nextY];
    }
  }

  test("no body enters a wall, in mazes and needle corners, at any speed", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(needles, ...mazes),
        fc.nat(),
        fc.constantFrom(0.001, 0.8, 30, 1e5), // up to far beyond a corridor a frame
        fc.constantFrom(1e-4, 0.04, 0.11),
        (arena, seed, maximalSpeed, radius) => {
          drive(arena, seed, { ...explorer, maximalSpeed, radius }, 200);
        },
      ),
      { numRuns: 150 },
    );
  });
  test("a closed room keeps its body in for 100,000 frames", () => {
    const arena = squareArena(4, {
      walls: [
        [
          [-1, -1],
          [1, -1],
          [1, 1],
          [-1, 1],
          [-1, -1],
        ],
      ],
    });
    const random = seededRandom(3);
    const bodies = bodyIn(arena, { x: 0, y: 0, heading: 0 }, { maximalSpeed: 500 });
    for (let frame = 0; frame < 100_000; frame++) {
      bodies.frame(0, sixActions[Math.floor(random() * 6)]!);
      if (!(Math.max(Math.abs(bodies.x[0]!), Math.abs(bodies.y[0]!)) <= 0.96 + 1e-7))
        expect.unreachable("it got out");
    }
  });
});
