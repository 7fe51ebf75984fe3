import { expect, test } from "vitest";
import { createGenerator } from "./generator.ts";
import { shuffle } from "./shuffle.ts";

test("the list itself comes into another order, with the same values", () => {
  const values = Uint32Array.from({ length: 50 }, (_, index) => index);
  const uniform = createGenerator(1).nextUniform;
  expect(shuffle(values, uniform)).toBe(values);
  expect([...values]).not.toEqual([...values].sort((a, b) => a - b));
  expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

test("by hand: the last changes places with the one drawn, then the last but one", () => {
  const draws = [0, 0.5, 0.99];
  expect(shuffle(["a", "b", "c", "d"], () => draws.shift()!)).toEqual(["d", "c", "b", "a"]);
});

test("each of the six orders of three is equally likely", () => {
  const counts = new Map<string, number>();
  const uniform = createGenerator(2).nextUniform;
  for (let draw = 0; draw < 6000; draw++) {
    const order = shuffle([1, 2, 3], uniform).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  // Chi squared with 5 degrees of freedom: 20.5 is exceeded in one of a thousand.
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(counts.size).toBe(6);
  expect(chiSquared).toBeLessThan(20.5);
});
