import { createOracle, seededRandom } from "@wayfield/environments";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arenaOf,
  canBeGoal,
  cellSide,
  changesOf,
  floorPlanNames,
  floorPlans,
  mazeOf,
  planWith,
  toggleCell,
  usualGoal,
  type FloorPlan,
} from "./floor-plan.ts";

describe.each(floorPlanNames)("%s", (name) => {
  test("goals and starts of every episode are on the floor", () => {
    const maze = mazeOf(floorPlans[name]);
    const random = seededRandom(1);
    for (let episode = 0; episode < 50; episode++) {
      const { goal, start } = maze.begin(random);
      const { x, y } = start(random);
      expect(canBeGoal(floorPlans[name], [goal.x, goal.y])).toBe(true);
      expect(canBeGoal(floorPlans[name], [x, y])).toBe(true);
    }
  });
  test("its goal is on the floor, and on other floor once a wall is raised there", () => {
    const plan: FloorPlan = floorPlans[name];
    const { rows, goal } = plan;
    expect(canBeGoal(plan, goal)).toBe(true);
    expect(usualGoal(plan)).toEqual(goal);
    const column = Math.floor(goal[0] / cellSide + rows[0]!.length / 2);
    const walled = toggleCell(plan, column, Math.floor(rows.length / 2 - goal[1] / cellSide));
    expect(canBeGoal(walled, goal)).toBe(false);
    expect(canBeGoal(walled, usualGoal(walled))).toBe(true);
  });
  test("any sequence of clicks comes through a link", () => {
    const { rows } = floorPlans[name];
    const cell = fc.tuple(fc.nat(rows[0]!.length), fc.nat(rows.length));
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), (cells) => {
        let plan: FloorPlan = floorPlans[name];
        for (const [column, row] of cells) {
          try {
            plan = toggleCell(plan, column, row);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }
        expect(planWith(name, changesOf(name, plan)).rows).toEqual(plan.rows);
      }),
      { numRuns: 50 },
    );
  });
});

test("the square is the arena of the training: 2.5 m, starts in the middle 1.5 m", () => {
  expect(Array.from(arenaOf(floorPlans.square).bounds)).toEqual([-1.25, -1.25, 1.25, 1.25]);
  const random = seededRandom(2);
  const maze = mazeOf(floorPlans.square);
  for (let episode = 0; episode < 200; episode++) {
    const { x, y } = maze.begin(random).start(random);
    expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(0.75);
  }
});

test("a door that opens makes the way shorter", () => {
  const [from, to] = [[0, 1] as const, [0, -1] as const];
  const lengthIn = (plan: FloorPlan): number => createOracle(arenaOf(plan)).route([...from], [...to]).length;
  const opened = toggleCell(floorPlans.sunburst, 6, 8);
  expect(lengthIn(opened)).toBeLessThan(lengthIn(floorPlans.sunburst) - 0.3);
});

test("the rim stays, and nobody cuts the maze in two", () => {
  expect(() => toggleCell(floorPlans.square, 0, 3)).toThrow("The rim");
  expect(() => toggleCell(floorPlans.sunburst, 10, 8)).toThrow("cut the maze in two");
});

test("a link's nonsense changes nothing", () => {
  expect(planWith("square", "0.0_99.99_x_3").rows).toEqual(floorPlans.square.rows);
});
