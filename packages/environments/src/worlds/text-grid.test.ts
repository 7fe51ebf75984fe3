import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wallCount } from "../arena.ts";
import { arenaContains, distanceToWalls } from "../arena-queries.ts";
import { cellCentre, gridArena, gridPlaces, readTextGrid, type TextGrid } from "./text-grid.ts";

const grid = (text: string, cellSize = 1): TextGrid => readTextGrid(text, { cellSize });

describe("readTextGrid", () => {
  test("drops blank lines at the ends and fills short lines", () => {
    expect(grid("\n  \n###\n#\n###\n\n").rows).toEqual(["###", "#  ", "###"]);
  });
  test("refuses nothing, and cells without size", () => {
    expect(() => readTextGrid("\n")).toThrow(RangeError);
    expect(() => readTextGrid("#", { cellSize: 0 })).toThrow(RangeError);
  });
});

test("places are cell centres about the origin, north first", () => {
  const map = grid("#####\n#A.B#\n#..A#\n#####", 2);
  expect(gridPlaces(map, "A")).toEqual([
    [-2, 1],
    [2, -1],
  ]);
  expect(gridPlaces(map, "AB")).toHaveLength(3);
});

describe("gridArena", () => {
  test("joins walls that continue each other", () => {
    const arena = gridArena(grid("#####\n#...#\n#...#\n#####"));
    expect(wallCount(arena)).toBe(4);
    expect(arena.bounds).toEqual([-1.5, -1, 1.5, 1]);
  });
  test("makes an obstacle of rock inside, and two of rocks that touch at a corner", () => {
    expect(gridArena(grid("#####\n#...#\n#.#.#\n#...#\n#####")).obstacles).toHaveLength(1);
    expect(gridArena(grid("######\n#....#\n#.#..#\n#..#.#\n#....#\n######")).obstacles).toHaveLength(2);
  });
  test("closes doors that are named as solid", () => {
    const map = grid("#####\n#.a.#\n#...#\n#####");
    expect(wallCount(gridArena(map))).toBe(4);
    expect(arenaContains(gridArena(map, "#a"), ...cellCentre(map, 2, 1))).toBe(false);
  });
  test.each([
    ["floor at the edge", "###\n#..\n###"],
    ["no floor", "###\n###\n###"],
    ["floor in two parts", "#####\n#.#.#\n#####"],
  ])("refuses %s", (_, text) => {
    expect(() => gridArena(grid(text))).toThrow(RangeError);
  });
  test("floor and rock are where the map says, at each cell's middle and near its edges", () => {
    const cells = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(cells, (floor) => {
        const lines = Array.from({ length: 5 }, (_, row) =>
          Array.from({ length: 6 }, (__, column) => (floor[6 * row + column]! ? "." : "#")).join(""),
        );
        // A ring of floor joins every part, so that only the tracing is tried.
        const rows = [
          "##########",
          "#........#",
          ...lines.map((line) => `#.${line}.#`),
          "#........#",
          "##########",
        ];
        const map = grid(rows.join("\n"));
        let arena;
        try {
          arena = gridArena(map);
        } catch (error) {
          // Floor that is walled in all round is a part of its own.
          expect(String(error)).toMatch(/parts/);
          return;
        }
        rows.forEach((line, row) => {
          Array.from(line).forEach((character, column) => {
            const [x, y] = cellCentre(map, column, row);
            for (const [dx, dy] of [
              [0, 0],
              [0.49, 0.49],
              [-0.49, 0.49],
              [0.49, -0.49],
            ] as const) {
              expect(arenaContains(arena, x + dx, y + dy)).toBe(character === ".");
            }
            if (character === ".") expect(distanceToWalls(arena, x, y)).toBeGreaterThanOrEqual(0.5);
          });
        });
      }),
      { numRuns: 200 },
    );
  });
});
