import { describe, expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import { environmentChecks } from "../testing.ts";
import { goalDoorsMaze } from "./goal-mazes.ts";
import type { Maze, Pose } from "./maze.ts";
import { createNavigation, createNavigationEnvironment } from "./navigation.ts";
import {
  boundaryDistanceSensor,
  goalSensor,
  headDirectionSensor,
  positionSensor,
  whiskerSensor,
} from "./place-sensors.ts";
import { selfMotionSensor, type Sensor } from "./sensors.ts";
import { textMaze } from "./text-mazes.ts";

/** A room of 1.5 × 1 m with a pillar of 0.25 m between its middle and the goal in the west. */
const room = textMaze("########\n#......#\n#G#....#\n#......#\n#......#\n########");

/** That maze with one start. */
const startingAt = (pose: Pose, maze: Maze = room): Maze => ({
  ...maze,
  begin: (random) => ({ ...maze.begin(random), start: () => pose }),
});

/** What a sensor tells at a pose. */
function sense(sensor: Sensor, pose: Pose): number[] {
  const world = createNavigationEnvironment(startingAt(pose), { sensors: [sensor] });
  return [...world.reset({ seed: 1 }).observation];
}

const expectClose = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index]!, 5);
  });
};

const north = Math.PI / 2;

describe("sensors of place", () => {
  test("position", () => {
    expectClose(sense(positionSensor(room), { x: 0.2, y: -0.3, heading: 0 }), [0.2, -0.3]);
  });
  test("head direction", () => {
    expectClose(sense(headDirectionSensor(), { x: 0, y: 0, heading: 2 }), [Math.cos(2), Math.sin(2)]);
  });
  test("boundary distances do not turn with the head", () => {
    for (const heading of [0, north]) {
      const told = sense(boundaryDistanceSensor({ directions: 4, range: 0.6 }), { x: 0.5, y: 0.1, heading });
      expectClose(told, [0.25, 0.4, 0.6, 0.6]); // the walls in the west and south are beyond its reach
    }
  });
  test("whiskers do", () => {
    const whiskers = whiskerSensor({ angles: [north, 0, -north], length: 0.5 });
    expectClose(sense(whiskers, { x: 0.5, y: 0.1, heading: 0 }), [0.4, 0.25, 0.5]);
    expectClose(sense(whiskers, { x: 0.5, y: 0.1, heading: north }), [0.5, 0.4, 0.25]);
  });
});

describe("goalSensor", () => {
  // The goal is at (−0.625, 0.125), the pillar about (−0.375, 0.125).
  test("sees the goal where nothing is in the way: in sight, its direction, its distance", () => {
    const pose = { x: -0.625, y: -0.375, heading: 0 };
    expectClose(sense(goalSensor(), pose), [1, 0, 1, 0.5]);
    expectClose(sense(goalSensor(), { ...pose, heading: north }), [1, 1, 0, 0.5]);
  });
  test("does not see through walls, or beyond its range", () => {
    expect(sense(goalSensor(), { x: 0.4, y: 0.125, heading: Math.PI })).toEqual([0, 0, 0, 0]);
    expect(sense(goalSensor({ range: 0.4 }), { x: -0.625, y: -0.375, heading: 0 })).toEqual([0, 0, 0, 0]);
  });
  test("sees within its field of view only", () => {
    const narrow = goalSensor({ fieldOfView: north });
    expect(sense(narrow, { x: -0.625, y: -0.375, heading: 0.7 })[0]).toBe(0);
    expect(sense(narrow, { x: -0.625, y: -0.375, heading: 0.9 })[0]).toBe(1);
  });
});

describe("selfMotionSensor", () => {
  const maze = startingAt({ x: 0, y: 0, heading: 0.5 });
  test("without noise, adds up to the path", () => {
    const worlds = createNavigation(maze, { sensors: [selfMotionSensor({ velocityNoise: 0 })] });
    worlds.reset({ seed: 1 });
    const random = seededRandom(2);
    let [x, y, heading] = [0, 0, 0.5];
    for (let step = 0; step < 200; step++) {
      worlds.step([Math.floor(random() * 6)]);
      const [forward, left, sin, cos] = worlds.observations as unknown as [number, number, number, number];
      heading += Math.atan2(sin, cos);
      x += (4 / 60) * (forward * Math.cos(heading) - left * Math.sin(heading));
      y += (4 / 60) * (forward * Math.sin(heading) + left * Math.cos(heading));
    }
    expect(worlds.state.goalsReached[0]).toBe(0);
    expect(Math.hypot(x - worlds.state.x[0]!, y - worlds.state.y[0]!)).toBeLessThan(1e-4);
  });
  test("its noise has the deviation asked for", () => {
    const worlds = createNavigation(maze, { actions: [{ forward: 0, left: 0, turn: 0 }] });
    worlds.reset({ seed: 1 });
    const count = 4000;
    let squares = 0;
    for (let step = 0; step < count; step++) {
      worlds.step([0]);
      squares += worlds.observations[0]! ** 2;
    }
    expect(Math.abs(Math.sqrt(squares / count) / 0.01 - 1)).toBeLessThan(5 / Math.sqrt(2 * count));
  });
});

describe("all sensors together", () => {
  const maze = goalDoorsMaze();
  const sensors = [
    selfMotionSensor(),
    positionSensor(maze),
    headDirectionSensor(),
    boundaryDistanceSensor(),
    whiskerSensor(),
    goalSensor(),
  ];
  test.each(environmentChecks(() => createNavigationEnvironment(maze, { sensors }), { steps: 500 }))(
    "$name",
    ({ run }) => {
      run();
    },
  );
});

test.each<[string, () => Sensor]>([
  ["negative noise", () => selfMotionSensor({ velocityNoise: -1 })],
  ["no speed", () => selfMotionSensor({ maximalSpeed: 0 })],
  ["no direction", () => boundaryDistanceSensor({ directions: 0 })],
  ["a range of NaN", () => boundaryDistanceSensor({ range: NaN })],
  ["no whisker", () => whiskerSensor({ angles: [] })],
  ["a whisker without length", () => whiskerSensor({ length: 0 })],
  ["no field of view", () => goalSensor({ fieldOfView: 0 })],
  ["more than all round", () => goalSensor({ fieldOfView: 7 })],
])("%s is refused", (_, make) => {
  expect(make).toThrow(RangeError);
});
