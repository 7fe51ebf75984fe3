import { describe, expect, test } from "vitest";
import { borderScores, solstadBorderScores } from "./border-score.ts";
import { firingFields } from "./fields.ts";
import { bump, hexagonal, side, stackOf, type Field } from "./ideal-maps.ts";
import { rateMaps } from "./rate-map.ts";

const strip =
  (rate: number, background: number, width = 0.33): Field =>
  (x) =>
    x > side - width ? rate : background;

describe("borderScores", () => {
  test("by hand: a strip of three bins along one wall, over a background", () => {
    const [full, faint, flat] = borderScores(stackOf([strip(1, 0), strip(3, 1), () => 2], 20));
    expect(full).toBe(1);
    expect(faint).toBeCloseTo((3 - 1) / (3 + 1), 6);
    expect(flat).toBeCloseTo(0, 6);
  });

  test("each wall counts as well as another", () => {
    const edge = strip(1, 0.2);
    const turned: Field[] = [
      edge,
      (x, y) => edge(side - x, y),
      (x, y) => edge(y, x),
      (x, y) => edge(side - y, x),
    ];
    for (const score of borderScores(stackOf(turned, 20))) expect(score).toBeCloseTo(0.8 / 1.2, 6);
  });

  test("a field in the middle scores −1, a silent unit nothing", () => {
    const [middle, silent] = borderScores(
      stackOf([(x, y) => (Math.hypot(x - 1.1, y - 1.1) < 0.4 ? 1 : 0), () => 0], 20),
    );
    expect(middle).toBe(-1);
    expect(silent).toBeNaN();
  });

  test("in a disc the quarters of the wall count; missing corners do no harm", () => {
    const disc = { centre: [0, 0], radius: 1 } as const;
    const positions = Float32Array.from({ length: 2 * 90_000 }, (_, at) => {
      const sample = at >> 1;
      const [radius, angle] = [
        Math.sqrt(Math.floor(sample / 300) / 300),
        (2 * Math.PI * (sample % 300)) / 300,
      ];
      return radius * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
    });
    const activity = Float32Array.from({ length: 90_000 }, (_, sample) => {
      const [x, y] = [positions[2 * sample]!, positions[2 * sample + 1]!];
      return Math.hypot(x, y) > 0.7 && x > Math.abs(y) ? 1 : 0;
    });
    const [score] = borderScores(rateMaps(positions, activity, disc, { bins: 20 }));
    expect(score).toBeGreaterThan(0.9);
  });

  test("refuses negative rates, and says what to do", () => {
    expect(() => borderScores(stackOf([(x) => x - 1], 20))).toThrow(
      /rates of 0 or more.*rectified or aboveMinimum/,
    );
  });
});

describe("solstadBorderScores", () => {
  test("by hand: a strip along a whole wall", () => {
    // The strip's three columns of bins lie 0.5, 1.5 and 2.5 bins of 0.11 m from their wall, but its upper and lower
    // ends are nearer to the two walls that it meets.
    const [score] = solstadBorderScores(stackOf([strip(1, 0)], 20));
    let distance = 0;
    for (let row = 0; row < 20; row++) {
      for (let column = 0; column < 3; column++)
        distance += Math.min(column + 0.5, row + 0.5, 19.5 - row) / 60;
    }
    const meanDistance = distance / 10;
    expect(score).toBeCloseTo((1 - meanDistance) / (1 + meanDistance), 5);
  });

  test("a wall that was never walked along does not count", () => {
    const unvisited =
      (field: Field, isKnown: (x: number, y: number) => boolean): Field =>
      (x, y) =>
        isKnown(x, y) ? field(x, y) : NaN;
    const aside = unvisited(strip(1, 0), (x) => x > 0.11);
    const [whole] = solstadBorderScores(stackOf([strip(1, 0)], 20));
    expect(solstadBorderScores(stackOf([aside], 20))[0]).toBe(whole);
    const within = (x: number): boolean => x > 0.11 && x < side - 0.11;
    const inside = unvisited(bump(1.1, 1.1, 0.2), (x, y) => within(x) && within(y));
    expect(solstadBorderScores(stackOf([inside], 20))[0]).toBeNaN();
  });

  test("a field in the middle scores −1", () => {
    expect(solstadBorderScores(stackOf([bump(1.1, 1.1, 0.2)], 20))[0]).toBe(-1);
  });
});

describe("firingFields", () => {
  test("finds one field of a bump, with its area and its peak", () => {
    const bins = 44;
    const [field, ...others] = firingFields(stackOf([bump(1.1, 0.6, 0.2)], bins), 0);
    expect(others).toHaveLength(0);
    // Above 0.3 of the peak lies a disc of radius σ √(2 ln(1 / 0.3)).
    const area = Math.PI * 0.04 * 2 * Math.log(1 / 0.3);
    expect(Math.abs(field!.area / area - 1)).toBeLessThan(0.05);
    expect(field!.peakRate).toBeGreaterThan(0.98);
  });

  test.each([-1, 2, 0.5, NaN])("refuses unit %s of 2", (unit) => {
    const maps = stackOf([bump(1.1, 0.6, 0.2), bump(0.6, 1.1, 0.2)], 20);
    expect(() => firingFields(maps, unit)).toThrow(
      `firingFields: expected one of 2 units, counted from 0, got ${unit}`,
    );
  });

  test("counts the fields of a lattice, and leaves out what is too small", () => {
    // One row of bumps 0.55 m apart, and a speck.
    const row: Field = (x, y) =>
      [0.3, 0.85, 1.4, 1.95].reduce((sum, centre) => sum + bump(centre, 1.1, 0.1)(x, y), 0);
    const speck: Field = (x, y) => row(x, y) + bump(1.125, 2.025, 0.03)(x, y);
    expect(firingFields(stackOf([row], 44), 0)).toHaveLength(4);
    expect(firingFields(stackOf([speck], 44), 0)).toHaveLength(4);
    expect(firingFields(stackOf([speck], 44), 0, { minimumArea: 0 })).toHaveLength(5);
    expect(firingFields(stackOf([hexagonal(0.5, 0.2)], 44), 0).length).toBeGreaterThan(10);
  });
});
