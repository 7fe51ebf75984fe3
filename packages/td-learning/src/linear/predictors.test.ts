import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { createDifferentialTd } from "./differential-td.ts";
import { createEmphaticTd } from "./emphatic-td.ts";
import { learnEpisode, randomEpisodes, randomWalkEpisode } from "./episodes.fixture.ts";
import { denseFeatures, oneHot } from "./features.ts";
import { createGtd2, createTdc } from "./gradient-td.ts";
import { createNStepTd } from "./n-step-td.ts";
import type { Predictor } from "./predictor.ts";
import { createTd } from "./td.ts";
import { createTdLambda } from "./td-lambda.ts";
import { dutchTrace, replacingTrace } from "./trace.ts";
import { createTrueOnlineTdLambda } from "./true-online-td-lambda.ts";

interface Member {
  readonly name: string;
  readonly create: (weights: Float64Array, stepSize: number) => Predictor;
}

const family: readonly Member[] = [
  { name: "TD(0)", create: (w, stepSize) => createTd(w, { stepSize }) },
  { name: "4-step TD", create: (w, stepSize) => createNStepTd(w, { stepSize, n: 4 }) },
  { name: "TD(λ)", create: (w, stepSize) => createTdLambda(w, { stepSize, lambda: 0.6 }) },
  {
    name: "TD(λ), replacing",
    create: (w, stepSize) => createTdLambda(w, { stepSize, lambda: 0.6, trace: replacingTrace }),
  },
  {
    name: "TD(λ), dutch",
    create: (w, stepSize) => createTdLambda(w, { stepSize, lambda: 0.6, trace: dutchTrace }),
  },
  {
    name: "true online TD(λ)",
    create: (w, stepSize) => createTrueOnlineTdLambda(w, { stepSize, lambda: 0.6 }),
  },
  { name: "GTD2", create: (w, stepSize) => createGtd2(w, { stepSize: 2 * stepSize, secondStepSize: 0.1 }) },
  { name: "TDC", create: (w, stepSize) => createTdc(w, { stepSize, secondStepSize: 0.02 }) },
  // The follow-on trace grows with the episode, so the same step size would be many times larger.
  {
    name: "emphatic TD(λ)",
    create: (w, stepSize) => createEmphaticTd(w, { stepSize: stepSize / 10, lambda: 0.3 }),
  },
];

const states = Array.from({ length: 5 }, (_, state) => oneHot(state));
const truth = [1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6];

function rootMeanSquare(weights: Float64Array): number {
  return Math.sqrt(weights.reduce((sum, w, s) => sum + (w - truth[s]!) ** 2, 0) / truth.length);
}

/** Mean error over the last quarter of 2,000 episodes, which starts at 0.23 for values of one half. */
function errorAfterLearning(member: Member, reward: number, seed: number): number {
  const { uniform } = createRandomStream(seed);
  const predictor = member.create(new Float64Array(5).fill(0.5), 0.02);
  let sum = 0;
  for (let episode = 0; episode < 2000; episode++) {
    learnEpisode(predictor, randomWalkEpisode(states, uniform, { right: reward }));
    if (episode >= 1500) sum += rootMeanSquare(predictor.weights) / 500;
  }
  return sum;
}

describe.each(family)("$name", (member) => {
  test.each([1, 2, 3])("learns the values of the 5-state random walk (seed %i)", (seed) => {
    expect(errorAfterLearning(member, 1, seed)).toBeLessThan(0.08);
  });

  test("does not learn them where the reward is taken away", () => {
    expect(errorAfterLearning(member, 0, 1)).toBeGreaterThan(0.3);
  });

  test("an ended episode does not touch the next: its states could be other ones", () => {
    const [first, second] = randomEpisodes(2, 4, 11);
    const ended = first!.map((step, t) =>
      t === first!.length - 1 ? { ...step, xT: second![0]!.xTm1 } : step,
    );
    const a = member.create(new Float64Array(4), 0.1);
    const b = member.create(new Float64Array(4), 0.1);
    learnEpisode(a, first!);
    learnEpisode(b, ended);
    expect(a.weights).toBeAllCloseTo(b.weights, 1e-15);
    expect(learnEpisode(a, second!).at(-1)!).toBeAllCloseTo(learnEpisode(b, second!).at(-1)!, 1e-15);
  });

  test("learns the same from arrays that are filled anew for every step", () => {
    const [fresh, refilled] = [0, 1].map(() => member.create(new Float64Array(4), 0.1)) as [
      Predictor,
      Predictor,
    ];
    const [before, after] = [denseFeatures([1, 1, 1, 1]), denseFeatures([1, 1, 1, 1])];
    for (const { xTm1, rT, discountT, xT } of randomEpisodes(6, 4, 12).flat()) {
      for (const [from, to] of [
        [xTm1, before],
        [xT, after],
      ] as const) {
        to.indices.set(from.indices);
        to.values.set(from.values);
      }
      fresh.learn(xTm1, rT, discountT, xT);
      refilled.learn(before, rT, discountT, after);
    }
    expect(refilled.weights).toEqual(fresh.weights);
  });

  test("gives the error from before the update", () => {
    const predictor = member.create(Float64Array.of(1, 3), 0.1);
    expect(predictor.learn(oneHot(0), 2, 0.5, oneHot(1))).toBe(2 + 1.5 - 1);
  });

  test("refuses an index outside the weights and an impossible step size", () => {
    const predictor = member.create(new Float64Array(2), 0.1);
    expect(() => predictor.learn(oneHot(2), 0, 1, oneHot(0))).toThrow(/feature indices lie inside/);
    expect([...predictor.weights]).toEqual([0, 0]);
    expect(() => member.create(new Float64Array(2), -1)).toThrow(/stepSize.*-/);
    expect(() => member.create(new Float64Array(0), 0.1)).toThrow(TypeError);
  });
});

test.each([
  ["2-step TD", (w: Float64Array) => createNStepTd(w, { stepSize: 0.5, n: 2 })],
  ["TD(1)", (w: Float64Array) => createTdLambda(w, { stepSize: 0.5, lambda: 1 })],
  ["true online TD(1)", (w: Float64Array) => createTrueOnlineTdLambda(w, { stepSize: 0.5, lambda: 1 })],
  ["emphatic TD(1)", (w: Float64Array) => createEmphaticTd(w, { stepSize: 0.5, lambda: 1 })],
])("%s over a time limit: the value of the cut state in the reward, discount 0", (_, create) => {
  const predictor = create(Float64Array.of(0, 0, 4, 0));
  predictor.learn(oneHot(0), 0, 0.5, oneHot(1));
  // Cut in state 2, worth 4: the reward of 1 becomes 1 + ½·4 = 3.
  predictor.learn(oneHot(1), 1 + 0.5 * predictor.value(oneHot(2)), 0, oneHot(2));
  predictor.learn(oneHot(3), 8, 0, oneHot(3));
  // Half the way to the returns ½·3, 3 and 8; the next episode's 8 reaches none of the first.
  expect([...predictor.weights]).toEqual([0.75, 1.5, 4, 4]);
});

test("differential TD finds the reward per step of a loop, and how much better its paid half is", () => {
  const predictor = createDifferentialTd(new Float64Array(2), { stepSize: 0.1, rewardStepSize: 0.01 });
  for (let step = 0; step < 5000; step++) {
    predictor.learn(oneHot(step % 2), step % 2 === 0 ? 1 : 0, 1, oneHot((step + 1) % 2));
  }
  // v(0) − v(1) = 1 − R̄ and v(1) − v(0) = 0 − R̄, so R̄ = ½ and the difference is ½.
  expect(predictor.averageReward()).toBeCloseTo(0.5, 6);
  expect(predictor.weights[0]! - predictor.weights[1]!).toBeCloseTo(0.5, 6);
});
