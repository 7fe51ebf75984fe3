import { expect, test } from "vitest";
import { createEmphaticTd } from "./emphatic-td.ts";
import { denseFeatures, oneHot } from "./features.ts";
import { createGtd2, createTdc } from "./gradient-td.ts";
import { createDifferentialTd } from "./differential-td.ts";
import { createNStepTd } from "./n-step-td.ts";
import { createTd } from "./td.ts";
import { createTdLambda } from "./td-lambda.ts";

const a = oneHot(0);
const b = oneHot(1);

test("TD(0): w ← w + α ρ δ x", () => {
  const td = createTd(Float64Array.of(1, 4), { stepSize: 0.5 });
  // δ = 2 + 0.5·4 − 1 = 3; Δw = 0.5 · 2 · 3
  td.learn(a, 2, 0.5, b, 2);
  expect([...td.weights]).toEqual([4, 4]);
});

test("2-step TD waits for the second reward and bootstraps behind it", () => {
  const td = createNStepTd(Float64Array.of(0, 0, 8), { stepSize: 0.5, n: 2 });
  td.learn(a, 1, 0.5, b);
  expect([...td.weights]).toEqual([0, 0, 8]);
  // G = 1 + 0.5·2 + 0.25·8 = 4
  td.learn(b, 2, 0.5, oneHot(2));
  expect([...td.weights]).toEqual([2, 0, 8]);
});

test("2-step TD settles what is left when the episode ends", () => {
  const td = createNStepTd(new Float64Array(2), { stepSize: 1, n: 2 });
  td.learn(a, 1, 1, b);
  td.learn(b, 2, 0, b);
  expect([...td.weights]).toEqual([3, 2]);
});

test("TD(λ): the error reaches the state before by γλ", () => {
  const td = createTdLambda(new Float64Array(2), { stepSize: 0.1, lambda: 0.5 });
  td.learn(a, 0, 0.8, b);
  td.learn(b, 1, 0, b);
  expect(td.weights).toBeAllCloseTo([0.1 * 0.4, 0.1], 1e-15);
});

test("off-policy TD(λ): the ratio scales the trace, and 0 cuts it", () => {
  const td = createTdLambda(new Float64Array(2), { stepSize: 1, lambda: 1 });
  td.learn(a, 0, 1, b, 2);
  td.learn(b, 1, 0, b, 3);
  expect([...td.weights]).toEqual([6, 3]);
  td.learn(a, 0, 1, b, 0);
  td.learn(b, 4, 0, b, 1);
  // v(b) = 3 gave δ = −3 + … to nothing at a, and δ = 1 at b.
  expect([...td.weights]).toEqual([6, 4]);
});

const x = denseFeatures([1, 2]);
const y = denseFeatures([3, 0]);

test("GTD2, by hand", () => {
  const v = Float64Array.of(1, 1);
  const gtd = createGtd2(Float64Array.of(1, 0), { stepSize: 0.1, secondStepSize: 0.01, secondWeights: v });
  // δ = 5 + 0.5·3 − 1 = 5.5, xᵀv = 3, ρ = 2: Δw = 0.1·2·3 (x − 0.5 y), Δv = 0.01·2·2.5 x
  gtd.learn(x, 5, 0.5, y, 2);
  expect(gtd.weights).toBeAllCloseTo([1 - 0.3, 1.2], 1e-15);
  expect(v).toBeAllCloseTo([1.05, 1.1], 1e-15);
});

test("TDC, by hand", () => {
  const v = Float64Array.of(1, 1);
  const tdc = createTdc(Float64Array.of(1, 0), { stepSize: 0.1, secondStepSize: 0.01, secondWeights: v });
  // Δw = 0.1·2 (5.5 x − 0.5·3 y)
  tdc.learn(x, 5, 0.5, y, 2);
  expect(tdc.weights).toBeAllCloseTo([1 + 0.2 * (5.5 - 4.5), 0.2 * 11], 1e-15);
  expect(v).toBeAllCloseTo([1.05, 1.1], 1e-15);
});

test("emphatic TD(0): the follow-on trace gathers ρ γ", () => {
  const etd = createEmphaticTd(new Float64Array(2), { stepSize: 0.1 });
  // F = 1: Δw_a = 0.1 · 2 · 1
  etd.learn(a, 1, 0.5, b, 2);
  expect(etd.weights).toBeAllCloseTo([0.2, 0], 1e-15);
  // F = 2 · 0.5 · 1 + 1 = 2, δ = 1: Δw_b = 0.1 · 3 · 2
  etd.learn(b, 1, 0, b, 3);
  expect(etd.weights).toBeAllCloseTo([0.2, 0.6], 1e-15);
  // The episode ended: F = 1 again, whatever came before. δ = 1 − 0.2
  etd.learn(a, 1, 0, b);
  expect(etd.weights).toBeAllCloseTo([0.28, 0.6], 1e-15);
});

test("differential TD, by hand", () => {
  const td = createDifferentialTd(Float64Array.of(1, 2), {
    stepSize: 0.5,
    rewardStepSize: 0.1,
    averageReward: 3,
  });
  // δ = 6 − 3 + 2 − 1 = 4
  expect(td.learn(a, 6, 1, b)).toBe(4);
  expect(td.averageReward()).toBe(3.4);
  expect([...td.weights]).toEqual([3, 2]);
});

test("batch TD(0) finds the certainty-equivalence value: Sutton & Barto's example 6.4, v(A) = v(B) = ¾", () => {
  const td = createTd(new Float64Array(2), { stepSize: 0.001 });
  for (let sweep = 0; sweep < 20000; sweep++) {
    td.learn(a, 0, 1, b);
    td.learn(b, 0, 0, b);
    for (let episode = 0; episode < 6; episode++) td.learn(b, 1, 0, b);
    td.learn(b, 0, 0, b);
  }
  expect(td.weights).toBeAllCloseTo([0.75, 0.75], 0.002);
});
