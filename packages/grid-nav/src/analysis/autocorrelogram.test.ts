import { describe, expect, test } from "vitest";
import fixture from "../fixtures/spatial-analysis.json";
import { autocorrelograms, correlogramOf } from "./autocorrelogram.ts";
import { stackOf, stripes } from "./ideal-maps.ts";
import { fixtureMap } from "./fixture-map.ts";

describe("autocorrelograms", () => {
  test.each(fixture.cases)("agree with direct sums in numpy ($bins bins, case %#)", (example) => {
    const { correlations } = autocorrelograms(fixtureMap(example));
    example.correlations.forEach((expected, at) => {
      if (expected === null) expect(correlations[97 * at]).toBeNaN();
      else expect(correlations[97 * at]).toBeCloseTo(expected, 5);
    });
  });

  test("a map by itself, in a pair, and in a stack with another mask has the same autocorrelogram", () => {
    const [a, b] = [fixtureMap(fixture.cases[2]!), fixtureMap(fixture.cases[3]!)];
    const maps = Float32Array.from([...a.maps, ...a.maps, ...b.maps, ...a.maps, ...b.maps]);
    const all = autocorrelograms({ ...a, maps, units: 5 });
    const alone = { a: autocorrelograms(a).correlations, b: autocorrelograms(b).correlations };
    for (const [unit, expected] of [alone.a, alone.a, alone.b, alone.a, alone.b].entries()) {
      correlogramOf(all, unit).forEach((value, at) => {
        if (Number.isNaN(expected[at]!)) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(expected[at]!, 6);
      });
    }
  });

  test("is 1 in the middle, and after a whole period of stripes", () => {
    const bins = 22;
    const { correlations } = autocorrelograms(stackOf([stripes(1.1, 0)], bins));
    const middle = (correlations.length - 1) / 2;
    expect(correlations[middle]).toBeCloseTo(1, 6);
    expect(correlations[middle + 11]).toBeCloseTo(1, 6);
    expect(correlations[middle + 5 * 43]).toBeCloseTo(1, 6);
  });

  test("is missing where nothing varies, and where too little overlaps", () => {
    const { correlations } = autocorrelograms(stackOf([() => 3], 10));
    expect(correlations.every(Number.isNaN)).toBe(true);
    const strict = autocorrelograms(stackOf([stripes(1, 0.4)], 10), { minimumOverlap: 100 });
    expect([...strict.correlations].filter((value) => !Number.isNaN(value))).toHaveLength(1);
  });

  test("refuses maps that do not fit their bins", () => {
    const maps = { maps: new Float32Array(99), units: 1, bins: 10, floor: [0, 0, 1, 1] as const };
    expect(() => autocorrelograms(maps)).toThrow(/maps \[1, 10, 10\] of length 100, got 99/);
  });
});
