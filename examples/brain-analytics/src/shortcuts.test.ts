import { createRandomStream } from "@wayfield/backend";
import { setupOf } from "@wayfield/example-navigation-agent";
import { describe, expect, test } from "vitest";
import { doubleETest, oracle, shortcutsOf, sunburstTest } from "./shortcuts.ts";

const setup = setupOf({ config: "fast", world: "sunburst", agent: "pose", seed: 1, modules: "" });
const random = createRandomStream(1).uniform;

describe.each([
  ["sunburst", sunburstTest()],
  ["double E", doubleETest()],
])("in the %s maze", (_name, maze) => {
  test("who knows the maze by heart takes the shortest way once it is open", () => {
    const found = shortcutsOf(maze, setup.config, oracle(random), { seed: 3, episodes: 6, random });
    expect(found.ways).toBeGreaterThan(10);
    expect(found.shortestFraction.value).toBeGreaterThan(0.95);
    const counted = Object.values(found.taken).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(found.ways);
  });

  test("the gates lie on free ground", () => {
    const layout = maze.maze.afterGoal(random, maze.maze.begin(random), 1);
    for (const { x, y } of maze.gates) {
      const [minX, minY, maxX, maxY] = maze.maze.bounds;
      expect(x > minX && x < maxX && y > minY && y < maxY).toBe(true);
      expect(layout.goal.radius).toBeGreaterThan(0);
    }
  });
});
