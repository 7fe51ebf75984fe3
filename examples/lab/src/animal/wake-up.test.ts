import { expect, test } from "vitest";
import { defaultExperiment, type Experiment } from "../link.ts";
import { floorPlans, planWith } from "./floor-plan.ts";
import type { Outing } from "./live-animal.ts";
import { wakeUp, type Sleeper } from "./wake-up.ts";

/** A worker of which no more is known than what it was asked; each answer takes as long as `during` does. */
function sleeper(
  during: (asked: string, times: number) => void,
): Sleeper & { begun: Outing[]; started: string[] } {
  const [begun, started]: [Outing[], string[]] = [[], []];
  return {
    begun,
    started,
    start: async (engine) => {
      started.push(engine);
      await Promise.resolve();
      during("start", started.length);
    },
    begin: async (outing) => {
      begun.push(outing);
      await Promise.resolve();
      during("begin", begun.length);
    },
  };
}

test("nothing happens while it wakes up: it begins once, as the experiment says", async () => {
  const service = sleeper(() => undefined);
  const experiment: Experiment = { ...defaultExperiment, engine: "webgl", who: "forager", seed: 7 };
  expect(
    await wakeUp(
      service,
      () => experiment,
      () => false,
    ),
  ).toBe(true);
  expect(service.started).toEqual(["webgl"]);
  expect(service.begun).toEqual([
    { who: "forager", plan: floorPlans.square, goal: defaultExperiment.goal, seed: 7 },
  ]);
});

test("a wall that is raised, and a goal that is moved, while it begins are there when it walks", async () => {
  let experiment: Experiment = defaultExperiment;
  const service = sleeper((asked, times) => {
    if (asked === "begin" && times === 1) experiment = { ...experiment, changes: "3.3" };
    if (asked === "begin" && times === 2) experiment = { ...experiment, goal: [0.1, 0.1] };
  });
  expect(
    await wakeUp(
      service,
      () => experiment,
      () => false,
    ),
  ).toBe(true);
  expect(service.begun).toHaveLength(3);
  expect(service.begun.at(-1)).toMatchObject({ plan: planWith("square", "3.3"), goal: [0.1, 0.1] });
});

test("one that is over neither begins nor wakes", async () => {
  let isOver = false;
  const overtaken = sleeper(() => {
    isOver = true;
  });
  const wake = (service: Sleeper): Promise<boolean> =>
    wakeUp(
      service,
      () => defaultExperiment,
      () => isOver,
    );
  expect(await wake(overtaken)).toBe(false);
  expect(overtaken.begun).toEqual([]);
  isOver = false;
  const late = sleeper((asked) => {
    isOver = asked === "begin";
  });
  expect(await wake(late)).toBe(false);
  expect(late.begun).toHaveLength(1);
});
