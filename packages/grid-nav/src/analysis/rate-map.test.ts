import { createRandomStream } from "@wayfield/backend";
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

  test("a rectangle has square bins, in the lower left of its frame", () => {
    const { occupancy } = rateMaps(Float32Array.of(1.9, 0.9, 0.1, 0.1), Float32Array.of(1, 1), [0, 0, 2, 1], {
      bins: 4,
    });
    expect([...occupancy]).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("a disc touches the sides of its frame, and refuses its corners", () => {
    const disc = { centre: [0, 0], radius: 1 } as const;
    const { occupancy } = rateMaps(Float32Array.of(-1, 0, 0.99, 0), Float32Array.of(1, 1), disc, { bins: 3 });
    expect([...occupancy]).toEqual([0, 0, 0, 1, 0, 1, 0, 0, 0]);
    expect(() => rateMaps(Float32Array.of(0.9, 0.9), Float32Array.of(1), disc)).toThrow(/got \(0.899/);
  });

  test("smoothing weighs sums and occupancy alike: a constant stays one, unvisited bins stay missing", () => {
    const { uniform } = createRandomStream(1);
    const positions = Float32Array.from({ length: 60 }, uniform);
    const activity = new Float32Array(30).fill(7);
    const { maps, occupancy } = rateMaps(positions, activity, [0, 0, 1, 1], { bins: 8, smoothing: 0.2 });
    occupancy.forEach((count, bin) => {
      if (count === 0) expect(maps[bin]).toBeNaN();
      else expect(maps[bin]).toBeCloseTo(7, 5);
    });
  });

  test("smoothing by hand: two visited bins, one apart", () => {
    // Rates 4 (two samples) and 1 (one sample), one bin apart, σ of one bin: w = exp(−1/2).
    const positions = Float32Array.of(0.1, 0.1, 0.1, 0.1, 0.3, 0.1);
    const { maps } = rateMaps(positions, Float32Array.of(3, 5, 1), [0, 0, 1, 1], {
      bins: 4,
      smoothing: 0.25,
    });
    const w = Math.exp(-0.5);
    expect(maps[0]).toBeCloseTo((8 + w) / (2 + w), 6);
    expect(maps[1]).toBeCloseTo((8 * w + 1) / (2 * w + 1), 6);
    expect(maps[2]).toBeNaN();
  });

  test("refuses positions outside or not finite, and activity that does not fit or is not finite", () => {
    const activity = Float32Array.of(1);
    const arena = [0, 0, 1, 1] as const;
    expect(() => rateMaps(Float32Array.of(2, 0), activity, arena)).toThrow(/got \(2, 0\) at sample 0/);
    expect(() => rateMaps(Float32Array.of(NaN, 0), activity, arena)).toThrow(/got \(NaN, 0\)/);
    expect(() => rateMaps(new Float32Array(4), new Float32Array(3), arena)).toThrow(
      /rows for 2 positions of length 2, got 3/,
    );
    expect(() => rateMaps(new Float32Array(2), Float32Array.of(0, Infinity), arena)).toThrow(
      /got Infinity at sample 0, unit 1/,
    );
    expect(() => rateMaps(new Float32Array(2), activity, [1, 0, 0, 1])).toThrow(/an arena with an extent/);
    expect(() => rateMaps(new Float32Array(2), activity, arena, { smoothing: -1 })).toThrow(/smoothing/);
  });
});
