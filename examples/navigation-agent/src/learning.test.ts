import { createRandomStream } from "@wayfield/backend";
import { explorer } from "@wayfield/environments";
import { expect, test } from "vitest";
import { runEpisodes } from "./evaluate.ts";
import { tinySetup, tinyTraining } from "./learning.fixture.ts";
import { randomWalker } from "./navigators.ts";
import { worldsOf } from "./setup.ts";

const seeds = [1, 2, 3];
const [rounds, judged] = [90, 20];

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Goals an episode in the last rounds of a training of 144,000 steps. */
async function goalsAfterTraining(seed: number, goalCodeWithheld: boolean): Promise<number> {
  const training = tinyTraining(seed, { goalCodeWithheld });
  const last: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { episodes } = await training.round();
    if (round >= rounds - judged) last.push(...episodes);
  }
  await training.dispose();
  return meanOf(last);
}

function goalsAtRandom(seed: number): number {
  const worlds = worldsOf(tinySetup(seed), { size: 64, groups: 1, seed });
  const walker = randomWalker(worlds, createRandomStream(seed).uniform);
  const episodes = runEpisodes(worlds, walker, explorer.frameDuration * explorer.framesPerStep);
  return meanOf(episodes.map(({ trips }) => trips.length));
}

test("with the code at the goal the policy comes back to it; without, after as much training, much less often", async () => {
  for (const seed of seeds) {
    const [random, withheld, learned] = [
      goalsAtRandom(seed),
      await goalsAfterTraining(seed, true),
      await goalsAfterTraining(seed, false),
    ];
    const found = `seed ${seed}: random ${random}, withheld ${withheld}, with goal code ${learned}`;
    expect(learned, found).toBeGreaterThan(4 * random);
    expect(learned, found).toBeGreaterThan(1.6 * withheld);
  }
}, 600_000);
