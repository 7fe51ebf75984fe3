import { expect, test } from "vitest";
import { createShortTermPlasticity, shortTermSteadyState } from "./short-term-plasticity.ts";

/** u x of every spike of a regular train. */
function releases(
  rate: number,
  count: number,
  options: { utilisation: number; recovery: number; facilitation?: number },
): number[] {
  const synapse = createShortTermPlasticity(1, { ...options, timeStep: 1 });
  const interval = 1000 / rate;
  const list: number[] = [];
  for (let step = 1; list.length < count; step++) {
    const [released] = synapse.step([step % interval === 0 ? 1 : 0]);
    if (released! > 0) list.push(released!);
  }
  return list;
}

const depressing = { utilisation: 0.5, recovery: 800 };
const facilitating = { utilisation: 0.05, recovery: 100, facilitation: 1000 };

test.each([
  [5, depressing],
  [20, depressing],
  [20, facilitating],
  [50, facilitating],
])("at %i Hz a train settles at the closed form", (rate, options) => {
  const { release, resources } = shortTermSteadyState(rate, options);
  expect(releases(rate, 500, options).at(-1)).toBeCloseTo(release * resources, 9);
});

test("a depressing synapse by hand: U, then what came back of the rest", () => {
  const [first, second] = releases(20, 2, depressing);
  expect(first).toBeCloseTo(0.5, 12);
  expect(second).toBeCloseTo(0.5 * (1 - 0.5 * Math.exp(-50 / 800)), 12);
});

test("the facilitating synapse grows over a train, the depressing one falls", () => {
  const [tired, warm] = [releases(20, 10, depressing), releases(20, 10, facilitating)];
  expect(tired.every((value, k) => k === 0 || value < tired[k - 1]!)).toBe(true);
  expect(warm[4]).toBeGreaterThan(2 * warm[0]!);
});

test("at high rates the depressing synapse transmits 1/τ_rec a second, whatever the rate", () => {
  const { release, resources } = shortTermSteadyState(1000, depressing);
  expect(1000 * release * resources).toBeCloseTo(1000 / 800, 1);
});

test("constants that make no synapse are refused", () => {
  expect(() => createShortTermPlasticity(1, { timeStep: 1, utilisation: 1.2, recovery: 1 })).toThrow(
    /utilisation in \[0, 1\], got 1.2/,
  );
  const synapse = createShortTermPlasticity(2, { timeStep: 1, ...depressing });
  expect(() => synapse.step([1])).toThrow(/expected 2 values in spikes, got 1/);
  expect(() => shortTermSteadyState(0, depressing)).toThrow(/rate to be a positive number, got 0/);
});
