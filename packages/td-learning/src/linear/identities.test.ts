import { expect, test } from "vitest";
import { createEmphaticTd } from "./emphatic-td.ts";
import { learnEpisode, randomEpisodes, type Recorded } from "./episodes.fixture.ts";
import { addScaled, dot } from "./features.ts";
import { createTdc } from "./gradient-td.ts";
import { createNStepTd } from "./n-step-td.ts";
import type { Predictor } from "./predictor.ts";
import { lambdaReturns } from "./returns.ts";
import { createTd } from "./td.ts";
import { createTdLambda } from "./td-lambda.ts";
import { dutchTrace, replacingTrace } from "./trace.ts";
import { createTrueOnlineTdLambda } from "./true-online-td-lambda.ts";

const features = 6;
const stepSize = 0.2;
const episodes = randomEpisodes(6, features, 42);
const fresh = (): Float64Array => new Float64Array(features);
const history = (predictor: Predictor): Float64Array[] =>
  episodes.flatMap((episode) => learnEpisode(predictor, episode));
const flat = (list: readonly Float64Array[]): number[] => list.flatMap((weights) => [...weights]);

const oneStep = flat(history(createTd(fresh(), { stepSize })));

test.each([
  ["n-step TD, n = 1", createNStepTd(fresh(), { stepSize, n: 1 })],
  ["TD(λ), λ = 0", createTdLambda(fresh(), { stepSize, lambda: 0 })],
  ["replacing TD(λ), λ = 0", createTdLambda(fresh(), { stepSize, lambda: 0, trace: replacingTrace })],
  ["dutch TD(λ), λ = 0", createTdLambda(fresh(), { stepSize, lambda: 0, trace: dutchTrace })],
  ["true online TD(λ), λ = 0", createTrueOnlineTdLambda(fresh(), { stepSize, lambda: 0 })],
  ["TDC without its correction", createTdc(fresh(), { stepSize, secondStepSize: 0 })],
])("%s is TD(0), step by step", (_, predictor) => {
  expect(flat(history(predictor))).toBeAllCloseTo(oneStep, 1e-14);
});

test("emphatic TD(λ) with λ = 1 on-policy is TD(1), step by step", () => {
  const emphatic = createEmphaticTd(fresh(), { stepSize, lambda: 1 });
  const plain = createTdLambda(fresh(), { stepSize, lambda: 1 });
  expect(flat(history(emphatic))).toBeAllCloseTo(flat(history(plain)), 1e-13);
});

/** Constant-α Monte Carlo: at an episode's end every state moves toward its return, the first first. */
function monteCarlo(weights: Float64Array, episode: readonly Recorded[]): void {
  const returns = episode.map((_, start) => {
    let discount = 1;
    let sum = 0;
    for (const { rT, discountT } of episode.slice(start)) {
      sum += discount * rT;
      discount *= discountT;
    }
    return sum;
  });
  episode.forEach(({ xTm1 }, t) => {
    addScaled(weights, stepSize * (returns[t]! - dot(weights, xTm1)), xTm1);
  });
}

test.each([
  ["n-step TD with n beyond the episode", (w: Float64Array) => createNStepTd(w, { stepSize, n: 1000 })],
  ["true online TD(λ) with λ = 1", (w: Float64Array) => createTrueOnlineTdLambda(w, { stepSize, lambda: 1 })],
])("%s is Monte Carlo at the end of every episode", (_, create) => {
  const reference = fresh();
  const predictor = create(fresh());
  for (const episode of episodes) {
    monteCarlo(reference, episode);
    learnEpisode(predictor, episode);
    expect(predictor.weights).toBeAllCloseTo(reference, 1e-12);
  }
});

/**
 * The online λ-return algorithm from its definition (van Seijen et al. 2016, section 3; Sutton & Barto section 12.4):
 * at every horizon h start again from the weights of the episode's start and move every state so far toward its
 * λ-return truncated at h, whose n-step returns bootstrap from the weights of the horizon before. O(T²) a step.
 */
function onlineLambdaReturn(
  start: Float64Array,
  episode: readonly Recorded[],
  lambda: number,
): Float64Array[] {
  const online: Float64Array[] = [start];
  for (let horizon = 1; horizon <= episode.length; horizon++) {
    const bootstraps = episode.slice(0, horizon).map(({ xT }, k) => dot(online[k]!, xT));
    const nStep = (t: number, n: number): number => {
      let discount = 1;
      let sum = 0;
      for (let k = t; k < t + n; k++) {
        sum += discount * episode[k]!.rT;
        discount *= episode[k]!.discountT;
      }
      return sum + discount * bootstraps[t + n - 1]!;
    };
    const weights = start.slice();
    for (let t = 0; t < horizon; t++) {
      let target = lambda ** (horizon - t - 1) * nStep(t, horizon - t);
      for (let n = 1; n < horizon - t; n++) target += (1 - lambda) * lambda ** (n - 1) * nStep(t, n);
      const { xTm1 } = episode[t]!;
      addScaled(weights, stepSize * (target - dot(weights, xTm1)), xTm1);
    }
    online.push(weights);
  }
  return online.slice(1);
}

test.each([0.3, 0.8, 1])("true online TD(%d) is the online λ-return algorithm to 1e-10", (lambda) => {
  const predictor = createTrueOnlineTdLambda(fresh(), { stepSize, lambda });
  let start = fresh();
  for (const episode of episodes) {
    const expected = onlineLambdaReturn(start, episode, lambda);
    expect(flat(learnEpisode(predictor, episode))).toBeAllCloseTo(flat(expected), 1e-10);
    start = expected.at(-1)!;
  }
});

test("TD(λ) with an ordinary trace is not: the agreement above is the correction's doing", () => {
  const predictor = createTdLambda(fresh(), { stepSize, lambda: 0.8 });
  const episode = episodes.find(({ length }) => length > 4)!;
  const expected = onlineLambdaReturn(fresh(), episode, 0.8).at(-1)!;
  expect(learnEpisode(predictor, episode).at(-1)!).not.toBeAllCloseTo(expected, 1e-3);
});

test("forward is backward: the changes of TD(λ) with frozen weights sum to those of the λ-returns", () => {
  const lambda = 0.7;
  const frozen = Float64Array.from({ length: features }, (_, k) => Math.sin(k + 1));
  for (const episode of episodes) {
    const values = episode.map(({ xT }) => dot(frozen, xT));
    const returns = lambdaReturns(
      episode.map(({ rT }) => rT),
      episode.map(({ discountT }) => discountT),
      values,
      { lambda },
    );
    const forward = fresh();
    episode.forEach(({ xTm1 }, t) => {
      addScaled(forward, returns[t]! - dot(frozen, xTm1), xTm1);
    });
    // A step size this small leaves the weights as good as frozen.
    const tiny = 1e-9;
    const predictor = createTdLambda(frozen.slice(), { stepSize: tiny, lambda });
    learnEpisode(predictor, episode);
    const backward = predictor.weights.map((w, k) => (w - frozen[k]!) / tiny);
    expect(backward).toBeAllCloseTo(forward, 1e-5);
  }
});
