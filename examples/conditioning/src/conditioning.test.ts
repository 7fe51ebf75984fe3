import { secondOrder, seededRandom } from "@wayfield/environments";
import { expect, test } from "vitest";
import {
  dopamine,
  phenomena,
  rescorlaWagnerStrengths,
  secondOrderCurves,
  variableDelayError,
} from "./experiments.ts";

const [blocked, overshadowed, extinguished, inhibited] = phenomena(500);

test("blocking: B gains nothing beside a trained A, and half of the strength without", () => {
  expect(blocked!.td).toBeCloseTo(0, 3);
  expect(blocked!.tdControl).toBeCloseTo(0.5, 3);
});

test("overshadowing: A shares with B what it has for itself when trained alone", () => {
  expect(overshadowed!.td).toBeCloseTo(0.5, 3);
  expect(overshadowed!.tdControl).toBeCloseTo(1, 3);
});

test("extinction: without reward the strength goes, and stays where reward does", () => {
  expect(extinguished!.td).toBeCloseTo(0, 3);
  expect(extinguished!.tdControl).toBeCloseTo(1, 3);
});

test("conditioned inhibition: B takes back what A promises, and nothing where A promises nothing", () => {
  expect(inhibited!.td).toBeLessThan(-0.9);
  expect(inhibited!.tdControl).toBe(0);
});

test("second-order: V(B) by trial 5, 10, 20, 50, 100, 200 as computed independently, and nothing when unpaired", () => {
  const { paired, unpaired } = secondOrderCurves(500, 200);
  const seen = [5, 10, 20, 50, 100, 200].map((trial) => paired[trial - 1]!);
  expect(seen).toBeAllCloseTo([0.01, 0.07, 0.32, 0.83, 0.16, 0.0], 0.05);
  expect(Math.max(...unpaired.map(Math.abs))).toBe(0);
  expect(rescorlaWagnerStrengths(secondOrder({ trials: 500 }))[1]).toBeLessThan(0);
});

test("dopamine: the error moves from reward to cue and dips where the reward is left out", () => {
  const { before, after, omitted } = dopamine(500);
  const at = (errors: Float64Array): number[] => [errors[5]!, errors[15]!];
  expect(at(before)).toEqual([0, 1]);
  expect(at(after)).toBeAllCloseTo([1, 0], 1e-3);
  expect(at(omitted)).toBeAllCloseTo([1, -1], 1e-3);
});

test.each([1, 2, 3])(
  "variable delay: 6/7 of a reward at one of 7 times goes on surprising (seed %i)",
  (seed) => {
    const options = { trials: 2000, jitter: 3 };
    expect(variableDelayError(seededRandom(seed), options)).toBeCloseTo(6 / 7, 1);
    expect(variableDelayError(seededRandom(seed), { ...options, jitter: 0 })).toBeCloseTo(0, 3);
  },
);
