import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { examine } from "./clinic.ts";
import { floorPlanNames, floorPlans, toggleCell } from "./floor-plan.ts";
import { intact } from "./lesion.ts";
import { LiveAnimal, type Outing } from "./live-animal.ts";
import { walkerNames, type WalkerName } from "./walker-names.ts";
import type { Weights } from "./walkers.ts";

const read = (name: string): Weights["policy"] => ({
  name,
  bytes: new Uint8Array(
    readFileSync(fileURLToPath(new URL(`../../../navigation-agent/weights/${name}`, import.meta.url))),
  ),
});
const weights: Weights = {
  policy: read("square-grid.safetensors"),
  modules: read("square-modules.safetensors"),
};
const outing = (who: WalkerName, seed = 1): Outing => ({
  who,
  plan: floorPlans.square,
  goal: [0.5, 0.5],
  seed,
});

const alive: LiveAnimal[] = [];
const begin = (what: Outing): LiveAnimal => {
  const animal = new LiveAnimal(weights);
  alive.push(animal);
  animal.begin(what);
  return animal;
};
afterEach(() => {
  for (const animal of alive.splice(0)) animal.dispose();
});

const episodeSteps = 1350;
const goalsIn = (animal: LiveAnimal): number => {
  animal.walk(episodeSteps - 1);
  return animal.view().goalsInEpisode;
};

describe("a live animal", () => {
  test.each(walkerNames)("%s walks, and stays in its arena", (who) => {
    const animal = begin(outing(who));
    for (let part = 0; part < 5; part++) {
      animal.walk(20);
      const { x, y, stepsTaken, eye } = animal.view();
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(1.25);
      expect(stepsTaken).toBe(20 * (part + 1));
      expect(new Set(eye.pixels).size).toBeGreaterThan(4);
    }
  });
  test("the trained agent finds a goal and comes back to it; at random it does not", () => {
    const [trained, random] = [begin(outing("grid")), begin(outing("randomWalker"))];
    expect(goalsIn(trained)).toBeGreaterThan(3 * Math.max(1, goalsIn(random)));
  });
  test.each(floorPlanNames)("who knows the way reaches the goal of %s", (name) => {
    const plan = floorPlans[name];
    const animal = begin({ ...outing("shortestWay"), plan, goal: plan.goal });
    animal.walk(1000);
    expect(animal.view().goalsInEpisode).toBeGreaterThan(1);
  });
  test("the same outing is the same walk, another seed another", () => {
    const [one, same, other] = [begin(outing("grid")), begin(outing("grid")), begin(outing("grid", 2))];
    for (const animal of [one, same, other]) animal.walk(50);
    const [a, b, c] = [one, same, other].map((animal) => animal.view().trail);
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });
  test("a goal can be moved while it walks, and stays there in the next episode", () => {
    const animal = begin(outing("vectorTruePosition"));
    animal.walk(5);
    animal.rearrange(floorPlans.square, [-0.6, 0.2]);
    animal.walk(episodeSteps);
    const { goal, episode } = animal.view();
    expect(goal).toEqual([-0.6, 0.2]);
    expect(episode).toBe(2);
  });
  test("no wall rises where it stands, and it walks on", () => {
    const animal = begin(outing("grid"));
    const { x, y } = animal.view();
    const plan = toggleCell(floorPlans.square, Math.floor(x / 0.25 + 6), Math.floor(6 - y / 0.25));
    expect(() => {
      animal.rearrange(plan, [0.5, 0.5]);
    }).toThrow(RangeError);
    animal.walk(10);
    expect(animal.view().stepsTaken).toBe(10);
  });
  test("what the grid code did is kept, with a lesion or without", () => {
    const animal = begin(outing("grid"));
    animal.setLesion({ ...intact, silenced: Array.from({ length: 256 }, (_, unit) => unit) });
    animal.walk(40);
    const { units, activity, headings } = animal.recording()!;
    expect(units).toBe(256);
    expect(headings.length).toBeGreaterThanOrEqual(20);
    expect(activity.some((value) => value > 0)).toBe(true);
  });
});

describe("the clinic", () => {
  const examination = { who: "grid" as const, plan: floorPlans.square, seed: 3, episodes: 8 };
  test("without the goal code it comes back far less often", () => {
    const seen: string[] = [];
    const [before, after] = examine(
      { ...examination, lesion: { ...intact, goalCodeWithheld: true } },
      weights,
      ({ condition }) => seen.push(condition),
    );
    expect(seen).toEqual(["intact", "goal code withheld"]);
    expect(after!.goalsPerEpisode.mean).toBeLessThan(before!.goalsPerEpisode.mean / 2);
    expect(before!.goalsPerEpisode.low).toBeLessThan(before!.goalsPerEpisode.mean);
    expect(before!.goalsPerEpisode.high).toBeGreaterThan(before!.goalsPerEpisode.mean);
  });
  test("a lesion of nothing changes nothing", () => {
    const [before, after] = examine({ ...examination, episodes: 2, lesion: intact }, weights);
    expect(after).toEqual(before);
  });
});
