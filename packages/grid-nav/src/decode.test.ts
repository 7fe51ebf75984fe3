import { expect, test } from "vitest";
import { decodeHeadings, decodePositions, positionErrors } from "./decode.ts";
import { headDirectionCode } from "./ensembles/head-direction-cells.ts";

const cells = { centres: Float32Array.of(0, 0, 1, 0, 0, 1, 4, 4), deviation: 1 };

test("a position is the mean centre of the most active cells", () => {
  const activity = Float32Array.of(3, 2, 1, 0, -5, -1, -2, -9);
  expect(decodePositions(cells, activity)).toBeAllCloseTo([1 / 3, 1 / 3, 1 / 3, 1 / 3], 1e-6);
  expect(decodePositions(cells, activity, { cells: 1 })).toBeAllCloseTo([0, 0, 1, 0], 0);
  expect(decodePositions(cells, activity, { cells: 4 })).toBeAllCloseTo([1.25, 1.25, 1.25, 1.25], 1e-6);
});

test("ties are broken, not counted twice", () => {
  expect(decodePositions(cells, Float32Array.of(1, 1, 1, 1), { cells: 2 })).toBeAllCloseTo([0.5, 0], 1e-6);
});

test("the most active cells are found in any order", () => {
  for (const order of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [2, 0, 3, 1],
    [1, 3, 0, 2],
  ]) {
    const expected = [...order.keys()].sort((a, b) => order[b]! - order[a]!).slice(0, 2);
    const mean = [0, 1].map(
      (axis) => (cells.centres[2 * expected[0]! + axis]! + cells.centres[2 * expected[1]! + axis]!) / 2,
    );
    expect(decodePositions(cells, Float32Array.from(order), { cells: 2 })).toBeAllCloseTo(mean, 1e-6);
  }
});

test("evenly spread head-direction cells give the heading back", () => {
  const directions = Float32Array.from({ length: 12 }, (_, cell) => (cell / 12) * 2 * Math.PI - Math.PI);
  const headings = Float32Array.of(-3, -0.2, 0, 1.5, 3.1);
  const code = headDirectionCode({ directions, concentration: 3 }, headings);
  expect(decodeHeadings({ directions, concentration: 3 }, code)).toBeAllCloseTo(headings, 1e-3);
});

test("position errors are Euclidean distances", () => {
  expect(positionErrors(Float32Array.of(0, 0, 1, 1), Float32Array.of(3, 4, 1, 1))).toBeAllCloseTo([5, 0], 0);
});

test("lists that do not fit are refused", () => {
  expect(() => decodePositions(cells, new Float32Array(5))).toThrow(/rows of 4 of length 4, got 5/);
  expect(() => decodePositions(cells, new Float32Array(4), { cells: 5 })).toThrow(/cells ≤ 4, got 5/);
  expect(() =>
    decodeHeadings({ directions: new Float32Array(3), concentration: 1 }, new Float32Array(4)),
  ).toThrow(/rows of 3/);
  expect(() => positionErrors(new Float32Array(2), new Float32Array(4))).toThrow(/length 2, got 4/);
});
