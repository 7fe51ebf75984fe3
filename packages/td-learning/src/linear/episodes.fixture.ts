import { createRandomStream } from "@wayfield/backend";
import { denseFeatures, type Features } from "./features.ts";
import type { Predictor } from "./predictor.ts";

/** One transition of a recorded episode. */
export interface Recorded {
  readonly xTm1: Features;
  readonly rT: number;
  readonly discountT: number;
  readonly xT: Features;
}

/** A symmetric random walk over `states` rows, from the middle; reward `left` or `right` at its two ends. */
export function randomWalkEpisode(
  states: readonly Features[],
  uniform: () => number,
  { left = 0, right = 1 }: { left?: number; right?: number } = {},
): Recorded[] {
  const episode: Recorded[] = [];
  let position = Math.floor(states.length / 2);
  for (;;) {
    const next = position + (uniform() < 0.5 ? -1 : 1);
    const xTm1 = states[position]!;
    const xT = states[next];
    if (xT === undefined) {
      episode.push({ xTm1, rT: next < 0 ? left : right, discountT: 0, xT: xTm1 });
      return episode;
    }
    episode.push({ xTm1, rT: 0, discountT: 1, xT });
    position = next;
  }
}

/** Episodes over random dense features, with rewards and discounts that are random too; the last discount is 0. */
export function randomEpisodes(count: number, features: number, seed: number, longest = 12): Recorded[][] {
  const { normal, uniform } = createRandomStream(seed);
  const state = (): Features => denseFeatures(Float64Array.from({ length: features }, () => normal() / 2));
  return Array.from({ length: count }, () => {
    const length = 1 + Math.floor(uniform() * longest);
    let xTm1 = state();
    return Array.from({ length }, (_, t) => {
      const xT = state();
      const step = { xTm1, rT: normal(), discountT: t === length - 1 ? 0 : 0.5 + uniform() / 2, xT };
      xTm1 = xT;
      return step;
    });
  });
}

/** Has a predictor learn an episode; returns its weights after every step. */
export function learnEpisode(predictor: Predictor, episode: readonly Recorded[]): Float64Array[] {
  return episode.map(({ xTm1, rT, discountT, xT }) => {
    predictor.learn(xTm1, rT, discountT, xT);
    return predictor.weights.slice();
  });
}
