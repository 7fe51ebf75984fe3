import { expect, test } from "vitest";
import { createRandomStream } from "./random-stream.ts";
import { shuffle } from "./shuffle.ts";

test("a list comes into an order that follows from the stream's seed", () => {
  const ordered = (seed: number): number[] =>
    shuffle(
      Array.from({ length: 20 }, (_, index) => index),
      createRandomStream(seed).uniform,
    );
  expect(ordered(1)).toEqual(ordered(1));
  expect(ordered(1)).not.toEqual(ordered(2));
  expect(ordered(1).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});
