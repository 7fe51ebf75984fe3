import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { directionalTuning, rayleighTest } from "./direction.ts";
import { stackOf } from "./ideal-maps.ts";
import { spatialInformation } from "./information.ts";
import { aboveMinimum, rectified } from "./rates.ts";

const headings = Float32Array.from(
  { length: 4000 },
  (_, sample) => ((sample + 0.5) * 2 * Math.PI) / 4000 - Math.PI,
);

/** Activity of several units by heading, `[samples, units]`. */
const tuned = (...curves: ((heading: number) => number)[]): Float32Array =>
  Float32Array.from({ length: headings.length * curves.length }, (_, at) =>
    curves[at % curves.length]!(headings[Math.floor(at / curves.length)]!),
  );

describe("directionalTuning", () => {
  test("the resultant of 1 + a cos is a / 2, towards its peak; of a flat curve 0; of one bin 1", () => {
    const activity = tuned(
      (heading) => 1 + Math.cos(heading - 2),
      (heading) => 1 + 0.4 * Math.cos(heading + 1),
      () => 3,
      (heading) => (Math.abs(heading - Math.PI / 20) < Math.PI / 20 ? 1 : 0),
      () => 0,
    );
    const { resultants, directions } = directionalTuning(headings, activity);
    // Averaging over 20 bins shortens the first harmonic by sinc(π / 20).
    const sinc = Math.sin(Math.PI / 20) / (Math.PI / 20);
    expect(resultants[0]).toBeCloseTo(0.5 * sinc, 3);
    expect(resultants[1]).toBeCloseTo(0.2 * sinc, 3);
    expect(resultants[2]).toBeCloseTo(0, 5);
    expect(resultants[3]).toBeCloseTo(1, 5);
    expect(resultants[4]).toBeNaN();
    expect(directions[0]).toBeCloseTo(2, 3);
    expect(directions[1]).toBeCloseTo(-1, 3);
  });

  test("headings count modulo a turn", () => {
    const activity = tuned((heading) => 1 + Math.cos(heading));
    const { curves } = directionalTuning(headings, activity);
    const turned = directionalTuning(
      headings.map((heading) => heading + 4 * Math.PI),
      activity,
    );
    turned.curves.forEach((rate, bin) => {
      expect(rate).toBeCloseTo(curves[bin]!, 3);
    });
  });

  test("refuses negative rates, lengths that differ, and headings that are not finite", () => {
    expect(() => directionalTuning(headings, tuned(Math.cos))).toThrow(/rectified or aboveMinimum/);
    expect(() => directionalTuning(headings, new Float32Array(3999))).toThrow(/for 4000 positions/);
    expect(() => directionalTuning(Float32Array.of(NaN), Float32Array.of(1))).toThrow(/got NaN at sample 0/);
  });
});

describe("rates", () => {
  test("two conventions by hand", () => {
    const activity = Float32Array.of(-1, 2, 3, 4);
    expect([...rectified(activity, 2)]).toEqual([0, 2, 3, 4]);
    expect([...aboveMinimum(activity, 2)]).toEqual([0, 0, 4, 2]);
  });
});

describe("rayleighTest", () => {
  test("the paper's cut-off of 0.47 with 20 bins is p = 0.01", () => {
    expect(rayleighTest(0.47, 20)).toBeCloseTo(0.01, 3);
  });

  test("is the share of random directions with a resultant as long", () => {
    const { uniform } = createRandomStream(3);
    const lengths = Array.from({ length: 20_000 }, () => {
      let [x, y] = [0, 0];
      for (let draw = 0; draw < 15; draw++) {
        const angle = 2 * Math.PI * uniform();
        x += Math.cos(angle);
        y += Math.sin(angle);
      }
      return Math.hypot(x, y) / 15;
    });
    for (const resultant of [0.2, 0.35, 0.45]) {
      const share = lengths.filter((length) => length >= resultant).length / lengths.length;
      expect(Math.abs(rayleighTest(resultant, 15) - share)).toBeLessThan(
        4 * Math.sqrt(share / 20_000) + 0.002,
      );
    }
  });

  test("refuses a resultant above 1 and a count that is none", () => {
    expect(() => rayleighTest(1.1, 20)).toThrow(/resultant from 0 to 1, got 1.1/);
    expect(() => rayleighTest(0.5, 0)).toThrow(/count/);
  });
});

describe("spatialInformation", () => {
  const even = new Uint32Array(400).fill(5);

  test("by hand: a quarter of the floor, and all of it", () => {
    const maps = stackOf([(x, y) => (x < 1.1 && y < 1.1 ? 8 : 0), () => 3, () => 0], 20);
    const { bitsPerSpike, bitsPerSecond, sparsity } = spatialInformation(maps, even);
    expect(bitsPerSpike[0]).toBeCloseTo(2, 6);
    expect(bitsPerSecond[0]).toBeCloseTo(4, 6);
    expect(sparsity[0]).toBeCloseTo(0.25, 6);
    expect(bitsPerSpike[1]).toBeCloseTo(0, 6);
    expect(sparsity[1]).toBeCloseTo(1, 6);
    expect(bitsPerSpike[2]).toBeNaN();
  });

  test("weighs bins by the time spent there, and leaves out missing ones", () => {
    const maps = { maps: Float32Array.of(6, 0, NaN, 0), units: 1, bins: 2, floor: [0, 0, 1, 1] as const };
    // Half of the time in the firing bin: λ = 3, I = ½ · 6 · log₂ 2 = 3 bits per second, one bit per spike.
    const { bitsPerSpike, bitsPerSecond } = spatialInformation(maps, [10, 4, 100, 6]);
    expect(bitsPerSecond[0]).toBeCloseTo(3, 6);
    expect(bitsPerSpike[0]).toBeCloseTo(1, 6);
  });

  test("refuses an occupancy that does not fit", () => {
    expect(() => spatialInformation(stackOf([() => 1], 20), [1])).toThrow(/occupancy of length 400, got 1/);
  });
});
