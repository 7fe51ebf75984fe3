import { goalDoorsMaze, squareArenaMaze, waterMaze } from "@wayfield/environments";
import { expect, test } from "vitest";
import { noEase } from "./easier-maze.ts";
import { observed, range, Worlds } from "./worlds.ts";

const options = { size: 6, groups: 3, episodeSteps: 30, seed: 5 };

/** Actions that differ between worlds and steps. */
const actionsAt = (step: number, size = 6): Int32Array =>
  Int32Array.from({ length: size }, (_, row) => (step * 7 + row * 3) % 6);

function live(worlds: Worlds, from: number, to: number): number[][] {
  const seen: number[][] = [];
  for (let step = from; step < to; step++) {
    worlds.startOver();
    worlds.step(actionsAt(step));
    const { observations, reached, cut, moved, placed, novel } = worlds;
    seen.push([...observations, ...reached, ...cut, ...moved, ...placed, ...novel]);
  }
  return seen;
}

test("a group's first episode is shorter the later the group, all others are of full length", () => {
  const worlds = new Worlds(squareArenaMaze(), { ...options, unit: 10 });
  const ends: number[][] = [];
  for (let step = 1; step <= 60; step++) {
    worlds.startOver();
    worlds.step(actionsAt(step));
    ends.push(range(6).filter((row) => worlds.cut[row] === 1));
  }
  const stepsWith = (row: number): number[] =>
    ends.flatMap((rows, at) => (rows.includes(row) ? [at + 1] : []));
  expect(stepsWith(0)).toEqual([30, 60]);
  expect(stepsWith(3)).toEqual([20, 50]);
  expect(stepsWith(4)).toEqual([10, 40]);
});

test("a group whose episode has ended stands still until it starts over", () => {
  const worlds = new Worlds(squareArenaMaze(), { ...options, unit: 10 });
  worlds.startOver();
  for (let step = 1; step <= 12; step++) worlds.step(actionsAt(step));
  expect([...worlds.moved]).toEqual([1, 1, 1, 1, 0, 0]);
  const [x] = [worlds.poseOf(5).x];
  worlds.step(actionsAt(13));
  expect(worlds.poseOf(5).x).toBe(x);
  expect(worlds.startOver()).toEqual([4, 5]);
  expect(worlds.placed[4]).toBe(1);
});

test("an episode is as easy as it was when it began, after a restart as well", () => {
  const straight = new Worlds(squareArenaMaze(), options);
  const radii = (worlds: Worlds): number[] => range(6).map((world) => worlds.layoutOf(world).goal.radius);
  straight.ease = { ...noEase, largestGoal: 4, startsAnywhere: 0.5, goalsAnywhere: 0.5 };
  live(straight, 0, 5);
  straight.ease = noEase;
  live(straight, 5, 8);
  const resumed = new Worlds(squareArenaMaze(), options);
  resumed.restore(straight.state());
  expect(radii(straight).some((radius) => radius > 0.125)).toBe(true);
  expect(radii(resumed)).toEqual(radii(straight));
  live(straight, 8, 60);
  expect(radii(straight).every((radius) => radius === 0.125)).toBe(true);
});

test.each([
  ["an open arena", squareArenaMaze()],
  ["a maze with doors", goalDoorsMaze()],
])("%s goes on from its saved state bit for bit", (_name, maze) => {
  const straight = new Worlds(maze, options);
  live(straight, 0, 47);
  const state = JSON.parse(JSON.stringify(straight.state())) as ReturnType<Worlds["state"]>;
  const expected = live(straight, 47, 90);
  const resumed = new Worlds(maze, options);
  resumed.restore(state);
  expect(live(resumed, 47, 90)).toEqual(expected);
});

test("observations hold the pose beside self-motion", () => {
  const worlds = new Worlds(squareArenaMaze(), options);
  worlds.startOver();
  worlds.step(actionsAt(1));
  for (const row of range(6)) {
    const { x, y, heading } = worlds.poseOf(row);
    const at = row * observed.size;
    expect(worlds.observations[at + observed.x]).toBeCloseTo(x, 6);
    expect(worlds.observations[at + observed.y]).toBeCloseTo(y, 6);
    expect(worlds.observations[at + observed.cosine]).toBeCloseTo(Math.cos(heading), 6);
    expect(worlds.observations[at + observed.sine]).toBeCloseTo(Math.sin(heading), 6);
  }
});

test("a place is novel once in an episode, and not where it began", () => {
  const worlds = new Worlds(squareArenaMaze(), options);
  const been = range(6).map(() => new Set<string>());
  let novel = 0;
  for (let step = 1; step <= 90; step++) {
    const begun = worlds.startOver();
    const placeOf = (row: number): string => {
      const { x, y } = worlds.poseOf(row);
      return `${Math.floor(x / 0.25 + 100)} ${Math.floor(y / 0.25 + 100)}`;
    };
    for (const row of begun) been[row] = new Set([placeOf(row)]);
    // Straight on for the most part, so that bodies come about.
    worlds.step(actionsAt(Math.floor(step / 10)));
    for (const row of range(6)) {
      expect(worlds.novel[row]).toBe(been[row]!.has(placeOf(row)) ? 0 : 1);
      been[row]!.add(placeOf(row));
      novel += worlds.novel[row]!;
    }
  }
  expect(novel).toBeGreaterThan(20);
});

test("what was walked is the way between two poses, and nothing where the body was put somewhere", () => {
  const worlds = new Worlds(squareArenaMaze(), { ...options, ease: { ...noEase, largestGoal: 8 } });
  let put = 0;
  for (let step = 1; step <= 90; step++) {
    worlds.startOver();
    const before = range(6).map((row) => worlds.poseOf(row));
    worlds.step(actionsAt(Math.floor(step / 10)));
    for (const row of range(6)) {
      const { x, y } = worlds.poseOf(row);
      const isPut = worlds.reached[row] === 1;
      if (isPut) put += 1;
      const way = Math.hypot(x - before[row]!.x, y - before[row]!.y);
      expect(worlds.walked[row]).toBeCloseTo(isPut ? 0 : way, 9);
    }
  }
  expect(put).toBeGreaterThan(0);
  expect(worlds.walked.some((way) => way > 0.01)).toBe(true);
});

test("mazes that end at the goal, and groups that do not share the worlds, are refused", () => {
  expect(() => new Worlds(waterMaze(), options)).toThrow(/goes on after a goal|go on after a goal/);
  expect(() => new Worlds(squareArenaMaze(), { ...options, groups: 4 })).toThrow(/4 groups share, got 6/);
});
