import { describe, expect, test } from "vitest";
import { mostGridLike, patchyUnits } from "./unit-classes.ts";

const scores = {
  grid: [0.1, 0.9, NaN, 0.5, -0.2, 0.36],
  headDirection: [0.1, 0.1, 0.2, 0.1, 0.6, 0.46],
  fields: [3, 8, 5, 6, 7, 14],
};

describe("units by their scores", () => {
  test("the most grid-like come first, those without a score last", () => {
    expect(mostGridLike(scores, 3)).toEqual([1, 3, 5]);
    expect(mostGridLike(scores, 6).at(-1)).toBe(2);
  });

  test("patchy units have 3 to 13 fields and are neither grid nor head-direction cells", () => {
    expect(patchyUnits(scores)).toEqual([0, 2]);
  });
});
