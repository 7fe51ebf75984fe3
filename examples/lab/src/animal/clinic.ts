import { createRandomStream } from "@wayfield/backend";
import {
  estimate,
  runEpisodes,
  stepDurationOf,
  worldsOf,
  type Episode,
  type Estimate,
} from "@wayfield/example-navigation-agent/page";
import { mazeOf, type FloorPlan } from "./floor-plan.ts";
import { lesionHook } from "./lesion-hook.ts";
import { describeLesion, intact, type Lesion } from "./lesion.ts";
import type { WalkerName } from "./walker-names.ts";
import { walkerOf, type Weights } from "./walkers.ts";

/** What an examination is made of. */
export interface Examination {
  who: WalkerName;
  plan: FloorPlan;
  lesion: Lesion;
  seed: number;
  episodes: number;
}

/** How a condition did: each a mean over episodes with its 95 % interval. */
export interface Finding {
  condition: string;
  goalsPerEpisode: Estimate;
  /** Share of the episodes that found the goal and came back to it. */
  refindRate: Estimate;
  /** Shortest over walked way of each way back. */
  pathEfficiency: Estimate;
}

/** Fresh episodes, each with a goal of its own: the same ones for every condition. */
function live({ who, plan, seed, episodes }: Examination, weights: Weights, lesion: Lesion): Episode[] {
  const walker = walkerOf(
    who,
    weights,
    seed,
    lesionHook(() => lesion),
  );
  const { setup, enter, dispose } = walker;
  const worlds = worldsOf({ config: setup.config, maze: mazeOf(plan) }, { size: episodes, groups: 1, seed });
  const contestant = enter(worlds);
  const lived = runEpisodes(worlds, contestant.navigator, stepDurationOf(setup.config));
  contestant.dispose?.();
  dispose();
  return lived;
}

function findingOf(condition: string, episodes: readonly Episode[], seed: number): Finding {
  const resample = createRandomStream(seed).split("bootstrap").uniform;
  const of = (valuesOf: (episode: Episode) => number[]): Estimate => estimate(episodes, valuesOf, resample);
  return {
    condition,
    goalsPerEpisode: of(({ trips }) => [trips.length]),
    refindRate: of(({ trips }) => (trips.length === 0 ? [] : [trips.length > 1 ? 1 : 0])),
    pathEfficiency: of(({ trips }) =>
      trips.slice(1).map(({ shortest, walked }) => Math.min(1, shortest / walked)),
    ),
  };
}

/** How a walker does with and without the lesion, on the same fresh episodes. */
export function examine(
  examination: Examination,
  weights: Weights,
  onFinding: (finding: Finding) => void = () => undefined,
): Finding[] {
  const { lesion, seed } = examination;
  return [intact, lesion].map((state) => {
    const finding = findingOf(describeLesion(state), live(examination, weights, state), seed);
    onFinding(finding);
    return finding;
  });
}
