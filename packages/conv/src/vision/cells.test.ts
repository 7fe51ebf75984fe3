import { describe, expect, test } from "vitest";
import {
  divisiveNormalisation,
  energyCell,
  maxPooledCell,
  quadraturePair,
  simpleCell,
  type Cell,
} from "./cells.ts";
import { gaborField } from "./gabor.ts";
import { grating } from "./gratings.ts";
import { drawImage, type GreyImage } from "./grey-image.ts";
import {
  cycleResponses,
  halfWidthAtHalfHeight,
  modulationRatio,
  orientationTuning,
  peakOf,
  type TuningOptions,
} from "./tuning.ts";

const parameters = { orientation: Math.PI / 6, frequency: 0.2, deviation: 4 };
/** Six deviations on either side: what is cut off weighs less than 1e-8. */
const size = 49;
const pair = quadraturePair(parameters, { size });
const preferred: TuningOptions = { size: [size, size], grating: parameters };

const cycleOf = (cell: Cell, options = preferred): Float64Array => cycleResponses(cell, options)[0]!;

describe("simple cell", () => {
  test("takes half of a sinusoid: F1/F0 is π/2", () => {
    const many = { ...preferred, frames: 4096 };
    for (const field of pair)
      expect(modulationRatio(cycleResponses(simpleCell(field), many)[0]!)).toBeCloseTo(Math.PI / 2, 4);
  });

  test("refuses a picture of another size", () => {
    expect(() => simpleCell(pair[0])(drawImage([3, 3], () => 0))).toThrow(/of 49 × 49, got 3 × 3/);
  });
});

describe("complex cell by the energy model", () => {
  test("does not care for phase, to one part in a million", () => {
    const cycle = cycleOf(energyCell(pair));
    const [least, greatest] = [Math.min(...cycle), Math.max(...cycle)];
    expect((greatest - least) / greatest).toBeLessThan(1e-6);
    expect(greatest).toBeGreaterThan(1);
  });

  test("grows in step with contrast", () => {
    const at = (contrast: number): number =>
      energyCell(pair)(grating([size, size], { ...parameters, phase: 1, contrast }));
    expect(at(0.5) / at(0.25)).toBeCloseTo(2, 10);
  });

  test("without a partner in quadrature it does care", () => {
    const cycle = cycleOf(energyCell([pair[0], pair[0]]));
    expect(Math.min(...cycle) / Math.max(...cycle)).toBeLessThan(0.1);
    expect(modulationRatio(cycle)).toBeLessThan(1); // full-wave: twice a cycle
  });

  test("has its inputs' tuning to orientation", () => {
    const simple = orientationTuning(simpleCell(pair[0]), preferred).mean[0]!;
    const complex = orientationTuning(energyCell(pair), preferred).mean[0]!;
    expect(peakOf(simple)).toBe(6); // 6 · 5° = 30°
    expect(peakOf(complex)).toBe(6);
    expect(halfWidthAtHalfHeight(complex)).toBeCloseTo(halfWidthAtHalfHeight(simple), 2);
  });
});

describe("complex cell by pooling", () => {
  const small = gaborField({ ...parameters, phase: 0, deviation: 3 }, { size: 11 });

  test("is the strongest of its simple cells, by hand", () => {
    const field: GreyImage = { pixels: Float64Array.of(1, -1), height: 1, width: 2 };
    const image: GreyImage = { pixels: Float64Array.of(0, 3, 1, 5, 4, 4), height: 2, width: 3 };
    expect(maxPooledCell([field])(image)).toBe(2); // 3 − 1
    const tall: GreyImage = { pixels: Float64Array.of(-1, 1), height: 2, width: 1 };
    expect(maxPooledCell([field, tall])(image)).toBe(5); // 5 − 0
    expect(maxPooledCell([{ ...field, pixels: Float64Array.of(-9, -9) }])(image)).toBe(0);
  });

  test("tells phases apart far less than one simple cell does", () => {
    const wide = { ...preferred, size: [19, 19] as [number, number] };
    expect(modulationRatio(cycleOf(maxPooledCell([small]), wide))).toBeLessThan(0.2);
    const alone = { ...preferred, size: [11, 11] as [number, number] };
    expect(modulationRatio(cycleOf(simpleCell(small), alone))).toBeGreaterThan(1);
  });

  test("refuses a picture smaller than a field", () => {
    expect(() => maxPooledCell([small])(drawImage([5, 20], () => 0))).toThrow(/at least 11 × 11, got 5 × 20/);
  });
});

describe("divisive normalisation", () => {
  test("by hand", () => {
    // 25 + 9 + 16 = 50.
    expect([...divisiveNormalisation([3, 4], { semiSaturation: 5 })]).toEqual([9 / 50, 16 / 50]);
    expect(divisiveNormalisation([8], { semiSaturation: 8, exponent: 3, gain: 10 })[0]).toBe(5);
  });

  const orientations = Array.from({ length: 12 }, (_, index) => (index * Math.PI) / 12);
  const cells = orientations.map((orientation) =>
    energyCell(quadraturePair({ ...parameters, orientation }, { size: 25 })),
  );
  const pooled = (image: GreyImage): Float64Array =>
    divisiveNormalisation(
      cells.map((cell) => cell(image)),
      { semiSaturation: 1 },
    );
  const show = (contrast: number, orientation: number): GreyImage =>
    grating([25, 25], { orientation, frequency: parameters.frequency, phase: 0, contrast });

  test("saturates with contrast, and tuning keeps its width", () => {
    const peak = (contrast: number): number => pooled(show(contrast, orientations[2]!))[2]!;
    expect(peak(1) / peak(0.5)).toBeLessThan(1.5); // a lone squared drive would give 4
    const width = (contrast: number): number =>
      halfWidthAtHalfHeight(Float64Array.from(orientations, (angle) => pooled(show(contrast, angle))[2]!));
    expect(width(1)).toBeCloseTo(width(0.1), 3);
  });

  test("a grating across the preferred one suppresses", () => {
    const [alone, across] = [show(0.5, orientations[2]!), show(0.5, orientations[8]!)];
    const plaid = {
      ...alone,
      pixels: alone.pixels.map((value, pixel) => value + across.pixels[pixel]!),
    } as GreyImage;
    expect(cells[2]!(plaid)).toBeCloseTo(cells[2]!(alone), 1); // the drive is the same
    expect(pooled(plaid)[2]!).toBeLessThan(0.8 * pooled(alone)[2]!);
  });

  test("refuses what is no drive", () => {
    expect(() => divisiveNormalisation([-1], { semiSaturation: 1 })).toThrow(/drives of at least 0, got -1/);
    expect(() => divisiveNormalisation([1], { semiSaturation: 0 })).toThrow(/positive semi-saturation/);
  });
});
