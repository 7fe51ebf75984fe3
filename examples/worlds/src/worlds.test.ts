import { describe, expect, test } from "vitest";
import { viewsFigure } from "./figures.ts";
import { mazes } from "./mazes.ts";
import { guidedWalker, randomWalker, sourceOf, walk } from "./walkers.ts";

describe.each(Object.entries(mazes))("%s", (_, maze) => {
  test("a walker that knows the shortest way finds the goal more often than one that moves at random", () => {
    const guided = walk(maze, guidedWalker(), { seed: 1, episodes: 3 });
    const random = walk(maze, randomWalker(sourceOf(1)), { seed: 1, episodes: 3 });
    // Where the goal ends the episode, both may reach it each time, and the way tells.
    if (maze.endsAtGoal) {
      expect(guided.goals).toBe(3);
      if (random.goals > 0) expect(random.walked / random.goals).toBeGreaterThan(guided.walked / 3);
    } else {
      // 90 s at up to 0.8 m/s: at least every eighth second, or the walker got stuck somewhere.
      expect(guided.goals).toBeGreaterThan(3 * 11);
      expect(random.goals).toBeLessThan(guided.goals / 3);
    }
    expect(guided.shortest / guided.walked).toBeGreaterThan(0.8);
    expect(guided.shortest / guided.walked).toBeLessThan(1.001);
  });
});

test("views are a PNG", () => {
  const { firstLayout, firstWay } = walk(mazes["sunburst"]!, guidedWalker(), { seed: 1, episodes: 1 });
  expect([...viewsFigure(firstLayout, firstWay).subarray(1, 4)]).toEqual([80, 78, 71]);
});
