import { expect, test } from "vitest";
import { spikeTimesOf } from "./population.ts";
import {
  adaptationIndex,
  burstIndex,
  coefficientOfVariation,
  countSpikes,
  fanoFactor,
  interSpikeIntervals,
} from "./spike-statistics.ts";

test("intervals", () => {
  expect(Array.from(interSpikeIntervals([1, 3, 8]))).toEqual([2, 5]);
  expect(interSpikeIntervals([1]).length).toBe(0);
  expect(interSpikeIntervals([]).length).toBe(0);
});

test("variation, by hand", () => {
  expect(coefficientOfVariation([5, 5, 5])).toBe(0);
  expect(coefficientOfVariation([1, 3])).toBe(0.5);
  expect(coefficientOfVariation([1])).toBeNaN();
  expect(fanoFactor([2, 2, 2])).toBe(0);
  expect(fanoFactor([0, 4])).toBe(2);
  expect(fanoFactor([0, 0])).toBeNaN();
});

test("counts: borders belong to the later window, spikes beyond the last to none", () => {
  expect(Array.from(countSpikes([0, 9.9, 10, 25, 30], { window: 10, windows: 3 }))).toEqual([2, 1, 1]);
});

test("bursts and adaptation, by hand", () => {
  expect(burstIndex([2, 3, 50, 2])).toBe(0.75);
  expect(burstIndex([2, 3], { limit: 3 })).toBe(0.5);
  expect(burstIndex([])).toBeNaN();
  expect(adaptationIndex([10, 30])).toBe(0.5);
  expect(adaptationIndex([30, 10])).toBe(-0.5);
  expect(adaptationIndex([7, 7, 7])).toBe(0);
  expect(adaptationIndex([7])).toBeNaN();
});

test("spikeTimesOf picks one unit", () => {
  const raster = { times: Float64Array.of(1, 1, 4), units: Int32Array.of(0, 1, 0) };
  expect(Array.from(spikeTimesOf(raster, 0))).toEqual([1, 4]);
});
