import { describe, expect, test } from "vitest";
import type { Environment } from "../environment.ts";
import { environmentChecks } from "../testing.ts";
import { bairdFeatures, createBairdCounterexample } from "./baird.ts";
import { createCliffWalking } from "./cliff-walking.ts";
import type { DiscreteEnvironment } from "./discrete-environment.ts";
import { createFourRooms } from "./four-rooms.ts";
import { createMountainCar } from "./mountain-car.ts";
import { createRandomWalk, randomWalkValues } from "./random-walk.ts";
import { createWindyGridworld } from "./windy-gridworld.ts";

interface World {
  readonly name: string;
  readonly create: () => Environment<unknown, number>;
  readonly random: boolean;
  readonly endless?: boolean;
}

const worlds: readonly World[] = [
  {
    name: "random walk, 5 states",
    create: () => createRandomWalk({ states: 5, leftReward: 0 }),
    random: true,
  },
  { name: "random walk, 19 states", create: () => createRandomWalk(), random: true },
  { name: "cliff walking", create: createCliffWalking, random: false },
  { name: "windy gridworld", create: createWindyGridworld, random: false },
  { name: "four rooms", create: () => createFourRooms(), random: true },
  { name: "mountain car", create: createMountainCar, random: true },
  { name: "Baird's counterexample", create: createBairdCounterexample, random: true, endless: true },
];

describe.each(worlds)("$name", ({ create, random, endless = false }) => {
  for (const { name, run } of environmentChecks(create, { random, endless })) test(name, run);
});

/** Steps of the shortest way from the start, found by trying every action in every state reached. */
function shortest(
  create: () => DiscreteEnvironment,
  avoid: (reward: number) => boolean = () => false,
): number {
  let frontier: number[][] = [[]];
  const seen = new Set<number>();
  for (let steps = 1; frontier.length > 0; steps++) {
    const next: number[][] = [];
    for (const path of frontier) {
      for (let action = 0; action < 4; action++) {
        const world = create();
        world.reset({ seed: 1 });
        path.forEach((taken) => world.step(taken));
        const { observation, reward, terminated } = world.step(action);
        if (avoid(reward)) continue;
        if (terminated) return steps;
        if (!seen.has(observation)) next.push([...path, action]);
        seen.add(observation);
      }
    }
    frontier = next;
  }
  return Infinity;
}

test("the shortest way along the cliff takes 13 steps, through the wind 15", () => {
  expect(shortest(createCliffWalking, (reward) => reward === -100)).toBe(13);
  expect(shortest(createWindyGridworld)).toBe(15);
});

test("a step over the cliff's edge costs 100 and starts again without ending", () => {
  const cliff = createCliffWalking();
  cliff.reset({ seed: 1 });
  expect(cliff.step(1)).toMatchObject({ observation: 36, reward: -100, terminated: false });
});

test("the random walk starts in the middle and pays where it leaves", () => {
  const walk = createRandomWalk({ states: 5, leftReward: -2, rightReward: 3 });
  expect(walk.reset({ seed: 1 }).observation).toBe(3);
  const ends = new Map<number, number>();
  for (let episode = 0; episode < 50; episode++) {
    for (;;) {
      const { observation, reward, terminated } = walk.step(0);
      if (terminated) ends.set(observation, reward);
      if (terminated) break;
      expect(reward).toBe(0);
    }
    walk.reset();
  }
  expect([...ends.entries()].sort(([a], [b]) => a - b)).toEqual([
    [0, -2],
    [6, 3],
  ]);
});

test("the walk's true values solve its Bellman equation", () => {
  expect(randomWalkValues({ states: 5, leftReward: 0 })).toBeAllCloseTo(
    [1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6],
    1e-15,
  );
  const values = [-1, ...randomWalkValues(), 1];
  for (let s = 1; s <= 19; s++) expect(values[s]).toBeCloseTo((values[s - 1]! + values[s + 1]!) / 2, 12);
});

test("four rooms has 104 cells; without slipping every way to the goal is what the actions say", () => {
  expect(createFourRooms().observationSpace.count).toBe(104);
  const maze = createFourRooms({ goal: [1, 2], slip: 0 });
  for (let seed = 0; maze.reset({ seed }).observation !== 0; seed++);
  expect(maze.step(0)).toMatchObject({ observation: 0, reward: 0 });
  expect(maze.step(1)).toMatchObject({ observation: 1, reward: 1, terminated: true });
  expect(() => createFourRooms({ goal: [0, 0] })).toThrow(/free cell/);
});

test("a slip of a third goes where it was sent two thirds of the time", () => {
  // State 11 is the cell [2, 2] of the first room, and 12 the one to its right.
  const maze = createFourRooms({ goal: [1, 1] });
  maze.reset({ seed: 3 });
  let [starts, hits] = [0, 0];
  for (let episode = 0; episode < 60_000; episode++) {
    if (maze.reset().observation !== 11) continue;
    starts += 1;
    if (maze.step(1).observation === 12) hits += 1;
  }
  // Four standard deviations of a binomial share.
  expect(Math.abs(hits / starts - 2 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / starts));
});

test("mountain car: one step by hand, and the weak engine cannot climb directly", () => {
  const car = createMountainCar();
  const [x] = car.reset({ seed: 5 }).observation;
  const { observation } = car.step(2);
  const v = 0.001 - 0.0025 * Math.cos(3 * x!);
  expect(observation).toBeAllCloseTo([x! + v, v], 1e-6);
  let ended = false;
  for (let step = 0; step < 500 && !ended; step++) ended = car.step(2).terminated;
  expect(ended).toBe(false);
});

test("mountain car: throttle along the velocity climbs the hill", () => {
  const car = createMountainCar();
  let { observation } = car.reset({ seed: 5 });
  let steps = 0;
  for (let ended = false; !ended; steps++) {
    const result = car.step(observation[1]! >= 0 ? 2 : 0);
    ({ observation } = result);
    ended = result.terminated;
    expect(result.reward).toBe(-1);
    expect(steps).toBeLessThan(300);
  }
});

test("Baird: solid leads to 6, dashed to the others, and no feature row is another's", () => {
  const world = createBairdCounterexample();
  world.reset({ seed: 1 });
  const reached = new Set(Array.from({ length: 200 }, () => world.step(0).observation));
  expect([...reached].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(world.step(1)).toMatchObject({ observation: 6, reward: 0, terminated: false, truncated: false });
  expect(bairdFeatures()[0]).toEqual([2, 0, 0, 0, 0, 0, 0, 1]);
  expect(bairdFeatures()[6]).toEqual([0, 0, 0, 0, 0, 0, 1, 2]);
});

test("impossible worlds are refused", () => {
  expect(() => createRandomWalk({ states: 4 })).toThrow(/odd number of states/);
  expect(() => createFourRooms({ slip: 2 })).toThrow(/slip/);
});
