import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import fixture from "../fixtures/spatial-analysis.json";
import { autocorrelograms } from "./autocorrelogram.ts";
import { fixtureMap } from "./fixture-map.ts";
import { bump, hexagonal, side, square, stackOf, stripes, type Field } from "./ideal-maps.ts";
import { gaussianFilter } from "./gaussian-filter.ts";
import {
  centralPeakRadius,
  gridScores,
  leastMinusGreatest,
  meanDifference,
  paperGridScorer,
  releasedGridScorer,
  type GridScorer,
} from "./grid-score.ts";
import type { MapStack } from "./map-stack.ts";

const scoresOf = (maps: MapStack, scorer?: GridScorer): number[] => [
  ...gridScores(autocorrelograms(maps), scorer).scores,
];

describe("contrasts", () => {
  test("by hand", () => {
    const r = Float64Array.of(-0.4, 0.9, -0.5, 0.8, -0.3);
    expect(leastMinusGreatest(r)).toBeCloseTo(1.1, 12);
    expect(meanDifference(r)).toBeCloseTo(0.85 + 0.4, 12);
  });
});

describe("gridScores", () => {
  test.each(fixture.cases)("agree with scipy ($bins bins, case %#)", (example) => {
    const maps = fixtureMap(example);
    const [scorer, expected] =
      example.paper === null ? [releasedGridScorer, example.released] : [paperGridScorer, example.paper];
    expect(scoresOf(maps, scorer)[0]).toBeCloseTo(expected, 4);
  });

  const orientations = [0, 0.2, 0.5, 0.9];
  // The finest is one of four bins: too coarsely sampled for the ring's correlation to come near 1.
  test.each([
    [0.28, 0.95],
    [0.4, 1.25],
    [0.5, 1.25],
    [0.66, 1.25],
    [0.8, 1.25],
    [1.15, 1.2],
  ])("a hexagonal lattice of %s m scores above %s at any orientation and phase", (scale, least) => {
    const fields = orientations.map((angle) => hexagonal(scale, angle, [0.3 * angle, 0.7]));
    for (const score of scoresOf(stackOf(fields, 32))) expect(score).toBeGreaterThan(least);
    const detected = { ...paperGridScorer, innerRadius: centralPeakRadius };
    for (const score of scoresOf(stackOf(fields, 32), detected)) expect(score).toBeGreaterThan(least);
    for (const score of scoresOf(stackOf(fields, 20), releasedGridScorer))
      expect(score).toBeGreaterThan(0.75);
  });

  test("square lattices score far below zero; stripes and single fields below any criterion", () => {
    const squares = orientations.flatMap((angle) => [square(0.5, angle), square(0.8, angle)]);
    for (const score of scoresOf(stackOf(squares, 32))) expect(score).toBeLessThan(-0.8);
    const others = [
      ...orientations.map((angle) => stripes(0.5, angle)),
      bump(1, 1.2, 0.25),
      bump(0.2, 1, 0.2),
    ];
    for (const score of scoresOf(stackOf(others, 32))) expect(score).toBeLessThan(0.25);
  });

  test("is missing for a gradient, whose autocorrelogram is 1 throughout", () => {
    expect(scoresOf(stackOf([(x) => x], 32))[0]).toBeNaN();
  });

  test("is the same for a map with another gain and offset, and after a quarter turn", () => {
    const field = hexagonal(0.6, 0.3);
    const noisy: Field = (x, y) => field(x, y) + 2 * Math.sin(37 * x * y);
    const variants: Field[] = [noisy, (x, y) => 5 * noisy(x, y) + 100, (x, y) => noisy(y, side - x)];
    const [plain, scaled, turned] = scoresOf(stackOf(variants, 32));
    expect(scaled).toBeCloseTo(plain!, 4);
    expect(turned).toBeCloseTo(plain!, 4);
  });

  test("refuses maps with other bins than its radii are meant for", () => {
    expect(() => gridScores(autocorrelograms(stackOf([bump(1, 1, 1)], 20)))).toThrow(
      /maps with 32 bins a side.*got 20; make the maps with bins: 32/,
    );
  });
});

describe("noise", () => {
  // The share of 200 smoothed noise maps above 0.37, binomial; expected shares from an implementation in numpy.
  const shares = (bins: number, scorer: GridScorer, width: number): number => {
    const { normal } = createRandomStream(7);
    const count = 300;
    const maps = new Float32Array(count * bins * bins);
    for (let unit = 0; unit < count; unit++) {
      const white = Float64Array.from({ length: bins * bins }, normal);
      maps.set(gaussianFilter(white, bins, 1, (width * bins) / side), unit * bins * bins);
    }
    const scores = scoresOf({ maps, units: count, bins, floor: [0, 0, side, side] }, scorer);
    return scores.filter((score) => score > 0.37).length / count;
  };

  test.each([
    [0.11, 0.075],
    [0.22, 0.035],
    [0.33, 0],
  ])("smoothed by %s m passes the paper's 0.37 in a share near %s", (width, share) => {
    const error = Math.sqrt(share * (1 - share) * (1 / 200 + 1 / 300));
    expect(Math.abs(shares(32, paperGridScorer, width) - share)).toBeLessThan(3 * error + 0.01);
  });

  test.each([0.11, 0.22, 0.33])(
    "smoothed by %s m passes 0.37 far more often in the released code",
    (width) => {
      const released = shares(20, releasedGridScorer, width);
      expect(released).toBeGreaterThan(0.1);
      expect(released).toBeGreaterThan(1.5 * shares(32, paperGridScorer, width));
    },
  );
});
