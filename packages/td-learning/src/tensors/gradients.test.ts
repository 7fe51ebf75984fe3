import {
  add,
  cast,
  mul,
  softmax,
  sum,
  tensor,
  tensor1d,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, valueAndGradients } from "@wayfield/backend";
import { finiteDifferenceGradient } from "@wayfield/test-kit";
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
import { actions, batch, overTime, randomSequences, time } from "./sequences.fixture.ts";
import { lambdaError, nStepError, tdError } from "./value-errors.ts";

const s = randomSequences(21);
const aTm1 = (): Tensor2D => cast(overTime(s.aTm1), "int32");
const aT = (): Tensor2D => cast(overTime(s.aT), "int32");
const taus = (): Tensor1D => tensor1d([0.1, 0.4, 0.6, 0.9]);
const support = { low: -2, high: 2 };

/** A function, its differentiable-looking arguments by name, and which of them a gradient reaches. */
interface Case {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly flows: readonly string[];
  readonly compute: (x: Record<string, Tensor>) => Tensor;
  /** The gradient where the target holds the argument too, so that differences of the whole would be another thing. */
  readonly derivative?: (weights: Float32Array) => Float32Array;
}
const two = (x: Record<string, Tensor>, ...names: string[]): Tensor2D[] =>
  names.map((name) => x[name] as Tensor2D);
const three = (x: Record<string, Tensor>, ...names: string[]): Tensor3D[] =>
  names.map((name) => x[name] as Tensor3D);
const states = { vTm1: s.vTm1, rT: s.rT, discountT: s.discountT, vT: s.vT };
const later = { rT: s.rT, discountT: s.discountT, vT: s.vT };
const pairs = { qTm1: s.qTm1, rT: s.rT, discountT: s.discountT, qT: s.qT };
const minusOne = (weights: Float32Array): Float32Array => weights.map((weight) => -weight);
/** −weight at the actions taken, zero at the others. */
const minusOneAtActions = (weights: Float32Array): Float32Array =>
  s.qTm1.map((_, k) =>
    s.aTm1[Math.floor(k / actions)] === k % actions ? -weights[Math.floor(k / actions)]! : 0,
  );

const cases: readonly Case[] = [
  {
    name: "lambdaReturns",
    inputs: later,
    flows: ["rT", "discountT", "vT"],
    compute: (x) => lambdaReturns(x["rT"] as Tensor2D, x["discountT"] as Tensor2D, x["vT"] as Tensor2D),
  },
  {
    name: "nStepReturns",
    inputs: later,
    flows: ["rT", "discountT", "vT"],
    compute: (x) =>
      nStepReturns(x["rT"] as Tensor2D, x["discountT"] as Tensor2D, x["vT"] as Tensor2D, { n: 3 }),
  },
  {
    name: "generalizedAdvantages",
    inputs: states,
    flows: ["vTm1", "rT", "discountT", "vT"],
    compute: (x) => {
      const [v, r, discount, next] = two(x, "vTm1", "rT", "discountT", "vT");
      return generalizedAdvantages(v!, r!, discount!, next!);
    },
  },
  ...[
    { name: "tdError", f: tdError },
    { name: "lambdaError", f: lambdaError },
    { name: "nStepError", f: nStepError },
  ].map(({ name, f }) => ({
    name,
    inputs: states,
    flows: ["vTm1"],
    compute: (x: Record<string, Tensor>) => {
      const [v, r, discount, next] = two(x, "vTm1", "rT", "discountT", "vT");
      return f(v!, r!, discount!, next!);
    },
  })),
  {
    name: "vTrace error",
    inputs: { ...states, rho: s.rho },
    flows: ["vTm1"],
    derivative: minusOne,
    compute: (x) => {
      const [v, r, discount, next, rho] = two(x, "vTm1", "rT", "discountT", "vT", "rho");
      return vTrace(v!, r!, discount!, next!, rho!).error;
    },
  },
  {
    name: "vTrace target and advantage",
    inputs: { ...states, rho: s.rho },
    flows: [],
    compute: (x) => {
      const [v, r, discount, next, rho] = two(x, "vTm1", "rT", "discountT", "vT", "rho");
      const { target, advantage } = vTrace(v!, r!, discount!, next!, rho!);
      return add(target, advantage);
    },
  },
  {
    name: "retraceError",
    inputs: { ...pairs, policyT: s.policyT, rho: s.rho },
    flows: ["qTm1"],
    derivative: minusOneAtActions,
    compute: (x) => {
      const [r, discount, rho] = two(x, "rT", "discountT", "rho");
      const [q, next, policy] = three(x, "qTm1", "qT", "policyT");
      return retraceError(q!, aTm1(), r!, discount!, next!, policy!, rho!);
    },
  },
  {
    name: "qLearningError",
    inputs: pairs,
    flows: ["qTm1"],
    compute: (x) => {
      const [r, discount] = two(x, "rT", "discountT");
      const [q, next] = three(x, "qTm1", "qT");
      return qLearningError(q!, aTm1(), r!, discount!, next!);
    },
  },
  {
    name: "doubleQError",
    inputs: { ...pairs, selectorT: s.policyT },
    flows: ["qTm1"],
    compute: (x) => {
      const [r, discount] = two(x, "rT", "discountT");
      const [q, next, selector] = three(x, "qTm1", "qT", "selectorT");
      return doubleQError(q!, aTm1(), r!, discount!, next!, selector!);
    },
  },
  {
    name: "sarsaError",
    inputs: pairs,
    flows: ["qTm1"],
    compute: (x) => {
      const [r, discount] = two(x, "rT", "discountT");
      const [q, next] = three(x, "qTm1", "qT");
      return sarsaError(q!, aTm1(), r!, discount!, next!, aT());
    },
  },
  {
    name: "expectedSarsaError",
    inputs: { ...pairs, policyT: s.policyT },
    flows: ["qTm1"],
    compute: (x) => {
      const [r, discount] = two(x, "rT", "discountT");
      const [q, next, policy] = three(x, "qTm1", "qT", "policyT");
      return expectedSarsaError(q!, aTm1(), r!, discount!, next!, policy!);
    },
  },
  {
    name: "chooseActions",
    inputs: { q: s.qT },
    flows: ["q"],
    compute: (x) => chooseActions(x["q"] as Tensor3D, aTm1()),
  },
  {
    name: "duelling",
    inputs: { v: s.vT, advantages: s.qT },
    flows: ["v", "advantages"],
    compute: (x) => duelling(x["v"] as Tensor2D, x["advantages"] as Tensor3D),
  },
  {
    name: "logProbabilities",
    inputs: { logits: s.qT },
    flows: ["logits"],
    compute: (x) => logProbabilities(x["logits"] as Tensor3D, aTm1()),
  },
  {
    name: "policyEntropy",
    inputs: { logits: s.qT },
    flows: ["logits"],
    compute: (x) => policyEntropy(x["logits"] as Tensor3D),
  },
  {
    name: "policyGradientTerm",
    inputs: { logits: s.qT, advantages: s.vT },
    flows: ["logits"],
    compute: (x) => policyGradientTerm(x["logits"] as Tensor3D, aTm1(), x["advantages"] as Tensor2D),
  },
  {
    name: "categoricalMean",
    inputs: { probabilities: s.policyT },
    flows: ["probabilities"],
    compute: (x) => categoricalMean(x["probabilities"] as Tensor3D, support),
  },
  {
    name: "projectCategorical",
    // Atoms away from the support's kinks, where differences would straddle two slopes.
    inputs: {
      atoms: s.qT.map((_, k) => [-1.5, -0.6, 0.3, 1.7][k % 4]! + 0.001 * k),
      probabilities: s.policyT,
    },
    flows: ["probabilities", "atoms"],
    compute: (x) =>
      projectCategorical(x["atoms"] as Tensor3D, x["probabilities"] as Tensor3D, { low: -2.02, high: 3 }),
  },
  {
    name: "categoricalTdError",
    inputs: { logits: s.qTm1, rT: s.rT, discountT: s.discountT, next: s.qT },
    flows: ["logits"],
    compute: (x) => {
      const [r, discount] = two(x, "rT", "discountT");
      const [logits, next] = three(x, "logits", "next");
      return categoricalTdError(logits!, r!, discount!, softmax(next!), support);
    },
  },
  ...[
    { name: "quantileTdError", f: quantileTdError },
    { name: "expectileTdError", f: expectileTdError },
    // Rewards this large keep every error away from zero, where the slope jumps.
    { name: "asymmetricTdError", f: asymmetricTdError, rT: s.rT.map((_, k) => (k % 2 === 0 ? 8 : -8)) },
  ].map(({ name, f, rT = s.rT }) => ({
    name,
    inputs: { ...pairs, rT },
    flows: ["qTm1"],
    compute: (x: Record<string, Tensor>) => {
      const [r, discount] = two(x, "rT", "discountT");
      const [theta, next] = three(x, "qTm1", "qT");
      return f(theta!, r!, discount!, next!, taus());
    },
  })),
];

const shapeOf = (values: Float32Array): number[] =>
  values.length === time * batch ? [time, batch] : [time, batch, actions];
const tensors = (inputs: Readonly<Record<string, Float32Array>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, tensor(values, shapeOf(values))]));

/** Random weights over a result, so that its sum is a loss to which every entry matters differently. */
function weightsFor({ compute, inputs }: Case): Float32Array {
  const size = tidy(() => compute(tensors(inputs)).size);
  const { uniform } = createRandomStream(4);
  return Float32Array.from({ length: size }, () => 0.5 + uniform());
}

describe.each(cases)("$name", (member) => {
  const { inputs, flows, compute, derivative } = member;

  test(`gradient flows into ${flows.join(", ") || "nothing"} as differences say, and nowhere else`, () => {
    const weights = weightsFor(member);
    const lossOf = (x: Record<string, Tensor>): Scalar => {
      const result = compute(x);
      return sum(mul(result, tensor(weights, result.shape)));
    };
    const parameters = tensors(inputs);
    // Every argument is touched, so that the loss depends on each; by zero, so that it adds no gradient.
    const touched = (x: Record<string, Tensor>): Scalar =>
      Object.values(x).reduce<Scalar>((loss, argument) => add(loss, mul(0, sum(argument))), lossOf(x));
    const { value, gradients } = valueAndGradients(touched, parameters);
    for (const [name, gradient] of Object.entries(gradients)) {
      const values = inputs[name]!;
      if (!flows.includes(name)) {
        expect(gradient, name).toBeAllCloseTo(new Float32Array(values.length), 0);
        continue;
      }
      const differences = (moved: Float64Array): number => {
        const loss = tidy(() => lossOf(tensors({ ...inputs, [name]: Float32Array.from(moved) })));
        const [number] = loss.dataSync();
        loss.dispose();
        return number!;
      };
      const expected = derivative?.(weights) ?? finiteDifferenceGradient(differences, values, { step: 1e-2 });
      expect(gradient, name).toBeAllCloseTo(expected, 1e-2);
    }
    [value, ...Object.values(gradients), ...Object.values(parameters)].forEach((tensor) => {
      tensor.dispose();
    });
  });
});
