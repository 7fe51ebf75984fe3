import { tensor2d, tidy } from "@tensorflow/tfjs-core";
import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import {
  changing,
  clamp,
  disturb,
  scramble,
  silence,
  silenceEach,
  withhold,
  type Change,
} from "./lesions.ts";

const activity = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
];
const after = (change: Change): number[][] => tidy(() => change(tensor2d(activity)).arraySync());

describe("a change of a layer", () => {
  test("silences the chosen units and no others", () => {
    expect(after(silence([1, 3]))).toEqual([
      [1, 0, 3, 0],
      [5, 0, 7, 0],
    ]);
  });

  test("silences other units in each world, whichever worlds are asked for", () => {
    const hook = silenceEach("goalCode", [[0], [1, 2], [3]]);
    const both = tidy(() => hook("goalCode", tensor2d(activity), [2, 0]).arraySync());
    expect(both).toEqual([
      [1, 2, 3, 0],
      [0, 6, 7, 8],
    ]);
    const one = tidy(() => hook("goalCode", tensor2d([[1, 2, 3, 4]]), [1]).arraySync());
    expect(one).toEqual([[1, 0, 0, 4]]);
    tidy(() => {
      const values = tensor2d(activity);
      expect(hook("gridCode", values, [0, 1])).toBe(values);
    });
  });

  test("withholds everything", () => {
    expect(
      after(withhold)
        .flat()
        .every((value) => value === 0),
    ).toBe(true);
  });

  test("clamps units to values", () => {
    expect(after(clamp([2, 0], [9, -1]))).toEqual([
      [-1, 2, 9, 4],
      [-1, 6, 9, 8],
    ]);
  });

  test("disturbs the chosen units, afresh each time, with the asked deviation", () => {
    const random = createRandomStream(2);
    const draws = Array.from({ length: 200 }, () => after(disturb([0], 2, random))[0]!);
    expect(draws.every(([, b, c, d]) => b === 2 && c === 3 && d === 4)).toBe(true);
    const noise = draws.map(([a]) => a! - 1);
    const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value ** 2, 0) / noise.length);
    expect(Math.abs(deviation - 2)).toBeLessThan(0.4);
  });

  test("scrambles units among each other, always alike", () => {
    const change = scramble([0, 1, 3], createRandomStream(4));
    const [first, second] = after(change) as [number[], number[]];
    expect([first[0], first[1], first[3]].sort()).toEqual([1, 2, 4]);
    expect(first[2]).toBe(3);
    expect(second).toEqual(first.map((value) => value + 4));
  });

  test("is made on one layer only", () => {
    tidy(() => {
      const hook = changing("goalCode", withhold);
      const values = tensor2d(activity);
      expect(hook("gridCode", values, [0, 1])).toBe(values);
      expect(
        hook("goalCode", values, [0, 1])
          .dataSync()
          .every((value) => value === 0),
      ).toBe(true);
    });
  });
});
