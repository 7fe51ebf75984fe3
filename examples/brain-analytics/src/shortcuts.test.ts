import { createRandomStream } from "@wayfield/backend";
import { arenaContains, distanceToWalls } from "@wayfield/environments";
import { setupOf } from "@wayfield/example-navigation-agent";
import { describe, expect, test } from "vitest";
import { doubleETest, oracle, shortcutsOf, sunburstTest } from "./shortcuts.ts";

const setup = setupOf({ config: "fast", world: "sunburst-object", agent: "pose", seed: 1, modules: "" });
const random = createRandomStream(1).uniform;

describe.each([
  ["sunburst", sunburstTest()],
  ["sunburst, another first door,", sunburstTest("sunburst-object-west")],
  ["double E", doubleETest()],
])("in the %s maze", (_name, maze) => {
  test("who knows the maze by heart takes the shortest way once it is open", () => {
    const found = shortcutsOf(maze, setup.config, oracle(random), { seed: 3, episodes: 6, random });
    expect(found.ways).toBeGreaterThan(10);
    expect(found.shortestFraction.value).toBeGreaterThan(0.95);
    const counted = Object.values(found.taken).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(found.ways);
    // Each episode has its first way, which is not counted among those back.
    expect(found.success).toBe(1);
    expect(found.goals.value).toBeCloseTo((found.ways + 6) / 6, 9);
  });

  test("the gates lie on free ground", () => {
    const { arena } = maze.maze.afterGoal(random, maze.maze.begin(random), 1);
    for (const { x, y } of maze.gates) {
      // In the middle of a corridor one cell wide.
      expect(arenaContains(arena, x, y)).toBe(true);
      expect(distanceToWalls(arena, x, y)).toBeCloseTo(0.125, 9);
    }
  });
});
