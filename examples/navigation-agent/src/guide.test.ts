import { createRandomStream } from "@wayfield/backend";
import { createOracle, doubleEMaze, squareArenaMaze, type Maze } from "@wayfield/environments";
import { expect, test } from "vitest";
import { noEase, type Ease } from "./easier-maze.ts";
import { Guide } from "./guide.ts";
import { randomWalker } from "./navigators.ts";
import { range, Worlds } from "./worlds.ts";

const size = 8;

/** What a guide told along a way from one place where a body was put to the last step that was looked at. */
interface Told {
  /** The sum of what it told. */
  total: number;
  /** Metres left when the body was put there, and at the last step that was told of. */
  first: number;
  last: number;
  /** The step in which the body was put there, and those of which something was told. */
  begun: number;
  lookedAt: number[];
}

/** So that random walkers come to their goals. */
const ease: Ease = { ...noEase, largestGoal: 8, startsAnywhere: 1, startsInSight: 1 };

/** Walks at random, and collects what a guide tells on each way. */
function tellings(maze: Maze, steps: number): Told[] {
  const worlds = new Worlds(maze, { size, groups: 1, episodeSteps: steps, seed: 1, ease });
  worlds.startOver();
  const left = (row: number): number => {
    const { arena, goal } = worlds.layoutOf(row);
    const { x, y } = worlds.poseOf(row);
    return createOracle(arena).route([x, y], [goal.x, goal.y]).length;
  };
  const guide = new Guide(worlds);
  guide.setOut();
  const walker = randomWalker(worlds, createRandomStream(2).uniform);
  walker.begin(range(size));
  const begin = (row: number, begun: number): Told => ({
    total: 0,
    first: left(row),
    last: left(row),
    begun,
    lookedAt: [],
  });
  const ways = range(size).map((row) => begin(row, 0));
  const all: Told[] = [];
  for (let step = 1; step <= steps; step++) {
    worlds.step(walker.act());
    for (const row of range(size)) {
      const nearer = guide.nearer(row);
      if (worlds.placed[row] === 1) {
        expect(nearer).toBe(0);
        all.push((ways[row] = begin(row, step)));
      } else if (worlds.goalsOf(row) === 0) expect(nearer).toBe(0);
      else if (nearer !== 0) {
        const way = ways[row]!;
        way.total += nearer;
        way.last = left(row);
        way.lookedAt.push(step);
      }
    }
  }
  return all;
}

test.each([
  ["in the open", squareArenaMaze()],
  ["in a maze", doubleEMaze({ shortcuts: false })],
])(
  "%s all that is told adds up to how much nearer the body is: going in circles gains nothing",
  (_, maze) => {
    const told = tellings(maze, 700);
    expect(told.length).toBeGreaterThanOrEqual(5);
    for (const { total, first, last } of told) expect(total).toBeCloseTo(first - last, 6);
    expect(told.some(({ total }) => Math.abs(total) > 0.2)).toBe(true);
  },
);

test("it looks every fifth step after the body was put somewhere, and not before a goal has been found", () => {
  const told = tellings(squareArenaMaze(), 300);
  expect(told.some(({ lookedAt }) => lookedAt.length > 5)).toBe(true);
  for (const { begun, lookedAt } of told) for (const step of lookedAt) expect((step - begun) % 5).toBe(0);
});
