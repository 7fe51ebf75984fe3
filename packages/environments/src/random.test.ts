import { describe, expect, test } from "vitest";
import { deriveSeed, seededRandom } from "./random.ts";

describe("seededRandom", () => {
  test("draws the same numbers from the same seed", () => {
    const [a, b] = [seededRandom(5), seededRandom(5)];
    for (let n = 0; n < 100; n++) expect(a()).toBe(b());
  });
  test.each([
    [1, 2],
    [1, 2 ** 32 + 1],
    [0, 2 ** 52],
  ])("draws other numbers from seed %s than from %s", (first, second) => {
    expect(seededRandom(first)()).not.toBe(seededRandom(second)());
  });
  test.each([-1, 0.5, NaN, Infinity, 2 ** 53])("refuses the seed %s", (seed) => {
    expect(() => seededRandom(seed)).toThrow(RangeError);
  });
});

describe("deriveSeed", () => {
  test("gives neighbouring families no member in common", () => {
    const members = [7, 8].flatMap((seed) =>
      Array.from({ length: 1000 }, (_, index) => deriveSeed(seed, index)),
    );
    expect(new Set(members).size).toBe(2000);
  });
  test("gives seeds", () => {
    for (let index = 0; index < 100; index++) expect(() => seededRandom(deriveSeed(3, index))).not.toThrow();
  });
});
