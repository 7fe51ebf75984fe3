import { createRandomStream } from "@wayfield/backend";
import { goalDrivenMaze, squareArenaMaze, type Maze } from "@wayfield/environments";
import { expect, test } from "vitest";
import { contest, controlsOf } from "./comparison.ts";
import { estimate, evaluateEpisodes, runEpisodes, type Episode } from "./evaluate.ts";
import { setupOf, worldsOf, type Setup } from "./setup.ts";

const setupIn = (maze: Maze): Setup => ({
  ...setupOf({ config: "fast", world: "square", agent: "grid", seed: 1, modules: "" }),
  maze,
});

const trip = (seconds: number, walked: number, shortest: number) => ({ seconds, walked, shortest });

test("the measures of hand-made episodes", () => {
  const episodes: Episode[] = [
    { trips: [trip(20, 9, 1), trip(2, 2, 1), trip(4, 1, 1)], secondsUnderWay: 64, localisationError: 0.1 },
    { trips: [trip(40, 20, 1)], secondsUnderWay: 50, localisationError: 0.3 },
    { trips: [], secondsUnderWay: 90, localisationError: NaN },
  ];
  const found = evaluateEpisodes(episodes, createRandomStream(1).uniform);
  expect(found.goalsPerEpisode.mean).toBeCloseTo(4 / 3);
  expect(found.success.mean).toBeCloseTo(2 / 3);
  expect(found.refindRate.mean).toBe(0.5);
  expect(found.secondsToFirstGoal.mean).toBe(30);
  expect(found.secondsToLaterGoals.mean).toBe(3);
  // Two ways of a metre, in 2 + 4 + 64 s after the first goal and 50 s that led nowhere.
  expect(found.speedMadeGoodCmPerSecond.mean).toBeCloseTo(200 / 120);
  expect(found.pathEfficiencyMedian).toBe(0.75);
  expect(found.localisationErrorCm.mean).toBeCloseTo(20);
});

test("the bootstrap interval of a mean is about ±1.96 standard errors", () => {
  const random = createRandomStream(2);
  const episodes: Episode[] = Array.from({ length: 400 }, () => ({
    trips: [trip(10 + random.normal(), 1, 1)],
    secondsUnderWay: 0,
    localisationError: NaN,
  }));
  const { mean, low, high } = estimate(episodes, ({ trips }) => [trips[0]!.seconds], random.uniform);
  const expected = 1.96 / Math.sqrt(400);
  expect(high - mean).toBeGreaterThan(0.8 * expected);
  expect(high - mean).toBeLessThan(1.2 * expected);
  expect(mean - low).toBeGreaterThan(0.8 * expected);
  expect(mean - low).toBeLessThan(1.2 * expected);
});

test("a body that goes straight to the goal has walked the shortest way", () => {
  const straight: Maze = {
    ...squareArenaMaze(),
    begin: (random) => ({
      ...squareArenaMaze().begin(random),
      goal: { x: 1, y: 0, radius: 0.125 },
      start: () => ({ x: 0, y: 0, heading: 0 }),
    }),
  };
  const worlds = worldsOf({ ...setupIn(straight) }, { size: 1, groups: 1, seed: 1 });
  const forward = new Int32Array(1).fill(2);
  const [episode] = runEpisodes(
    worlds,
    { begin: () => undefined, act: () => forward, feel: () => undefined, believe: () => undefined },
    1 / 15,
  );
  const [first] = episode!.trips;
  expect(first!.shortest).toBeCloseTo(0.875, 6);
  expect(first!.walked).toBeCloseTo(0.875, 2);
});

test.each([1, 2, 3])(
  "in the square, vector navigation comes back to the goal and a random walker hardly (seed %i)",
  (seed) => {
    const setup = setupIn(squareArenaMaze());
    const controls = controlsOf(setup, seed);
    const options = { seed, episodes: 16 };
    const random = contest(setup, controls["randomWalker"], options);
    const onTruth = contest(setup, controls["vectorTruePosition"], options);
    const onCells = contest(setup, controls["vectorPlaceCells"], options);
    expect(onTruth.goalsPerEpisode.low).toBeGreaterThan(3 * random.goalsPerEpisode.high);
    expect(onCells.goalsPerEpisode.low).toBeGreaterThan(3 * random.goalsPerEpisode.high);
    expect(onTruth.refindRate.mean).toBeGreaterThan(0.9);
    expect(onCells.localisationErrorCm.mean).toBeLessThan(12);
    expect(onTruth.localisationErrorCm.mean).toBe(0);
  },
);

test("in a maze the vector leads into walls, and the shortest way does not", () => {
  const setup = setupIn(goalDrivenMaze());
  const controls = controlsOf(setup, 1);
  const straight = contest(setup, controls["vectorTruePosition"], { seed: 1, episodes: 12 });
  const guided = contest(setup, controls["shortestWay"], { seed: 1, episodes: 12 });
  expect(guided.goalsPerEpisode.mean).toBeGreaterThan(2 * straight.goalsPerEpisode.mean);
}, 240_000);
