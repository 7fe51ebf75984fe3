import { createRandomStream } from "@wayfield/backend";
import { meanAndDeviation } from "@wayfield/test-kit";
import { describe, expect, test } from "vitest";
import fixture from "../fixtures/spatial-analysis.json";
import { autocorrelograms } from "./autocorrelogram.ts";
import { fixtureMap } from "./fixture-map.ts";
import { shuffleFields } from "./field-shuffle.ts";
import { gridScores } from "./grid-score.ts";
import { bump, hexagonal, stackOf } from "./ideal-maps.ts";
import { mapOf } from "./map-stack.ts";
import { fieldShuffleScores, nullThresholds, quantile } from "./null-scores.ts";
import { watershed } from "./watershed.ts";

const random = (): (() => number) => createRandomStream(1).uniform;
const sorted = (values: Float32Array): number[] => [...values].filter((value) => !Number.isNaN(value)).sort();
const missingBins = (values: Float32Array): number[] =>
  [...values.keys()].filter((bin) => Number.isNaN(values[bin]!));

describe("watershed", () => {
  test.each(fixture.cases.filter(({ peaks }) => peaks !== null))(
    "gives each bin to the peak that steepest ascent leads to, as in numpy (case %#)",
    (example) => {
      const { labels, peaks } = watershed(fixtureMap(example).maps, example.bins);
      expect([...labels].map((label) => (label < 0 ? -1 : peaks[label]!))).toEqual(example.peaks);
    },
  );

  test("gives a plateau one peak, and leaves missing bins without a field", () => {
    const map = Float32Array.of(1, 1, 0, NaN, 1, 1, 0, NaN, 0, 0, 0, NaN, 0, 0, 0, NaN);
    const { labels, peaks } = watershed(map, 4);
    expect(peaks).toEqual([0]);
    expect([...labels]).toEqual([0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1]);
  });
});

describe("shuffleFields", () => {
  const example = fixtureMap(fixture.cases[3]!);

  test("every copy holds the map's values, each once, and misses the bins that the map misses", () => {
    const shuffled = shuffleFields(example, 0, random(), { shuffles: 5 });
    for (let copy = 0; copy < 5; copy++) {
      const map = mapOf(shuffled, copy);
      expect(sorted(map)).toEqual(sorted(example.maps));
      expect(missingBins(map)).toEqual(missingBins(example.maps));
      expect(map).not.toEqual(example.maps);
    }
  });

  test("a field that fits keeps its shape around its new peak", () => {
    const bins = 21;
    const map = stackOf([bump(1.1, 1.1, 0.15)], bins);
    const shuffled = shuffleFields(map, 0, random(), { shuffles: 50 });
    const highest = (values: Float32Array): number => values.indexOf(Math.max(...values));
    const peak = highest(map.maps);
    let inside = 0;
    for (let copy = 0; copy < 50; copy++) {
      const moved = highest(mapOf(shuffled, copy));
      const [column, row] = [moved % bins, Math.floor(moved / bins)];
      if (column < 3 || row < 3 || column > bins - 4 || row > bins - 4) continue;
      inside += 1;
      for (let dy = -3; dy <= 3; dy++) {
        for (let dx = -3; dx <= 3; dx++) {
          if (Math.hypot(dx, dy) > 3) continue;
          expect(mapOf(shuffled, copy)[moved + dy * bins + dx]).toBe(map.maps[peak + dy * bins + dx]);
        }
      }
    }
    expect(inside).toBeGreaterThan(10);
  });

  test("the peaks go anywhere: each quarter of the floor receives its share", () => {
    const shuffled = shuffleFields(stackOf([bump(0.3, 0.3, 0.15)], 20), 0, random(), { shuffles: 400 });
    const quarters = [0, 0, 0, 0];
    for (let copy = 0; copy < 400; copy++) {
      const map = mapOf(shuffled, copy);
      const at = map.indexOf(Math.max(...map));
      quarters[2 * Math.floor(at / 200) + Math.floor((at % 20) / 10)]! += 1;
    }
    // Four standard deviations of a binomial count: 4 √(400 · ¼ · ¾).
    for (const count of quarters) expect(Math.abs(count - 100)).toBeLessThan(35);
  });

  test("refuses maps that do not fit, and a number of shuffles that is none", () => {
    expect(() => shuffleFields({ ...example, bins: 31 }, 0, random())).toThrow(/maps \[1, 31, 31\]/);
    expect(() => shuffleFields(example, 0, random(), { shuffles: 0 })).toThrow(/shuffles/);
  });

  test.each([-1, 1, 0.5, NaN])("refuses unit %s of 1", (unit) => {
    expect(() => shuffleFields(example, unit, random())).toThrow(
      `shuffleFields: expected one of 1 units, counted from 0, got ${unit}`,
    );
  });

  test("numbers that are not random: the second peak takes the free bin nearest to the first", () => {
    const bins = 20;
    const map = stackOf([(x, y) => bump(0.5, 0.5, 0.15)(x, y) + 0.8 * bump(1.7, 1.7, 0.15)(x, y)], bins);
    const { peaks } = watershed(map.maps, bins);
    expect(peaks).toHaveLength(2);
    const shuffled = shuffleFields(map, 0, () => 0.5, { shuffles: 2 });
    for (let copy = 0; copy < 2; copy++) {
      const moved = mapOf(shuffled, copy);
      expect(sorted(moved)).toEqual(sorted(map.maps));
      const [first, second] = peaks.map((peak) => moved.indexOf(map.maps[peak]!));
      const [dx, dy] = [
        (first! % bins) - (second! % bins),
        Math.floor(first! / bins) - Math.floor(second! / bins),
      ];
      expect(Math.hypot(dx, dy)).toBe(1);
    }
  });
});

describe("fieldShuffleScores", () => {
  test("a lattice exceeds the threshold of its own shuffled fields by far; a shuffled lattice seldom does", () => {
    const score = (maps: typeof lattice): Float32Array => gridScores(autocorrelograms(maps)).scores;
    const lattice = stackOf([hexagonal(0.5, 0.2)], 32);
    const [threshold] = nullThresholds(fieldShuffleScores(lattice, score, random()));
    expect(score(lattice)[0]).toBeGreaterThan(threshold! + 0.5);
    const others = shuffleFields(lattice, 0, createRandomStream(2).uniform, { shuffles: 200 });
    const passing = score(others).filter((value) => value > threshold!).length;
    // A 95 % quantile estimated from 100 draws lets through 5 ± 2.2 % (one standard deviation) of new ones.
    expect(passing / 200).toBeLessThan(0.15);
    expect(passing).toBeGreaterThan(0);
  });
});

describe("quantile", () => {
  test("interpolates as numpy does, and leaves out what is missing", () => {
    expect(quantile([5, 1, 4, 2, 3], 0.95)).toBeCloseTo(4.8, 12);
    expect(quantile([NaN, 2, 1], 0.5)).toBe(1.5);
    expect(quantile([NaN], 0.5)).toBeNaN();
  });

  test.each([95, -0.05, 1.01, NaN])("refuses a share of %s, as thresholds do", (share) => {
    expect(() => quantile([1, 2, 3], share)).toThrow(`quantile: expected share from 0 to 1, got ${share}`);
    const chance = { scores: Float32Array.of(1, 2, 3), units: 1, shuffles: 3 };
    expect(() => nullThresholds(chance, { share })).toThrow(
      `nullThresholds: expected share from 0 to 1, got ${share}`,
    );
    expect(() => quantile([1, 2, 3], share)).toThrow(RangeError);
  });

  test("the shares at both ends are the least and the greatest", () => {
    expect([quantile([3, 1, 2], 0), quantile([3, 1, 2], 1)]).toEqual([1, 3]);
  });
});

describe("the null scores", () => {
  const shuffledCases = fixture.cases.flatMap(({ shuffled, ...example }) =>
    shuffled ? [{ ...example, shuffled }] : [],
  );

  test.each(shuffledCases)("are distributed as those of an implementation in numpy (case %#)", (example) => {
    const maps = fixtureMap(example);
    const count = 300;
    const scores = gridScores(autocorrelograms(shuffleFields(maps, 0, random(), { shuffles: count }))).scores;
    const { mean, deviation } = meanAndDeviation(scores);
    // Four standard errors of a difference of means, and of deviations.
    const error = example.shuffled.deviation * Math.sqrt(2 / count);
    expect(Math.abs(mean - example.shuffled.mean)).toBeLessThan(4 * error);
    expect(Math.abs(deviation - example.shuffled.deviation)).toBeLessThan(4 * error);
  });
});
