import { describe, expect, test } from "vitest";
import { bairdErrors, expectedErrors, methods as bairdMethods } from "./baird.ts";
import { agents, cliffRuns, mostFrequent } from "./cliff.ts";
import { mountainCarRuns } from "./mountain-car.ts";
import { curvesOf, methods, minimumOf, recordWalks } from "./random-walk.ts";
import { spreadOf } from "./statistics.ts";

describe.each([1, 2, 3])("seed %i", (seed) => {
  test("random walk: 4-step TD and TD(0.8) make the lowest errors, true online TD the lowest of all", async () => {
    const walks = recordWalks(60, seed);
    const sizes = Array.from({ length: 20 }, (_, at) => (at + 1) / 20);
    const minimum = async (name: keyof typeof methods, values: number[]) =>
      minimumOf(await curvesOf({ ...methods[name], values }, walks, sizes, { report: () => undefined }));
    const nStep = await minimum("nStep", [1, 4, 32]);
    const tdLambda = await minimum("tdLambda", [0, 0.8, 1]);
    const trueOnline = await minimum("trueOnline", [0, 0.8, 1]);
    expect([nStep.value, tdLambda.value, trueOnline.value]).toEqual([4, 0.8, 0.8]);
    expect(trueOnline.mean).toBeLessThan(tdLambda.mean);
    // An untaught table is off by 0.548.
    for (const { mean } of [nStep, tdLambda, trueOnline]) expect(mean).toBeLessThan(0.3);
  });

  test("cliff: Q-learning learns the edge and falls more often than Sarsa, which goes around", () => {
    const [sarsa, qLearning] = [cliffRuns(agents.sarsa, 20, seed), cliffRuns(agents.qLearning, 20, seed)];
    expect(mostFrequent(qLearning.greedySteps)).toEqual({ value: 13, share: 1 });
    expect(mostFrequent(sarsa.greedySteps).value).toBeGreaterThanOrEqual(15);
    expect(spreadOf(sarsa.returns).mean).toBeGreaterThan(spreadOf(qLearning.returns).mean + 10);
  });

  test("mountain car: four steps learn faster than one, and both than none", () => {
    const mean = (n: number, alphaTimesTilings: number): number =>
      spreadOf(mountainCarRuns({ n, alphaTimesTilings }, 6, seed)).mean;
    const fourSteps = mean(4, 0.6);
    expect(fourSteps).toBeLessThan(mean(1, 0.6));
    expect(fourSteps).toBeLessThan(260);
    expect(spreadOf(mountainCarRuns({ n: 1, alphaTimesTilings: 0 }, 1, seed, 1)).mean).toBe(10_000);
  });

  test("Baird: semi-gradient TD diverges, TDC does not", () => {
    expect(bairdErrors(bairdMethods.semiGradient(), 1000, 1000, seed).at(-1)).toBeGreaterThan(100);
    expect(Math.max(...bairdErrors(bairdMethods.tdc(), 20_000, 100, seed).slice(50))).toBeLessThan(10);
  });
});

test("Baird in expectation: emphatic TD goes to zero where the same sweeps without emphasis diverge", () => {
  expect(expectedErrors(1000, { stepSize: 0.01, isEmphatic: true }).at(-1)).toBeLessThan(0.01);
  expect(expectedErrors(1000, { stepSize: 0.01, isEmphatic: false }).at(-1)).toBeGreaterThan(50);
});
