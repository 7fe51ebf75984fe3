import { describe, expect, test } from "vitest";
import { gabor, gaborBank, gaborField } from "./gabor.ts";

describe("gabor", () => {
  const parameters = { orientation: 0, frequency: 0.125, phase: 0, deviation: 2 };

  test("literals of the formula", () => {
    expect(gabor(parameters, 0, 0)).toBe(1);
    // e^(−4/8) cos(π/2) = 0, e^(−16/8) cos π = −e^(−2), across the wave e^(−9/8).
    expect(gabor(parameters, 2, 0)).toBeCloseTo(0, 12);
    expect(gabor(parameters, 4, 0)).toBeCloseTo(-0.1353352832, 10);
    expect(gabor(parameters, 0, 3)).toBeCloseTo(0.3246524674, 10);
    // Aspect 2 squeezes along the stripes: e^(−4 · 9 / 8).
    expect(gabor({ ...parameters, aspect: 2 }, 0, 3)).toBeCloseTo(0.0111089965, 10);
    // Odd: cos(π/4 − π/2) e^(−1/8) = √½ e^(−1/8).
    expect(gabor({ ...parameters, phase: -Math.PI / 2 }, 1, 0)).toBeCloseTo(0.6240195, 6);
    // Turned by a right angle the wave runs downwards.
    expect(gabor({ ...parameters, orientation: Math.PI / 2 }, 0, 4)).toBeCloseTo(-0.1353352832, 10);
  });

  test("refuses what no picture can hold", () => {
    expect(() => gabor({ ...parameters, frequency: 0.6 }, 0, 0)).toThrow(
      /from 0 to 0.5 cycles a pixel, got 0.6/,
    );
    expect(() => gabor({ ...parameters, deviation: 0 }, 0, 0)).toThrow(
      /deviation to be a positive number, got 0/,
    );
    expect(() => gabor({ ...parameters, phase: NaN }, 0, 0)).toThrow(/finite angles/);
  });
});

describe("gaborField", () => {
  const parameters = { orientation: 0.4, frequency: 0.1, phase: 0.3, deviation: 3 };
  const sum = (pixels: ArrayLike<number>, power: number): number =>
    Array.from(pixels).reduce((total, value) => total + value ** power, 0);

  test("holds three deviations, sums to 0 and has norm 1", () => {
    const { pixels, height, width } = gaborField(parameters);
    expect([height, width]).toEqual([19, 19]);
    expect(sum(pixels, 1)).toBeCloseTo(0, 10);
    expect(sum(pixels, 2)).toBeCloseTo(1, 10);
  });

  test("is as large as asked for", () => {
    const { pixels } = gaborField({ ...parameters, frequency: 0.005, deviation: 80 });
    expect(pixels).toHaveLength(481 ** 2);
    expect(sum(pixels, 2)).toBeCloseTo(1, 10);
  });

  test("as it is, it is the function at every pixel", () => {
    const { pixels } = gaborField(parameters, { size: 5, isBalanced: false, isNormalised: false });
    expect(pixels[12]).toBeCloseTo(Math.cos(0.3), 12);
    expect(pixels[4]).toBe(gabor(parameters, 2, -2));
  });
});

test("a bank holds every combination, and its deviation gives the asked bandwidth", () => {
  const bank = gaborBank({ orientations: 4, frequencies: [0.1, 0.2], bandwidth: 1 });
  expect(bank).toHaveLength(16);
  expect(bank[5]).toMatchObject({ orientation: Math.PI / 4, frequency: 0.1, phase: -Math.PI / 2 });
  // The spectrum is exp(−2π²σ²(f' − f)²): it must be ½ at two frequencies an octave apart.
  const { frequency, deviation } = bank[0]!;
  const halfWidth = Math.sqrt(2 * Math.LN2) / (2 * Math.PI * deviation);
  expect((frequency + halfWidth) / (frequency - halfWidth)).toBeCloseTo(2, 10);
  expect(() => gaborBank({ orientations: 2.5, frequencies: [0.1] })).toThrow(
    /orientations to be a positive integer, got 2.5/,
  );
  expect(() => gaborBank({ orientations: 4, frequencies: [0] })).toThrow(
    /frequency to be a positive number, got 0/,
  );
});
