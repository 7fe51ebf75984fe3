import {
  doubleEMaze,
  goalDrivenMaze,
  seededRandom,
  squareArenaMaze,
  sunburstMaze,
  whitePillar,
  type Maze,
} from "@wayfield/environments";
import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { easierMaze, noEase, startsEverywhere, withoutArrivals, type Ease } from "./easier-maze.ts";
import { forager } from "./navigators.ts";
import { setupOf, worldsOf } from "./setup.ts";

test("goals are from once to so many times as wide, another factor in each episode", () => {
  const maze = easierMaze(squareArenaMaze(), () => ({ ...noEase, largestGoal: 4 }));
  const random = seededRandom(1);
  const factors = Array.from({ length: 400 }, () => maze.begin(random).goal.radius / 0.125);
  expect(Math.min(...factors)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...factors)).toBeLessThan(4);
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / 400;
  // Uniform on [1, 4): mean 2.5, standard error 0.043.
  expect(Math.abs(mean - 2.5)).toBeLessThan(0.15);
});

test("how easy it is may change from episode to episode, and without any ease the maze is as it was", () => {
  let ease: Ease = { ...startsEverywhere, largestGoal: 4 };
  const maze = easierMaze(sunburstMaze(), () => ease);
  const random = seededRandom(1);
  const easy = maze.begin(random);
  expect(easy.goal.radius).toBeGreaterThan(0.125);
  expect(easy.start(random)).not.toEqual(easy.start(random));
  ease = noEase;
  const plain = maze.begin(random);
  expect(plain.goal.radius).toBe(0.125);
  expect(plain.start(random)).toEqual({ x: 0, y: -1.25, heading: Math.PI / 2 });
});

test("a share of the starts is anywhere, also after doors were drawn anew", () => {
  const random = seededRandom(3);
  const maze = easierMaze(doubleEMaze({ shortcuts: false }), () => ({ ...noEase, startsAnywhere: 0.5 }));
  let layout = maze.begin(random);
  let away = 0;
  for (let goals = 1; goals <= 400; goals++) {
    // The central room is three cells wide.
    if (Math.abs(layout.start(random).x) > 0.375) away += 1;
    layout = maze.afterGoal(random, layout, goals);
  }
  // Room for the body's centre: 0.63 m · 2.38 m in the central room, 0.13 m · 2.38 m in either passage, and some
  // 0.13 m · 0.87 m in either open corridor: 36 % of it is outside of the room. The standard error is 0.019.
  expect(Math.abs(away / 400 - 0.18)).toBeLessThan(0.06);
});

test("in a share of the episodes the goal is anywhere", () => {
  const random = seededRandom(6);
  const maze = easierMaze(sunburstMaze(), () => ({ ...noEase, goalsAnywhere: 0.25 }));
  const away = Array.from({ length: 400 }, () => maze.begin(random).goal).filter(({ y }) => y !== 1.25);
  // Binomial: standard error 0.022.
  expect(Math.abs(away.length / 400 - 0.25)).toBeLessThan(0.07);
  expect(Math.min(...away.map(({ y }) => y))).toBeLessThan(-1);
});

test("a share of the episodes begins within sight of the goal, and after it the starts are where they were", () => {
  const random = seededRandom(7);
  const maze = easierMaze(doubleEMaze({ shortcuts: false }), () => ({ ...noEase, startsInSight: 0.5 }));
  let near = 0;
  for (let episode = 0; episode < 400; episode++) {
    const layout = maze.begin(random);
    const { x } = layout.start(random);
    // Goals stand in the outer passages, a cell wide at x = ±1.25 m, where no corridor leads straight to them.
    if (Math.abs(x) > 0.375) {
      near += 1;
      expect(Math.abs(x - layout.goal.x)).toBeLessThan(0.125);
    }
    expect(Math.abs(maze.afterGoal(random, layout, 1).start(random).x)).toBeLessThan(0.375);
  }
  // Binomial: standard error 0.025.
  expect(Math.abs(near / 400 - 0.5)).toBeLessThan(0.08);
});

test("a goal keeps its width when it is reached", () => {
  const random = seededRandom(4);
  const maze = easierMaze(doubleEMaze({ shortcuts: false }), () => ({ ...startsEverywhere, largestGoal: 4 }));
  const first = maze.begin(random);
  const second = maze.afterGoal(random, first, 1);
  expect(maze.afterGoal(random, second, 2).goal).toBe(first.goal);
});

test("a layout that was put there from outside changes as the maze has it", () => {
  const random = seededRandom(5);
  const maze = easierMaze(sunburstMaze(), () => startsEverywhere);
  const outside = sunburstMaze().begin(random);
  const after = maze.afterGoal(random, outside, 1);
  expect(after.start).toBe(outside.start);
  expect(after.arena).not.toBe(outside.arena);
});

test("a layout that a goal does not change stays the same object, but for a near start", () => {
  const random = seededRandom(9);
  let ease: Ease = { ...noEase, startsAnywhere: 0.5 };
  const maze = easierMaze(squareArenaMaze(), () => ease);
  const layout = maze.begin(random);
  expect(maze.afterGoal(random, layout, 1)).toBe(layout);
  ease = { ...noEase, startsInSight: 1 };
  const near = maze.begin(random);
  const next = maze.afterGoal(random, near, 1);
  expect(next).not.toBe(near);
  expect(next.start).not.toBe(near.start);
  expect(maze.afterGoal(random, next, 2)).toBe(next);
});

test("what marks a goal goes where the goal goes", () => {
  const ease = { ...noEase, goalsAnywhere: 1, largestGoal: 4 };
  const maze = easierMaze(goalDrivenMaze({ goalPillar: whitePillar }), () => ease);
  const { goal } = maze.begin(seededRandom(1));
  expect(goal.pillar).toEqual(whitePillar);
  expect(goal.radius).toBeGreaterThan(0.125);
});

test("walkers in a maze without arrivals come to the goal's place, and nothing puts them elsewhere", () => {
  const setup = setupOf({ config: "fast", world: "square", agent: "grid", seed: 1, modules: "" });
  const arrivals = (maze: Maze): number => {
    const worlds = worldsOf({ config: setup.config, maze }, { size: 16, groups: 1, seed: 3 });
    const walker = forager(worlds, createRandomStream(4).uniform);
    walker.begin(worlds.startOver());
    let count = 0;
    for (let step = 0; step < 300; step++) {
      const actions = walker.act();
      worlds.step(actions);
      walker.feel(actions);
      count += worlds.placed.reduce((sum, isPlaced) => sum + isPlaced, 0);
    }
    return count;
  };
  expect(arrivals(setup.maze)).toBeGreaterThan(0);
  expect(arrivals(withoutArrivals(setup.maze))).toBe(0);
});
