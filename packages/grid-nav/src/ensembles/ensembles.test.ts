import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { createHeadDirectionCells, headDirectionCode } from "./head-direction-cells.ts";
import {
  createPlaceCells,
  differenceOfSoftmaxes,
  gaussianPlaceCode,
  scatteredCentres,
  sharpenedCentreSurround,
  spreadCentres,
  type PlaceCells,
} from "./place-cells.ts";

const softmax = (logits: number[]): number[] => {
  const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
  return logits.map((z) => Math.exp(z) / total);
};

/** Four cells on the corners of a unit square, and a place among them. */
const cells: PlaceCells = { centres: Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1), deviation: 0.5 };
const place = Float32Array.of(0.25, 0.5);
const squared = [0.3125, 0.8125, 0.3125, 0.8125];
const gaussian = (variance: number): number[] => softmax(squared.map((d) => -d / (2 * variance)));

describe("place codes, against the equations written out", () => {
  test("gaussian", () => {
    expect(gaussianPlaceCode(cells, place)).toBeAllCloseTo(gaussian(0.25), 1e-6);
  });

  test("difference of softmaxes", () => {
    const difference = gaussian(0.25).map((centre, cell) => centre - gaussian(0.75)[cell]!);
    const lifted = difference.map((value) => value - Math.min(...difference));
    const total = lifted.reduce((a, b) => a + b);
    const code = differenceOfSoftmaxes({ varianceRatio: 3 })(cells, place);
    expect(code).toBeAllCloseTo(
      lifted.map((value) => value / total),
      1e-6,
    );
  });

  test("sharpened centre-surround", () => {
    const difference = gaussian(0.25).map((centre, cell) => centre - gaussian(0.5)[cell]!);
    const code = sharpenedCentreSurround({ gain: 7 })(cells, place);
    expect(code).toBeAllCloseTo(softmax(difference.map((value) => 7 * value)), 1e-6);
  });

  test("with fields far narrower than their distance only the nearest cell is active, anywhere", () => {
    const narrow = { ...cells, deviation: 0.01 };
    expect([...gaussianPlaceCode(narrow, Float32Array.of(0.9, 0.2, 500, 500))]).toEqual([
      0, 1, 0, 0, 0, 0, 0, 1,
    ]);
  });

  test.each([
    ["gaussian", gaussianPlaceCode],
    ["difference of softmaxes", differenceOfSoftmaxes()],
    ["sharpened", sharpenedCentreSurround()],
  ])("%s is a distribution over many random cells and places", (_name, code) => {
    const { uniform } = createRandomStream(1);
    const many = createPlaceCells(uniform, [-1, -1, 1, 1], { cells: 50, deviation: 0.12 });
    const codes = code(
      many,
      Float32Array.from({ length: 200 }, () => 2 * uniform() - 1),
    );
    for (let row = 0; row < 100; row++) {
      const values = codes.subarray(50 * row, 50 * row + 50);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(values.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
  });
});

describe("createPlaceCells", () => {
  test("spreads the centres over the rectangle", () => {
    const { centres } = createPlaceCells(createRandomStream(2).uniform, [-1, 2, 1, 3], { cells: 400 });
    const xs = centres.filter((_, index) => index % 2 === 0);
    const ys = centres.filter((_, index) => index % 2 === 1);
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...ys)).toBeLessThanOrEqual(3);
    // Mean of 400 uniform numbers on [−1, 1]: standard error 0.029.
    expect(Math.abs(xs.reduce((a, b) => a + b) / 400)).toBeLessThan(0.12);
  });

  test("spread centres keep apart where scattered ones clump", () => {
    const bounds = [-1, -1, 1, 1] as const;
    const closest = (centres: Float32Array): number => {
      let least = Infinity;
      for (let a = 0; a < 256; a++)
        for (let b = 0; b < a; b++)
          least = Math.min(
            least,
            Math.hypot(centres[2 * a]! - centres[2 * b]!, centres[2 * a + 1]! - centres[2 * b + 1]!),
          );
      return least;
    };
    for (const seed of [1, 2, 3]) {
      const { uniform } = createRandomStream(seed);
      const spread = createPlaceCells(uniform, bounds, { cells: 256, layout: spreadCentres }).centres;
      expect(spread.every((value) => value >= -1 && value <= 1)).toBe(true);
      // A square lattice of 256 would be 0.125 apart; among 256 random points some two lie within a few thousandths.
      expect(closest(spread)).toBeGreaterThan(0.05);
      expect(closest(scatteredCentres(uniform, bounds, 256))).toBeLessThan(0.03);
    }
  });

  test("refuses impossible ensembles", () => {
    const random = (): number => 0.5;
    expect(() => createPlaceCells(random, [0, 0, 1, 1], { cells: 0 })).toThrow(
      /cells to be a positive integer, got 0/,
    );
    expect(() => createPlaceCells(random, [0, 0, 1, 1], { deviation: -1 })).toThrow(/deviation > 0, got -1/);
    expect(() => createPlaceCells(random, [0, 0, 0, 1])).toThrow(/width of bounds > 0, got 0/);
    expect(() => sharpenedCentreSurround({ gain: 0 })).toThrow(/gain > 0/);
    expect(() => differenceOfSoftmaxes({ varianceRatio: 1 })).toThrow(/varianceRatio − 1 > 0/);
  });
});

describe("head-direction cells", () => {
  test("two opposite cells share by the logistic of 2κ cos φ", () => {
    const opposite = { directions: Float32Array.of(0, Math.PI), concentration: 1.5 };
    const code = headDirectionCode(opposite, Float32Array.of(0, Math.PI / 2, 1));
    const share = (heading: number): number => 1 / (1 + Math.exp(-2 * 1.5 * Math.cos(heading)));
    expect(code).toBeAllCloseTo([share(0), 1 - share(0), 0.5, 0.5, share(1), 1 - share(1)], 1e-6);
  });

  test("the code turns with the head: a full turn changes nothing", () => {
    const ensemble = createHeadDirectionCells(createRandomStream(3).uniform);
    const code = headDirectionCode(ensemble, Float32Array.of(0.7));
    expect(headDirectionCode(ensemble, Float32Array.of(0.7 + 2 * Math.PI))).toBeAllCloseTo(code, 1e-5);
    expect(code.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  test("refuses impossible ensembles", () => {
    expect(() => createHeadDirectionCells(() => 0, { concentration: 0 })).toThrow(/concentration > 0/);
    expect(() => createHeadDirectionCells(() => 0, { cells: 2.5 })).toThrow(/positive integer, got 2.5/);
  });
});
