import fc from "fast-check";
import { expect, test } from "vitest";
import { floorPlanNames, floorPlans, canBeGoal, planWith } from "./animal/floor-plan.ts";
import { walkerNames } from "./animal/walker-names.ts";
import { engineNames } from "./engine-names.ts";
import {
  defaultExperiment,
  fromLink,
  pageNames,
  speeds,
  toLink,
  type Experiment,
  type SpeedName,
} from "./link.ts";

const centimetres = fc.integer({ min: -100, max: 100 }).map((value) => value / 100);

const experiments: fc.Arbitrary<Experiment> = fc
  .record({
    page: fc.constantFrom(...pageNames),
    engine: fc.constantFrom(...engineNames),
    who: fc.constantFrom(...walkerNames),
    plan: fc.constantFrom(...floorPlanNames),
    changes: fc.constant(""),
    goal: fc.tuple(centimetres, centimetres),
    speed: fc.constantFrom(...(Object.keys(speeds) as SpeedName[])),
    seed: fc.integer({ min: 1, max: 1e9 }),
    silenced: fc.uniqueArray(fc.nat(255), { maxLength: 64 }),
    goalCodeWithheld: fc.boolean(),
    visionCut: fc.boolean(),
  })
  .filter(({ plan, goal }) => canBeGoal(floorPlans[plan], goal));

test("an experiment is a link, and the link that experiment", () => {
  fc.assert(
    fc.property(experiments, (experiment) => {
      expect(fromLink(toLink(experiment))).toEqual(experiment);
    }),
  );
});

test("the usual experiment needs no words", () => {
  expect(toLink(defaultExperiment)).toBe("");
});

test.each(floorPlanNames)(
  "a link to %s that names no goal has that plan's, and needs no word for it",
  (plan) => {
    const { goal } = fromLink(`plan=${plan}`);
    expect(goal).toEqual(floorPlans[plan].goal);
    expect(toLink({ ...defaultExperiment, plan, goal })).toBe(
      plan === defaultExperiment.plan ? "" : `plan=${plan}`,
    );
  },
);

test("a link whose changes wall in its plan's goal has one on the floor", () => {
  // The cell of (0, 1.1) in the sunburst, and that of (0.7, 0.6) in the square.
  for (const link of ["plan=sunburst&changes=6.1", "changes=8.3"]) {
    const experiment = fromLink(link);
    expect(experiment.changes).not.toBe("");
    expect(canBeGoal(planWith(experiment.plan, experiment.changes), experiment.goal)).toBe(true);
    expect(fromLink(toLink(experiment))).toEqual(experiment);
  }
});

test("what a link says wrongly is as usual", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, value) => {
      const link = new URLSearchParams({
        page: value,
        plan: value,
        seed: value,
        goal: value,
        changes: value,
        [name]: value,
      });
      const experiment = fromLink(link.toString());
      expect(fromLink(toLink(experiment))).toEqual(experiment);
    }),
  );
  expect(fromLink("seed=-3&goal=9_9&silenced=1.x.-2.1&speed=warp")).toEqual({
    ...defaultExperiment,
    silenced: [1],
  });
});
