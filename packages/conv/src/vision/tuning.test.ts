import { describe, expect, test } from "vitest";
import { simpleCell } from "./cells.ts";
import { gaborField } from "./gabor.ts";
import { driftingGrating, grating } from "./gratings.ts";
import type { UnitResponse } from "./grey-image.ts";
import {
  cycleResponses,
  frequencyTuning,
  halfWidthAtHalfHeight,
  modulationRatio,
  orientationTuning,
  peakOf,
  responseHarmonics,
} from "./tuning.ts";

describe("gratings", () => {
  test("literals: a quarter of a cycle a pixel, and a drift to the right", () => {
    const { pixels } = grating([1, 3], { orientation: 0, frequency: 0.25, phase: 0, contrast: 2 });
    expect(Array.from(pixels, (value) => Number(value.toFixed(12)))).toEqual([0, 2, 0]);
    const crests = Array.from(driftingGrating([1, 5], { orientation: 0, frequency: 0.25 }, 4), ({ pixels }) =>
      peakOf(pixels),
    );
    expect(crests.slice(0, 2)).toEqual([2, 3]);
  });
});

describe("harmonics", () => {
  test("literals", () => {
    const cycle = Array.from({ length: 8 }, (_, t) => 3 + 2 * Math.cos((2 * Math.PI * t) / 8 + 0.7));
    expect(responseHarmonics(cycle).mean).toBeCloseTo(3, 12);
    expect(responseHarmonics(cycle).modulation).toBeCloseTo(2, 12);
    expect(modulationRatio(cycle)).toBeCloseTo(2 / 3, 12);
    expect(modulationRatio([0, 0, 0])).toBeNaN();
    expect(() => responseHarmonics([1, 2])).toThrow(/at least 3 samples a cycle, got 2/);
  });
});

describe("tuning", () => {
  const field = gaborField({ orientation: 1.2, frequency: 0.12, phase: 0.5, deviation: 4 });
  const options = {
    size: [field.height, field.width] as const,
    grating: { orientation: 1.2, frequency: 0.12 },
  };

  test("peaks at the preferred orientation and frequency", () => {
    const orientations = Float64Array.from({ length: 60 }, (_, index) => (index * Math.PI) / 60);
    const { values, mean, modulation } = orientationTuning(simpleCell(field), options, orientations);
    expect(Math.abs(values[peakOf(mean[0]!)]! - 1.2)).toBeLessThan(Math.PI / 60);
    expect(Math.abs(values[peakOf(modulation[0]!)]! - 1.2)).toBeLessThan(Math.PI / 60);
    const frequencies = Float64Array.from({ length: 48 }, (_, index) => 0.01 * (index + 1));
    const spectrum = frequencyTuning(simpleCell(field), options, frequencies);
    expect(Math.abs(spectrum.values[peakOf(spectrum.mean[0]!)]! - 0.12)).toBeLessThan(0.011);
  });

  test("probes several units at once, and phase tuning follows the phase", () => {
    const cells = [
      field,
      gaborField({ orientation: 1.2, frequency: 0.12, phase: 0.5 + Math.PI / 2, deviation: 4 }),
    ];
    const both = cycleResponses((image) => cells.map((cell) => simpleCell(cell)(image)), options);
    expect(both).toHaveLength(2);
    // The grating's phase falls by 2π/16 a picture: a field a quarter cycle on peaks 12 pictures later.
    expect((peakOf(both[1]!) - peakOf(both[0]!) + 16) % 16).toBe(12);
  });

  test("a response may write its answers into one array again and again", () => {
    const cells = [field, gaborField({ orientation: 0.3, frequency: 0.12, phase: 0, deviation: 4 })];
    const reused = new Float64Array(cells.length);
    const fresh: UnitResponse = (image) => cells.map((cell) => simpleCell(cell)(image));
    const reusing: UnitResponse = (image) => {
      reused.set(fresh(image) as number[]);
      return reused;
    };
    const [cycle] = cycleResponses(fresh, options);
    expect(new Set(cycle).size).toBeGreaterThan(1);
    expect(cycleResponses(reusing, options)).toEqual(cycleResponses(fresh, options));
    expect(orientationTuning(reusing, options, [0.3, 1.2])).toEqual(
      orientationTuning(fresh, options, [0.3, 1.2]),
    );
    expect(frequencyTuning(reusing, options, [0.06, 0.12])).toEqual(
      frequencyTuning(fresh, options, [0.06, 0.12]),
    );
  });

  test("the half-width of a Gaussian is √(2 ln 2) deviations, across the seam as well", () => {
    for (const centre of [0, 40]) {
      const curve = Float64Array.from({ length: 180 }, (_, degree) => {
        const away = Math.abs(((degree - centre + 270) % 180) - 90);
        return Math.exp(-(away ** 2) / (2 * 20 ** 2));
      });
      expect(halfWidthAtHalfHeight(curve, 180)).toBeCloseTo(20 * Math.sqrt(2 * Math.LN2), 2);
    }
    expect(halfWidthAtHalfHeight([1, 1, 1, 1])).toBeNaN();
  });
});
