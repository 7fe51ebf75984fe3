import { describe, expect, test } from "vitest";
import { rateMaps } from "./rate-map.ts";

describe("rateMaps", () => {
  test("averages what fell into a bin and leaves NaN where nothing did", () => {
    // Two samples in the lower left quarter, one in the upper right.
    const positions = Float32Array.of(0.1, 0.1, 0.4, 0.2, 0.9, 0.8);
    const activity = Float32Array.of(1, 10, 3, 30, 5, 50);
    const { maps, occupancy, units } = rateMaps(positions, activity, [0, 0, 1, 1], { bins: 2 });
    expect(units).toBe(2);
    expect([...occupancy]).toEqual([2, 0, 0, 1]);
    expect([...maps]).toEqual([2, NaN, NaN, 5, 20, NaN, NaN, 50]);
  });

  test("rows run upwards, columns to the right; the far walls belong to the last bins", () => {
    const { occupancy } = rateMaps(Float32Array.of(1, 0, 0, 1), Float32Array.of(1, 1), [0, 0, 1, 1], {
      bins: 2,
    });
    expect([...occupancy]).toEqual([0, 1, 1, 0]);
  });

  test("refuses positions outside or not finite, and activity that does not fit", () => {
    const activity = Float32Array.of(1);
    expect(() => rateMaps(Float32Array.of(2, 0), activity, [0, 0, 1, 1])).toThrow(/got \(2, 0\) at sample 0/);
    expect(() => rateMaps(Float32Array.of(NaN, 0), activity, [0, 0, 1, 1])).toThrow(/got \(NaN, 0\)/);
    expect(() => rateMaps(new Float32Array(4), new Float32Array(3), [0, 0, 1, 1])).toThrow(
      /rows for 2 positions of length 2, got 3/,
    );
  });
});
