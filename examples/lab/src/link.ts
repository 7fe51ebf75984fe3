import { engineNames, type EngineName } from "./engine-names.ts";
import {
  canBeGoal,
  changesOf,
  floorPlanNames,
  floorPlans,
  planWith,
  usualGoal,
  type FloorPlanName,
} from "./animal/floor-plan.ts";
import { walkerNames, type WalkerName } from "./animal/walker-names.ts";

/** The pages by the word in the link. */
export const pageNames = ["animal", "integrator", "conditioning", "digits"] as const;
export type PageName = (typeof pageNames)[number];

/** Steps of the animal's world for each of real time; the last is as fast as it goes. */
export const speeds = { pause: 0, slow: 1, faster: 4, fast: 16, fastest: Infinity } as const;
export type SpeedName = keyof typeof speeds;
const speedNames = Object.keys(speeds) as SpeedName[];

/** Everything that makes an experiment: what a link tells. */
export interface Experiment {
  page: PageName;
  engine: EngineName;
  who: WalkerName;
  plan: FloorPlanName;
  /** Cells that differ from the plan. */
  changes: string;
  goal: readonly [number, number];
  speed: SpeedName;
  seed: number;
  silenced: readonly number[];
  goalCodeWithheld: boolean;
  visionCut: boolean;
}

export const defaultExperiment: Experiment = {
  page: "animal",
  engine: "wasm",
  who: "grid",
  plan: "square",
  changes: "",
  goal: floorPlans.square.goal,
  speed: "slow",
  seed: 1,
  silenced: [],
  goalCodeWithheld: false,
  visionCut: false,
};

/** More units than any grid code has. */
const mostUnits = 1024;

const centimetres = (metres: number): number => Math.round(100 * metres) / 100;

const wordsOf = (experiment: Experiment): Record<string, string> => ({
  page: experiment.page,
  engine: experiment.engine,
  who: experiment.who,
  plan: experiment.plan,
  changes: experiment.changes,
  goal: experiment.goal.map(centimetres).join("_"),
  speed: experiment.speed,
  seed: String(experiment.seed),
  silenced: experiment.silenced.join("."),
  withheld: experiment.goalCodeWithheld ? "goal-code" : "",
  cut: experiment.visionCut ? "vision" : "",
});

/** The part of a link behind `#`: only what is not as usual. */
export function toLink(experiment: Experiment): string {
  const plan = planWith(experiment.plan, experiment.changes);
  const usual = wordsOf({ ...defaultExperiment, goal: usualGoal(plan) });
  const unusual = Object.entries(wordsOf(experiment)).filter(([name, word]) => word !== usual[name]);
  return new URLSearchParams(unusual).toString();
}

/** One of the words, or the usual one. */
const oneOf = <Word extends string>(words: readonly Word[], word: string | null, usual: Word): Word =>
  words.find((each) => each === word) ?? usual;

/** The experiment of a link; what it does not say, or says wrongly, is as usual, and the goal as in its plan. */
export function fromLink(link: string, usual: Experiment = defaultExperiment): Experiment {
  const words = new URLSearchParams(link);
  const plan = oneOf(floorPlanNames, words.get("plan"), usual.plan);
  const changed = planWith(plan, words.get("changes") ?? "");
  const [x, y] = (words.get("goal") ?? "").split("_").map(Number);
  const seed = Number(words.get("seed"));
  const units = (words.get("silenced") ?? "").split(".").filter(Boolean).map(Number);
  return {
    page: oneOf(pageNames, words.get("page"), usual.page),
    engine: oneOf(engineNames, words.get("engine"), usual.engine),
    who: oneOf(walkerNames, words.get("who"), usual.who),
    plan,
    changes: changesOf(plan, changed),
    goal: canBeGoal(changed, [x!, y!]) ? [x!, y!] : usualGoal(changed),
    speed: oneOf(speedNames, words.get("speed"), usual.speed),
    seed: Number.isSafeInteger(seed) && seed > 0 ? seed : usual.seed,
    silenced: [...new Set(units)].filter(
      (unit) => Number.isSafeInteger(unit) && unit >= 0 && unit < mostUnits,
    ),
    goalCodeWithheld: words.get("withheld") === "goal-code",
    visionCut: words.get("cut") === "vision",
  };
}
