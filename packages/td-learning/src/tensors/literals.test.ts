import { tensor1d, tensor2d, tensor3d, tensor4d, type Tensor } from "@tensorflow/tfjs-core";
import { scope } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import {
  chooseActions,
  doubleQError,
  duelling,
  expectedSarsaError,
  qLearningError,
  sarsaError,
} from "./action-values.ts";
import { categoricalMean, categoricalTdError, projectCategorical } from "./categorical.ts";
import { retraceError, vTrace } from "./off-policy.ts";
import { logProbabilities, policyEntropy, policyGradientTerm } from "./policy.ts";
import { asymmetricTdError, expectileTdError, quantileTdError } from "./quantile.ts";
import { generalizedAdvantages, lambdaReturns, nStepReturns } from "./returns.ts";
import { lambdaError, nStepError, tdError } from "./value-errors.ts";

const numbers = (compute: () => Tensor): Float32Array => {
  const result = scope(compute);
  const values = result.dataSync() as Float32Array;
  result.dispose();
  return values;
};
const row = (...values: number[]): Tensor => tensor2d(values, [values.length, 1]);
type T2 = ReturnType<typeof tensor2d>;
const over = (...values: number[]): T2 => row(...values) as T2;
const acts = (...values: number[]): T2 => tensor2d(values, [values.length, 1], "int32");

describe("state values by hand, three steps of one episode", () => {
  const r = (): T2 => over(1, 2, 3);
  const half = (): T2 => over(0.5, 0.5, 0.5);
  const v = (): T2 => over(10, 20, 30);
  const before = (): T2 => over(4, 10, 20);

  test("TD error: r + γ v − v'", () => {
    expect(numbers(() => tdError(before(), r(), half(), v()))).toBeAllCloseTo([2, 2, -2], 0);
  });
  test("λ-return, λ = ½", () => {
    expect(numbers(() => lambdaReturns(r(), half(), v(), { lambda: 0.5 }))).toBeAllCloseTo(
      [6.375, 11.5, 18],
      0,
    );
    expect(numbers(() => lambdaError(before(), r(), half(), v(), { lambda: 0.5 }))).toBeAllCloseTo(
      [2.375, 1.5, -2],
      0,
    );
  });
  test("two-step return", () => {
    expect(numbers(() => nStepReturns(r(), half(), v(), { n: 2 }))).toBeAllCloseTo([7, 11, 18], 0);
    expect(numbers(() => nStepError(before(), r(), half(), v(), { n: 2 }))).toBeAllCloseTo([3, 1, -2], 0);
  });
  test("generalized advantage, λ = ½: δ + ¼ of the next", () => {
    expect(numbers(() => generalizedAdvantages(before(), r(), half(), v(), { lambda: 0.5 }))).toBeAllCloseTo(
      [2.375, 1.5, -2],
      0,
    );
  });
  test("a discount of 0 ends the episode: nothing behind it counts", () => {
    const ended = numbers(() => lambdaReturns(r(), over(0.5, 0, 0.5), v(), { lambda: 1 }));
    expect(ended.slice(0, 2)).toBeAllCloseTo([2, 2], 0);
  });
  test("a time limit before the last row: discount 0, and the cut state's value in the reward", () => {
    const [reward, discount] = [(): T2 => over(1, 2 + 0.5 * 20, 3), (): T2 => over(0.5, 0, 0.5)];
    // G₂ = 18 is another episode's; G₁ = 12, G₀ = 1 + ½(½·10 + ½·12)
    expect(numbers(() => lambdaReturns(reward(), discount(), v(), { lambda: 0.5 }))).toBeAllCloseTo(
      [6.5, 12, 18],
      0,
    );
    // δ = 2, 2, −2 as above, but the cut stands between the second and the third: 2 + ¼·2, 2, −2
    expect(
      numbers(() => generalizedAdvantages(before(), reward(), discount(), v(), { lambda: 0.5 })),
    ).toBeAllCloseTo([2.5, 2, -2], 0);
  });
  test("V-trace with ratios ½, 2 (capped at 1)", () => {
    const { error, target, advantage } = scope(() =>
      vTrace(over(4, 10), over(1, 2), over(0.5, 0.5), over(10, 20), over(0.5, 2)),
    );
    // δ₂ = 2 + 10 − 10 = 2; δ₁ = ½ (1 + 5 − 4) = 1; target₁ = 4 + 1 + ½·½·2 = 5.5, target₂ = 12
    expect(target).toBeAllCloseTo([5.5, 12], 0);
    expect(error).toBeAllCloseTo([1.5, 2], 0);
    // ½ (1 + ½·12 − 4) and 1 (2 + ½·20 − 10)
    expect(advantage).toBeAllCloseTo([1.5, 2], 0);
    [error, target, advantage].forEach((tensor) => {
      tensor.dispose();
    });
  });
});

describe("action values by hand: q = [1, 2], action 1, r = 3, γ = ½, q' = [4, 8]", () => {
  const q = () => tensor3d([1, 2], [1, 1, 2]);
  const next = () => tensor3d([4, 8], [1, 1, 2]);
  const [r, half] = [() => over(3), () => over(0.5)];

  test("Q-learning", () => {
    expect(numbers(() => qLearningError(q(), acts(1), r(), half(), next()))).toBeAllCloseTo([5], 0);
  });
  test("double Q: the selector prefers action 0", () => {
    const selector = () => tensor3d([9, 1], [1, 1, 2]);
    expect(numbers(() => doubleQError(q(), acts(1), r(), half(), next(), selector()))).toBeAllCloseTo([3], 0);
  });
  test("Sarsa and expected Sarsa", () => {
    const policy = () => tensor3d([0.25, 0.75], [1, 1, 2]);
    expect(numbers(() => sarsaError(q(), acts(1), r(), half(), next(), acts(0)))).toBeAllCloseTo([3], 0);
    expect(numbers(() => expectedSarsaError(q(), acts(1), r(), half(), next(), policy()))).toBeAllCloseTo(
      [4.5],
      0,
    );
  });
  test("Retrace over two steps, ratio ½ between them", () => {
    const twice = (a: number[], b: number[]) => tensor3d([...a, ...b], [2, 1, 2]);
    const error = numbers(() =>
      retraceError(
        twice([1, 2], [4, 8]),
        acts(1, 0),
        over(3, 1),
        over(0.5, 0),
        twice([4, 8], [0, 0]),
        twice([0.25, 0.75], [1, 0]),
        over(0.5, 1),
      ),
    );
    // δ₂ = 1 − 4 = −3; δ₁ = 3 + ½·7 − 2 = 4.5; error₁ = 4.5 + ½·½·(−3)
    expect(error).toBeAllCloseTo([3.75, -3], 0);
  });
  test("choosing actions from values and from distributions", () => {
    expect(numbers(() => chooseActions(tensor3d([1, 2, 3, 4], [2, 1, 2]), acts(1, 0)))).toBeAllCloseTo(
      [2, 3],
      0,
    );
    expect(numbers(() => chooseActions(tensor4d([1, 2, 3, 4], [1, 1, 2, 2]), acts(1)))).toBeAllCloseTo(
      [3, 4],
      0,
    );
  });
  test("duelling: v = 10, A = [1, 3] makes [9, 11]", () => {
    expect(numbers(() => duelling(over(10), tensor3d([1, 3], [1, 1, 2])))).toBeAllCloseTo([9, 11], 0);
  });
});

describe("distributions by hand", () => {
  const support = { low: 0, high: 2 };

  test("the mean of [¼, ¼, ½] over 0, 1, 2 is 1.25", () => {
    expect(numbers(() => categoricalMean(tensor3d([0.25, 0.25, 0.5], [1, 1, 3]), support))).toBeAllCloseTo(
      [1.25],
      0,
    );
  });
  test("projection splits ¾ between 0 and 1, keeps 1, and clips 5 to 2", () => {
    const projected = numbers(() =>
      projectCategorical(tensor3d([0.75, 1, 5], [1, 1, 3]), tensor3d([0.4, 0.1, 0.5], [1, 1, 3]), support),
    );
    expect(projected).toBeAllCloseTo([0.1, 0.4, 0.5], 1e-7);
  });
  test("categorical error: r = ½, γ = ½ from all mass on 1 lands on 1; against uniform it is ln 3", () => {
    const error = numbers(() =>
      categoricalTdError(
        tensor3d([0, 0, 0], [1, 1, 3]),
        over(0.5),
        over(0.5),
        tensor3d([0, 1, 0], [1, 1, 3]),
        support,
      ),
    );
    expect(error).toBeAllCloseTo([Math.log(3)], 1e-6);
  });

  const theta = () => tensor3d([1, 3], [1, 1, 2]);
  const taus = () => tensor1d([0.25, 0.75]);
  // Targets 2 + ½·[0, 4] = 2, 4; errors of θ = 1: 1, 3, of θ = 3: −1, 1.
  const next = () => tensor3d([0, 4], [1, 1, 2]);

  test("quantile error, κ = 0 and κ = 2", () => {
    // ¼ (1 + 3)/2 + (¼·1 + ¾·1)/2
    const pure = numbers(() => quantileTdError(theta(), over(2), over(0.5), next(), taus(), { huber: 0 }));
    expect(pure).toBeAllCloseTo([1], 1e-6);
    // L/κ of 1 is ¼, of 3 is 3 − 1 = 2: ¼ (¼ + 2)/2 + (¼·¼ + ¾·¼)/2
    const huber = numbers(() => quantileTdError(theta(), over(2), over(0.5), next(), taus(), { huber: 2 }));
    expect(huber).toBeAllCloseTo([0.28125 + 0.125], 1e-6);
  });
  test("expectile error", () => {
    // ¼ (1 + 9)/2 + (¼·1 + ¾·1)/2
    expect(numbers(() => expectileTdError(theta(), over(2), over(0.5), next(), taus()))).toBeAllCloseTo(
      [1.25 + 0.5],
      1e-6,
    );
  });
  test("asymmetric errors: each cell its own", () => {
    // δ = 2 + 0 − 1 = 1 and 2 + 2 − 3 = 1; with r = 0: −1 and −1
    expect(numbers(() => asymmetricTdError(theta(), over(2), over(0.5), next(), taus()))).toBeAllCloseTo(
      [0.25, 0.75],
      0,
    );
    expect(numbers(() => asymmetricTdError(theta(), over(0), over(0.5), next(), taus()))).toBeAllCloseTo(
      [-0.75, -0.25],
      0,
    );
  });
});

describe("policies by hand: logits 0 and ln 3 make ¼ and ¾", () => {
  const logits = () => tensor3d([0, Math.log(3)], [1, 1, 2]);

  test("log-probability, entropy and policy-gradient term", () => {
    expect(numbers(() => logProbabilities(logits(), acts(0)))).toBeAllCloseTo([Math.log(0.25)], 1e-6);
    expect(numbers(() => policyEntropy(logits()))).toBeAllCloseTo(
      [0.25 * Math.log(4) + 0.75 * Math.log(4 / 3)],
      1e-6,
    );
    expect(numbers(() => policyGradientTerm(logits(), acts(1), over(-2)))).toBeAllCloseTo(
      [2 * Math.log(0.75)],
      1e-6,
    );
  });
});

describe("an action that is none is refused by the name of the function that was called", () => {
  const two = () => tensor3d([1, 2], [1, 1, 2]);
  const calls: Record<string, (actions: T2) => Tensor> = {
    "chooseActions: expected actions": (actions) => chooseActions(two(), actions),
    "qLearningError: expected aTm1": (a) => qLearningError(two(), a, over(1), over(1), two()),
    "doubleQError: expected aTm1": (a) => doubleQError(two(), a, over(1), over(1), two(), two()),
    "sarsaError: expected aTm1": (a) => sarsaError(two(), a, over(1), over(1), two(), acts(0)),
    "sarsaError: expected aT": (a) => sarsaError(two(), acts(0), over(1), over(1), two(), a),
    "expectedSarsaError: expected aTm1": (a) =>
      expectedSarsaError(two(), a, over(1), over(1), two(), tensor3d([0.5, 0.5], [1, 1, 2])),
    "retraceError: expected aTm1": (a) =>
      retraceError(two(), a, over(1), over(1), two(), tensor3d([0.5, 0.5], [1, 1, 2]), over(1)),
    "logProbabilities: expected actions": (a) => logProbabilities(two(), a),
    "policyGradientTerm: expected actions": (a) => policyGradientTerm(two(), a, over(1)),
  };
  test.each(Object.entries(calls))("%s", (message, call) => {
    for (const stray of [2, -1])
      expect(() => scope(() => call(acts(stray)))).toThrow(
        new RegExp(`^${message} from 0 to 1, got ${stray};`),
      );
    expect(numbers(() => call(acts(1)))).toHaveLength(1);
  });

  test("also among the distributions of several atoms", () => {
    const distributions = () => tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    expect(() => scope(() => chooseActions(distributions(), acts(2)))).toThrow(/from 0 to 1, got 2/);
  });

  test("values that choose are as many as values that judge: another action would have no value", () => {
    const three = () => tensor3d([1, 2, 3], [1, 1, 3]);
    const call = () => doubleQError(two(), acts(0), over(1), over(1), two(), three());
    expect(() => scope(call)).toThrow(/doubleQError: expected qT and selectorT to be of one shape/);
  });
});

test("wrong shapes are RangeErrors, and actions of another type than int32 a TypeError", () => {
  const classOf = (compute: () => Tensor): unknown => {
    try {
      scope(compute).dispose();
    } catch (error) {
      return (error as Error).constructor;
    }
    return undefined;
  };
  const scores = () => tensor3d([1, 2], [1, 1, 2]);
  expect(classOf(() => tdError(over(1), over(1, 2), over(1, 1), over(1, 2)))).toBe(RangeError);
  expect(classOf(() => lambdaReturns(tensor1d([1]) as never, over(1), over(1)))).toBe(RangeError);
  expect(classOf(() => policyEntropy(over(1) as never))).toBe(RangeError);
  expect(classOf(() => projectCategorical(scores(), tensor3d([1], [1, 1, 1]), { low: 0, high: 1 }))).toBe(
    RangeError,
  );
  expect(classOf(() => quantileTdError(scores(), over(1), over(1), scores(), tensor1d([0.5])))).toBe(
    RangeError,
  );
  expect(classOf(() => chooseActions(scores(), over(1)))).toBe(TypeError);
});

test("shapes and types that do not fit are refused by name", () => {
  const refuse = (compute: () => Tensor, message: RegExp): void => {
    expect(() => scope(compute)).toThrow(message);
  };
  refuse(
    () => tdError(over(1), over(1, 2), over(1, 1), over(1, 2)),
    /tdError: expected vTm1 of \[time, batch\] = \[2, 1\], got \[1, 1\]/,
  );
  refuse(
    () => qLearningError(tensor3d([1, 2], [1, 1, 2]), over(1), over(1), over(1), tensor3d([1, 2], [1, 1, 2])),
    /dtype int32, got float32/,
  );
  refuse(() => lambdaReturns(over(1), over(1), over(1), { lambda: 2 }), /lambda/);
  const flat = (dtype: "int32" | "float32"): never => tensor1d([1], dtype) as never;
  const scores = () => tensor3d([1, 2], [1, 1, 2]);
  refuse(() => tdError(over(1), flat("float32"), over(1), over(1)), /tdError: expected rT of/);
  refuse(() => chooseActions(scores(), flat("int32")), /chooseActions: expected actions of/);
  refuse(() => logProbabilities(scores(), flat("int32")), /logProbabilities: expected actions of/);
  refuse(
    () => policyGradientTerm(scores(), flat("int32"), over(1)),
    /policyGradientTerm: expected actions of/,
  );
  refuse(() => duelling(flat("float32"), scores()), /duelling: expected value of \[time, batch\].*got \[1\]/);
  refuse(() => policyEntropy(over(1) as never), /policyEntropy: expected logits/);
  refuse(
    () =>
      quantileTdError(
        tensor3d([1, 2], [1, 1, 2]),
        over(1),
        over(1),
        tensor3d([1, 2], [1, 1, 2]),
        tensor1d([0.5]),
      ),
    /taus of \[2\]/,
  );
  refuse(() => categoricalMean(tensor3d([1, 2], [1, 1, 2]), { low: 1, high: 1 }), /larger high/);
});
