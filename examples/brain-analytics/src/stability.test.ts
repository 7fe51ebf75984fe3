import { createRandomStream } from "@wayfield/backend";
import type { MapStack } from "@wayfield/grid-nav/analysis";
import { describe, expect, test } from "vitest";
import type { Recording } from "./recording.ts";
import { populationVectorCorrelations, remappingOf } from "./stability.ts";

const bounds: [number, number, number, number] = [0, 0, 1, 1];
const stack = (maps: number[], units: number): MapStack => ({
  maps: Float32Array.from(maps),
  units,
  bins: Math.sqrt(maps.length / units),
  floor: bounds,
});

describe("population vectors", () => {
  test("the correlation at each place, by hand", () => {
    // Three units in four bins. Bin 0: equal vectors; 1: opposite; 2: (0, 1, 2) with (2, 0, 1); 3: never there.
    const one = stack([1, 1, 0, NaN, 2, 2, 1, 1, 3, 3, 2, 1], 3);
    const other = stack([2, 3, 2, 1, 4, 2, 0, 1, 6, 1, 1, 1], 3);
    const [same, opposite, mixed, unknown] = populationVectorCorrelations(one, other);
    expect(same).toBeCloseTo(1, 6);
    expect(opposite).toBeCloseTo(-1, 6);
    // Deviations (−1, 0, 1) and (1, −1, 0): −1 / 2.
    expect(mixed).toBeCloseTo(-0.5, 6);
    expect(unknown).toBeNaN();
  });
  test("maps of other units are refused", () => {
    expect(() => populationVectorCorrelations(stack([1], 1), stack([1, 2], 2))).toThrow(RangeError);
  });
});

/** Walkers whose units are bumps of place; in the second half at other places if they remap. */
function walked(isRemapping: boolean): Recording {
  const { uniform } = createRandomStream(4);
  const [units, samples, steps] = [20, 6000, 100];
  const draw = (): [number, number][] => Array.from({ length: units }, () => [uniform(), uniform()]);
  const [first, second] = [draw(), draw()];
  const positions = Float32Array.from({ length: 2 * samples }, uniform);
  const moments = Array.from({ length: samples }, (_, at) => ({
    world: 0,
    step: at % steps,
    sincePlaced: 0,
    goals: 0,
  }));
  const activity = Float32Array.from({ length: samples * units }, (_, at) => {
    const [sample, unit] = [Math.floor(at / units), at % units];
    const centres = isRemapping && moments[sample]!.step >= steps / 2 ? second : first;
    const [x, y] = centres[unit]!;
    return Math.exp(-((positions[2 * sample]! - x) ** 2 + (positions[2 * sample + 1]! - y) ** 2) / 0.05);
  });
  const headings = new Float32Array(samples);
  return {
    units,
    activity,
    moments,
    positions,
    headings,
    goals: new Float32Array(2 * samples),
    episodes: [],
  };
}

test("maps that stay are told from maps that change", () => {
  const { uniform } = createRandomStream(5);
  const steady = remappingOf(walked(false), bounds, 50, uniform);
  const changed = remappingOf(walked(true), bounds, 50, uniform);
  expect(steady.same.low).toBeGreaterThan(0.9);
  expect(steady.shuffled.high).toBeLessThan(0.3);
  expect(changed.same.high).toBeLessThan(0.3);
});
