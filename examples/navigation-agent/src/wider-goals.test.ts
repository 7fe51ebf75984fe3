import { seededRandom, squareArenaMaze } from "@wayfield/environments";
import { expect, test } from "vitest";
import { withWiderGoals } from "./wider-goals.ts";

test("goals are from once to so many times as wide, another factor in each episode", () => {
  const maze = withWiderGoals(squareArenaMaze(), () => 4);
  const random = seededRandom(1);
  const factors = Array.from({ length: 400 }, () => maze.begin(random).goal.radius / 0.125);
  expect(Math.min(...factors)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...factors)).toBeLessThan(4);
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / 400;
  // Uniform on [1, 4): mean 2.5, standard error 0.043.
  expect(Math.abs(mean - 2.5)).toBeLessThan(0.15);
});

test("the factor may change from episode to episode", () => {
  let largest = 4;
  const maze = withWiderGoals(squareArenaMaze(), () => largest);
  const random = seededRandom(1);
  expect(maze.begin(random).goal.radius).toBeGreaterThan(0.125);
  largest = 1;
  expect(maze.begin(random).goal.radius).toBe(0.125);
});
