import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { bandScores } from "./band-score.ts";
import { bump, hexagonal, square, stackOf, stripes } from "./ideal-maps.ts";

test.each([0.3, 0.5, 0.7, 1])("bands of %s m score high and show their period and direction", (period) => {
  const directions = [-1.2, -0.4, 0, 0.5, 1.1];
  const {
    scores,
    periods,
    directions: found,
  } = bandScores(
    stackOf(
      directions.map((direction) => stripes(period, direction, 0.7)),
      32,
    ),
  );
  directions.forEach((direction, unit) => {
    expect(scores[unit]).toBeGreaterThan(0.6);
    expect(Math.abs(periods[unit]! / period - 1)).toBeLessThan(0.15);
    expect(Math.abs(found[unit]! - direction)).toBeLessThan(0.15);
  });
});

test("lattices, single fields and gradients score low", () => {
  const fields = [
    hexagonal(0.5, 0.1),
    hexagonal(0.7, 0.4),
    square(0.5, 0.3),
    bump(1, 1.2, 0.2),
    (x: number) => x,
  ];
  for (const score of bandScores(stackOf(fields, 32)).scores) expect(score).toBeLessThan(0.3);
});

test("white noise scores next to nothing, a constant nothing", () => {
  const { normal } = createRandomStream(4);
  const { scores } = bandScores(stackOf([normal, normal, normal, () => 2], 32));
  for (const score of scores.subarray(0, 3)) expect(score).toBeLessThan(0.1);
  expect(scores[3]).toBeNaN();
});
