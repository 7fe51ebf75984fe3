import { createRandomStream } from "@wayfield/backend";
import { doubleEMaze, squareArenaMaze, type Maze } from "@wayfield/environments";
import { expect, test } from "vitest";
import { Guide } from "./guide.ts";
import { randomWalker } from "./navigators.ts";
import { range, Worlds } from "./worlds.ts";

const size = 8;

/** Walks at random and hands each world's step to `note`, with where its body was before. */
function walk(
  maze: Maze,
  steps: number,
  note: (step: { row: number; worlds: Worlds; guide: Guide; from: [number, number] }) => void,
): void {
  const worlds = new Worlds(maze, { size, groups: 1, episodeSteps: steps, seed: 1 });
  worlds.startOver();
  const guide = new Guide(worlds);
  const walker = randomWalker(worlds, createRandomStream(2).uniform);
  walker.begin(range(size));
  for (let step = 0; step < steps; step++) {
    const before = range(size).map((row) => worlds.poseOf(row));
    worlds.step(walker.act());
    for (const row of range(size)) note({ row, worlds, guide, from: [before[row]!.x, before[row]!.y] });
  }
}

test("in the open it is the difference of two distances, and nothing where the body was put somewhere", () => {
  let placed = 0;
  walk(squareArenaMaze(), 600, ({ row, worlds, guide, from }) => {
    const { x, y } = worlds.poseOf(row);
    const { goal } = worlds.layoutOf(row);
    const nearer = guide.nearer(row);
    if (worlds.placed[row] === 1) {
      placed += 1;
      expect(nearer).toBe(0);
      return;
    }
    expect(nearer).toBeCloseTo(
      Math.hypot(from[0] - goal.x, from[1] - goal.y) - Math.hypot(x - goal.x, y - goal.y),
      9,
    );
  });
  expect(placed).toBeGreaterThan(0);
});

test("in a maze no step brings it nearer by more than it moved, and walking in circles gains nothing", () => {
  const gained = new Float64Array(size);
  let straight = 0;
  const left: number[] = [];
  walk(doubleEMaze({ shortcuts: false }), 400, ({ row, worlds, guide, from }) => {
    const { x, y } = worlds.poseOf(row);
    const nearer = guide.nearer(row);
    if (worlds.placed[row] === 1) return;
    // The polygons round corners make its ways up to 3 % of the body's radius longer than they are.
    expect(Math.abs(nearer)).toBeLessThan(Math.hypot(x - from[0], y - from[1]) + 0.01);
    gained[row]! += nearer;
    const { goal } = worlds.layoutOf(row);
    straight += Math.abs(
      nearer - (Math.hypot(from[0] - goal.x, from[1] - goal.y) - Math.hypot(x - goal.x, y - goal.y)),
    );
    left.push(gained[row]!);
  });
  expect(straight).toBeGreaterThan(1);
  // The maze's longest way is shorter than this.
  expect(Math.max(...left.map(Math.abs))).toBeLessThan(6);
});
