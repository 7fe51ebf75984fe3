import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestWall } from "../arena-queries.ts";
import { polygonArena, squareArena } from "../arena.ts";
import { seededRandom } from "../random.ts";
import { goalDoorsMaze } from "./goal-mazes.ts";
import { WallIndex } from "./wall-index.ts";

describe("WallIndex", () => {
  const arenas = [
    squareArena(2, {
      walls: [
        [
          [0.1, 0.1],
          [0.9, 0.3],
          [0.2, 0.9],
        ],
      ],
    }),
    polygonArena([
      [0, 0],
      [300, 0],
      [1, 1],
      [0, 300],
    ]),
    goalDoorsMaze().begin(seededRandom(1)).arena,
  ];
  test("finds every wall within reach of any place", () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...arenas),
        fc.constantFrom(0.05, 0.3, 1e6),
        part,
        part,
        (arena, reach, u, v) => {
          const [minX, minY, maxX, maxY] = arena.bounds;
          const [x, y] = [minX + u * (maxX - minX), minY + v * (maxY - minY)];
          const { walls } = new WallIndex(arena, reach).around(x, y);
          const found = new Set(
            Array.from({ length: walls.length / 4 }, (_, n) => walls.slice(4 * n, 4 * n + 4).join()),
          );
          for (let offset = 0; offset < arena.walls.length; offset += 4) {
            const wall = arena.walls.slice(offset, offset + 4);
            if (nearestWall({ walls: wall }, x, y).distance <= reach)
              expect(found.has(wall.join())).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
  test("leaves far walls out", () => {
    const index = new WallIndex(arenas[2]!, 0.1);
    expect(index.around(0, 0).walls.length).toBeLessThan(arenas[2]!.walls.length / 2);
  });
});
