import { createMountainCar, deriveSeed } from "@wayfield/environments";
import { createNStepTd, createSarsa, createTileCoder, greedyAction } from "@wayfield/td-learning";

const coder = createTileCoder([-1.2, -0.07], [0.5, 0.07], { tilings: 8, tiles: 8 });
const { featureCount, activeCount } = coder;
/** An episode longer than this is cut; only step sizes far beyond the best ever come here. */
const longest = 10_000;

/** One setting: n, and α times the number of tilings, as the book counts it. */
export interface Setting {
  readonly n: number;
  readonly alphaTimesTilings: number;
}

/** Around the valley of each n; every pair of the book's figure would mostly measure its slopes. */
export const settings: readonly Setting[] = [
  { n: 1, alphas: [0.6, 0.9, 1.2, 1.5] },
  { n: 2, alphas: [0.5, 0.7, 0.9, 1.1, 1.4] },
  { n: 4, alphas: [0.4, 0.6, 0.8, 1, 1.2] },
  { n: 8, alphas: [0.2, 0.3, 0.4, 0.5, 0.7] },
  { n: 16, alphas: [0.1, 0.2, 0.3, 0.4] },
].flatMap(({ n, alphas }) => alphas.map((alphaTimesTilings) => ({ n, alphaTimesTilings })));

/** n-step semi-gradient Sarsa, greedy over optimistic zeros, undiscounted: the steps of each episode. */
function mountainCarRun({ n, alphaTimesTilings }: Setting, episodes: number, seed: number): number[] {
  const stepSize = alphaTimesTilings / activeCount;
  const sarsa = createSarsa(createNStepTd(new Float64Array(3 * featureCount), { stepSize, n }), {
    featureCount,
  });
  const car = createMountainCar();
  car.reset({ seed });
  return Array.from({ length: episodes }, () => {
    let xTm1 = coder.encode(car.reset().observation);
    let aTm1 = greedyAction(sarsa.values(xTm1));
    for (let steps = 1; ; steps++) {
      const { observation, reward, terminated } = car.step(aTm1);
      const xT = coder.encode(observation);
      const aT = greedyAction(sarsa.values(xT));
      const isLast = terminated || steps === longest;
      // The limit ends no task: what lay behind the cut is in the last reward.
      const behind = isLast && !terminated ? sarsa.values(xT)[aT]! : 0;
      sarsa.learn(xTm1, aTm1, reward + behind, isLast ? 0 : 1, xT, aT);
      if (isLast) return steps;
      [xTm1, aTm1] = [xT, aT];
    }
  });
}

/** The mean steps over the first `episodes` episodes, of each run. */
export function mountainCarRuns(setting: Setting, runs: number, seed: number, episodes = 50): number[] {
  return Array.from({ length: runs }, (_, run) => {
    const steps = mountainCarRun(setting, episodes, deriveSeed(seed, run));
    return steps.reduce((sum, x) => sum + x, 0) / episodes;
  });
}
