import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { createDifferentialTd } from "../linear/differential-td.ts";
import { oneHot } from "../linear/features.ts";
import { createNStepTd } from "../linear/n-step-td.ts";
import { createTd } from "../linear/td.ts";
import { stateActionFeatures } from "./action-values.ts";
import { epsilonGreedy, greedyAction, sampleAction, softmaxPolicy } from "./policies.ts";
import { createDoubleQLearning, createQLearning, type QLearning } from "./q-learning.ts";
import { createExpectedSarsa, createSarsa } from "./sarsa.ts";

const [s, t] = [oneHot(0), oneHot(1)];
/** Two states, two actions: q(s, ·) = 1, 2 and q(t, ·) = 4, 8; weights are `[actions, features]`. */
const weights = (): Float64Array => Float64Array.of(1, 4, 2, 8);
const options = { featureCount: 2, stepSize: 0.5 };

describe("one step from s by action 1, reward 3, discount ½", () => {
  test("Sarsa takes the next action's value", () => {
    const sarsa = createSarsa(createTd(weights(), options), options);
    expect(sarsa.learn(s, 1, 3, 0.5, t, 0)).toBe(3 + 2 - 2);
    expect([...sarsa.weights]).toEqual([1, 4, 3.5, 8]);
  });

  test("expected Sarsa takes the policy's mean", () => {
    const sarsa = createExpectedSarsa(createTd(weights(), options), options);
    expect(sarsa.learn(s, 1, 3, 0.5, t, [0.25, 0.75])).toBe(3 + 3.5 - 2);
    expect([...sarsa.weights]).toEqual([1, 4, 4.25, 8]);
  });

  test("Q-learning takes the largest", () => {
    const q = createQLearning(weights(), options);
    expect(q.learn(s, 1, 3, 0.5, t)).toBe(3 + 4 - 2);
    expect([...q.weights]).toEqual([1, 4, 4.5, 8]);
  });

  test.each([
    ["first", 0, [1, 4, 2 + 0.5 * (3 + 0.5 * 10 - 2), 8], [10, 20, 30, 10]],
    ["second", 0.9, [1, 4, 2, 8], [10, 20, 30 + 0.5 * (3 + 0.5 * 4 - 30), 10]],
  ])("double Q-learning: the %s learns what the other thinks of its choice", (_, toss, first, second) => {
    const [w1, w2] = [weights(), Float64Array.of(10, 20, 30, 10)];
    createDoubleQLearning(w1, w2, { ...options, uniform: () => toss }).learn(s, 1, 3, 0.5, t);
    expect([...w1]).toEqual(first);
    expect([...w2]).toEqual(second);
  });
});

test("expected Sarsa of the greedy policy is Q-learning", () => {
  const { uniform, normal } = createRandomStream(5);
  const states = Array.from({ length: 4 }, (_, state) => oneHot(state));
  const q = createQLearning(new Float64Array(12), { featureCount: 4 });
  const expected = createExpectedSarsa(createTd(new Float64Array(12)), { featureCount: 4 });
  for (let step = 0; step < 300; step++) {
    const [xTm1, xT] = [states[Math.floor(uniform() * 4)]!, states[Math.floor(uniform() * 4)]!];
    const [action, reward] = [Math.floor(uniform() * 3), normal()];
    q.learn(xTm1, action, reward, 0.9, xT);
    expected.learn(xTm1, action, reward, 0.9, xT, epsilonGreedy(expected.values(xT), { epsilon: 0 }));
  }
  expect(expected.weights).toBeAllCloseTo(q.weights, 1e-12);
});

test("n-step Sarsa credits the pair that was chosen two steps ago", () => {
  const sarsa = createSarsa(createNStepTd(new Float64Array(4), { stepSize: 1, n: 2 }), options);
  sarsa.learn(s, 1, 1, 1, t, 0);
  sarsa.learn(t, 0, 2, 0, t, 0);
  expect([...sarsa.values(s)]).toEqual([0, 3]);
  expect([...sarsa.values(t)]).toEqual([2, 0]);
});

test.each([1, 2, 3])(
  "differential Sarsa finds the better of two rewards, and the rate it earns (seed %i)",
  (seed) => {
    const { uniform, normal } = createRandomStream(seed);
    const predictor = createDifferentialTd(new Float64Array(2), { stepSize: 0.05, rewardStepSize: 0.01 });
    const sarsa = createSarsa(predictor, { featureCount: 1 });
    const choose = (): number => sampleAction(epsilonGreedy(sarsa.values(s)), uniform);
    let action = choose();
    for (let step = 0; step < 5000; step++) {
      const reward = 1 + action + 0.1 * normal();
      const next = choose();
      sarsa.learn(s, action, reward, 1, s, next);
      action = next;
    }
    expect(greedyAction(sarsa.values(s))).toBe(1);
    // 2 in 95 % of the steps and 1 in the others.
    expect(Math.abs(predictor.averageReward() - 1.95)).toBeLessThan(0.1);
  },
);

/** How often "left" is chosen in Sutton & Barto's example 6.7, over episodes 51 to 100, where it never pays. */
function shareOfLeft(create: () => QLearning, runs: number, seed: number): number {
  const { uniform, normal } = createRandomStream(seed);
  const [start, choice, end] = [oneHot(0), oneHot(1), oneHot(2)];
  let left = 0;
  for (let run = 0; run < runs; run++) {
    const q = create();
    for (let episode = 0; episode < 100; episode++) {
      // Of A's ten actions only two are used: 0 is right, 1 left.
      const action = sampleAction(epsilonGreedy(q.values(start).subarray(0, 2)), uniform);
      if (episode >= 50) left += action;
      if (action === 0) {
        q.learn(start, 0, 0, 0, end);
        continue;
      }
      q.learn(start, 1, 0, 1, choice);
      const arm = sampleAction(epsilonGreedy(q.values(choice)), uniform);
      q.learn(choice, arm, normal() - 0.1, 0, end);
    }
  }
  return left / (50 * runs);
}

test.each([1, 2, 3])(
  "maximisation bias: Q-learning goes left where double Q-learning does not (seed %i)",
  (seed) => {
    const { uniform } = createRandomStream(seed + 100);
    const single = shareOfLeft(() => createQLearning(new Float64Array(30), { featureCount: 3 }), 100, seed);
    const double = shareOfLeft(
      () => createDoubleQLearning(new Float64Array(30), new Float64Array(30), { featureCount: 3, uniform }),
      100,
      seed,
    );
    expect(single).toBeGreaterThan(0.5);
    expect(double).toBeLessThan(single - 0.15);
  },
);

describe("policies", () => {
  test("ε-greedy shares the greedy part among ties", () => {
    expect(epsilonGreedy([2, 1, 2, 0], { epsilon: 0.2 })).toBeAllCloseTo([0.45, 0.05, 0.45, 0.05], 1e-15);
  });

  test("softmax of ln 1, ln 3 is ¼, ¾, and large values do not overflow", () => {
    expect(softmaxPolicy([0, Math.log(3)])).toBeAllCloseTo([0.25, 0.75], 1e-15);
    expect([...softmaxPolicy([5000, 5000])]).toEqual([0.5, 0.5]);
  });

  test("actions are drawn as often as the policy says, and never where it says 0", () => {
    const { uniform } = createRandomStream(3);
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 20000; draw++) counts[sampleAction([0.2, 0, 0.8], uniform)]! += 1;
    expect(counts[1]).toBe(0);
    // Four standard deviations of a binomial share.
    expect(Math.abs(counts[0]! / 20000 - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / 20000));
    expect(sampleAction([0, 1], () => 1 - Number.EPSILON)).toBe(1);
  });

  test("the greedy action is the first of the best", () => {
    expect(greedyAction([0, 2, 2])).toBe(1);
  });

  test("refuse what cannot be", () => {
    expect(() => greedyAction([])).toThrow(/at least one action/);
    expect(() => epsilonGreedy([NaN])).toThrow(/NaN for action 0/);
    expect(() => epsilonGreedy([1], { epsilon: 2 })).toThrow(/epsilon/);
    expect(() => sampleAction([0.5], () => 0)).toThrow(/sum of 0.5/);
    expect(() => sampleAction([1.5, -0.5], () => 0)).toThrow(/sampleAction: .* got -0.5 for action 1/);
    expect(() => createQLearning(new Float64Array(5), { featureCount: 2 })).toThrow(
      /whole|actions × featureCount/,
    );
  });
});

describe("what lies outside a state's features or the actions", () => {
  // Two features a state: index 2 would be feature 0 of the next action.
  const stray = oneHot(2);
  const learners = {
    createSarsa: (w: Float64Array) => {
      const { values, learn } = createSarsa(createTd(w), options);
      return { values, learn: (x: typeof s, action: number) => learn(x, action, 3, 0.5, t, 0) };
    },
    createExpectedSarsa: (w: Float64Array) => {
      const { values, learn } = createExpectedSarsa(createTd(w), options);
      return { values, learn: (x: typeof s, action: number) => learn(x, action, 3, 0.5, t, [1, 0]) };
    },
    createQLearning: (w: Float64Array) => {
      const { values, learn } = createQLearning(w, options);
      return { values, learn: (x: typeof s, action: number) => learn(x, action, 3, 0.5, t) };
    },
    createDoubleQLearning: (w: Float64Array) => {
      const { values, learn } = createDoubleQLearning(w, weights(), { ...options, uniform: () => 0 });
      return { values, learn: (x: typeof s, action: number) => learn(x, action, 3, 0.5, t) };
    },
  };

  test.each(Object.entries(learners))("%s refuses it, and keeps its weights", (name, create) => {
    const w = weights();
    const { learn, values } = create(w);
    const indices = "expected feature indices from 0 to 1, got 2";
    expect(() => learn(stray, 0)).toThrow(`${name}.learn: ${indices}`);
    expect(() => values(stray)).toThrow(`${name}.values: ${indices}`);
    for (const action of [-1, 0.5, NaN]) {
      expect(() => learn(s, action)).toThrow(
        `${name}.learn: expected the action to be an integer of 0 or more, got ${action}`,
      );
    }
    expect(() => learn(s, 2)).toThrow(RangeError);
    expect(w).toEqual(weights());
  });

  test("a policy of fewer or more actions than there are is refused", () => {
    const { learn, weights: learned } = createExpectedSarsa(createTd(weights()), options);
    for (const policy of [[], [1], [0.5, 0.5, 0]]) {
      expect(() => learn(s, 1, 3, 0.5, t, policy)).toThrow(
        `createExpectedSarsa.learn: expected policyT to be 2 probabilities, one an action, got ${policy.length}`,
      );
    }
    expect(() => learn(s, 1, 3, 0.5, stray, [1, 0])).toThrow(/createExpectedSarsa.learn: expected feature/);
    expect(learned).toEqual(weights());
  });

  test.each([
    [[1.5, -0.5], "to be probabilities, got -0.5 for action 1"],
    [[0.5, 0.25], "to sum to 1, got a sum of 0.75"],
    [[1, 1], "to sum to 1, got a sum of 2"],
    [[NaN, 1], "to sum to 1, got a sum of NaN"],
  ])("a policy of %o is none and is refused", (policy, message) => {
    const { learn, weights: learned } = createExpectedSarsa(createTd(weights(), options), options);
    expect(() => learn(s, 1, 3, 0.5, t, policy)).toThrow(
      `createExpectedSarsa.learn: expected policyT ${message}`,
    );
    expect(learned).toEqual(weights());
    // What rounding leaves of a policy in single precision is one still.
    expect(learn(s, 1, 3, 0.5, t, Float32Array.of(0.1, 0.9))).toBeCloseTo(3 + 0.5 * (0.4 + 7.2) - 2, 6);
  });

  test("stateActionFeatures refuses it by its own name", () => {
    expect(() => stateActionFeatures(stray, 0, 2)).toThrow(/^stateActionFeatures: .* from 0 to 1, got 2/);
    expect(() => stateActionFeatures(s, NaN, 2)).toThrow(/^stateActionFeatures: expected the action/);
  });
});

test("a pair's features lie in its action's block", () => {
  expect([...stateActionFeatures(oneHot(3), 2, 10).indices]).toEqual([23]);
});
