import { seededRandom, squareArenaMaze } from "@wayfield/environments";
import { expect, test } from "vitest";
import { withWiderGoals } from "./wider-goals.ts";

test("goals are from once to so many times as wide, another factor in each episode", () => {
  const maze = withWiderGoals(squareArenaMaze(), 4);
  const random = seededRandom(1);
  const factors = Array.from({ length: 400 }, () => maze.begin(random).goal.radius / 0.125);
  expect(Math.min(...factors)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...factors)).toBeLessThan(4);
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / 400;
  // Uniform on [1, 4): mean 2.5, standard error 0.043.
  expect(Math.abs(mean - 2.5)).toBeLessThan(0.15);
});

test("a factor of 1 leaves the maze as it is, a smaller one is refused", () => {
  const maze = squareArenaMaze();
  expect(withWiderGoals(maze, 1)).toBe(maze);
  expect(() => withWiderGoals(maze, 0.5)).toThrow(/at least 1, got 0.5/);
});
