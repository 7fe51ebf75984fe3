import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { latencyDecode, latencyEncode, poissonEncode, rateDecode } from "./encoding.ts";
import { coefficientOfVariation, fanoFactor, interSpikeIntervals } from "./spike-statistics.ts";

test("poissonEncode: rates come back, intervals have a CV near 1, counts a Fano factor near 1", () => {
  const { uniform } = createRandomStream(1);
  const steps = 400_000;
  const spikes = poissonEncode(uniform, [20, 0, 100], { steps, timeStep: 0.5 });
  const rates = rateDecode(spikes, { units: 3, timeStep: 0.5 });
  // 200 s: standard errors √(20/200) = 0.32 and √(100/200) = 0.71 Hz.
  expect(Math.abs(rates[0]! - 20)).toBeLessThan(4 * 0.32);
  expect(rates[1]).toBe(0);
  expect(Math.abs(rates[2]! - 100)).toBeLessThan(4 * 0.71);
  const times: number[] = [];
  for (let step = 0; step < steps; step++) if (spikes[3 * step] === 1) times.push(step * 0.5);
  expect(coefficientOfVariation(interSpikeIntervals(times))).toBeCloseTo(1, 1);
  const counts = Array.from({ length: 400 }, (_, k) => times.filter((t) => Math.floor(t / 500) === k).length);
  expect(Math.abs(fanoFactor(counts) - 1)).toBeLessThan(0.25);
});

test("poissonEncode: the same numbers give the same spikes; a certain spike is one", () => {
  const encode = (): Uint8Array => poissonEncode(createRandomStream(2).uniform, [300, 1000], { steps: 50 });
  expect(encode()).toEqual(encode());
  expect(rateDecode(encode(), { units: 2 })[1]).toBe(1000);
});

test("latencyEncode: the stronger the earlier, by hand, and back", () => {
  const times = latencyEncode([1, 0.5, 0.2, 0.1], { timeConstant: 10, threshold: 0.2 });
  expect(times).toBeAllCloseTo([10 * Math.log(1 / 0.8), 10 * Math.log(0.5 / 0.3), Infinity, Infinity], 1e-9);
  const back = latencyDecode(times, { timeConstant: 10, threshold: 0.2 });
  expect(back).toBeAllCloseTo([1, 0.5, 0, 0], 1e-12);
});

test("rateDecode: counts over the first steps", () => {
  const spikes = [1, 0, 1, 1, 0, 1];
  expect(Array.from(rateDecode(spikes, { units: 2, timeStep: 10 }))).toEqual([2000 / 30, 2000 / 30]);
  expect(Array.from(rateDecode(spikes, { units: 2, timeStep: 10, steps: 2 }))).toEqual([100, 50]);
});

test("what is no train is refused", () => {
  expect(() => rateDecode([1, 0, 1], { units: 2 })).toThrow(/steps to be a positive integer, got 1.5/);
  expect(() => rateDecode([1, 0], { units: 2, steps: 2 })).toThrow(/2 × 2 values at least, got 2/);
  expect(() => poissonEncode(() => 0, [1], { steps: 0 })).toThrow(/steps to be a positive integer, got 0/);
  expect(() => latencyEncode([1], { threshold: 0 })).toThrow(/threshold to be a positive number, got 0/);
});
