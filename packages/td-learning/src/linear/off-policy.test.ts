import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { createEmphaticTd } from "./emphatic-td.ts";
import { denseFeatures } from "./features.ts";
import { createGtd2, createTdc } from "./gradient-td.ts";
import type { OffPolicyPredictor } from "./predictor.ts";
import { createTd } from "./td.ts";
import { createTdLambda } from "./td-lambda.ts";

/**
 * The θ → 2θ example (Tsitsiklis & Van Roy 1997; Sutton, Mahmood & White 2016, section 3): two states of features 1 and
 * 2, no reward. The behaviour goes left or right by the toss of a coin, the target policy always right; γ = 0.9.
 */
const [left, right] = [denseFeatures([1]), denseFeatures([2])];

function weightAfter(predictor: OffPolicyPredictor, steps: number, seed: number): number {
  const { uniform } = createRandomStream(seed);
  let state = left;
  for (let step = 0; step < steps; step++) {
    const goesRight = uniform() < 0.5;
    const next = goesRight ? right : left;
    predictor.learn(state, 0, 0.9, next, goesRight ? 2 : 0);
    state = next;
  }
  return Math.abs(predictor.weights[0]!);
}

const one = (): Float64Array => Float64Array.of(1);

describe.each([1, 2, 3])("θ → 2θ off-policy, seed %i", (seed) => {
  test("semi-gradient TD diverges", () => {
    expect(weightAfter(createTd(one(), { stepSize: 0.01 }), 5000, seed)).toBeGreaterThan(100);
  });

  test("emphatic TD converges to the true value 0", () => {
    expect(weightAfter(createEmphaticTd(one(), { stepSize: 0.001 }), 5000, seed)).toBeLessThan(0.01);
  });

  test.each([
    ["TDC", createTdc],
    ["GTD2", createGtd2],
  ])("%s converges to the true value 0", (_, create) => {
    const predictor = create(one(), { stepSize: 0.05, secondStepSize: 0.05 });
    expect(weightAfter(predictor, 20_000, seed)).toBeLessThan(0.05);
  });
});

test.each([
  ["TD(0)", createTd],
  ["TD(λ)", createTdLambda],
  ["GTD2", createGtd2],
  ["TDC", createTdc],
  ["emphatic TD", createEmphaticTd],
])("%s refuses a ratio that is none, and keeps its weights", (_, create) => {
  const predictor = create(one());
  for (const rho of [NaN, Infinity, -1]) {
    expect(() => predictor.learn(left, 5, 0.9, right, rho)).toThrow(
      new RegExp(`learn: expected rhoTm1 to be a finite number of 0 or more, got ${rho}`),
    );
  }
  expect(predictor.weights[0]).toBe(1);
});

test("with a ratio of 0 nothing is learned", () => {
  const td = createTd(one());
  td.learn(left, 5, 0.9, right, 0);
  expect(td.weights[0]).toBe(1);
});
