import { exp, sigmoid, tanh, tensor1d, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

type Elementwise = (x: Tensor) => Tensor;

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Every float of a geometric ladder, both signs, and everything the reduction treats apart. */
const ladder = (largest: number): Float32Array => {
  const positive = Array.from({ length: 40_001 }, (_, index) => largest * 2 ** (-index / 1600));
  const even = Array.from({ length: 40_001 }, (_, index) => (largest * index) / 40_000);
  return Float32Array.from([...positive, ...even].flatMap((x) => [x, -x]));
};

/** Largest error relative to the float64 function, over results that are normal floats. */
function worstRelativeError(f: Elementwise, exact: (x: number) => number, inputs: Float32Array): number {
  const results = tidy(() => f(tensor1d(inputs)).dataSync());
  return inputs.reduce((worst, x, index) => {
    const value = exact(x);
    if (Math.abs(value) < 1.2e-38 || Math.abs(value) > 3.4e38) return worst;
    return Math.max(worst, Math.abs(results[index]! / value - 1));
  }, 0);
}

const cases: readonly [string, Elementwise, (x: number) => number, number, number][] = [
  ["exp", exp, Math.exp, 88.7, 1.5e-7],
  ["sigmoid", sigmoid, logistic, 87, 3e-7],
  ["tanh", tanh, Math.tanh, 20, 4e-7],
];

describe("elementwise functions", () => {
  for (const [name, f, exact, largest, bound] of cases) {
    test(`${name} keeps its relative error bound`, () => {
      expect(worstRelativeError(f, exact, ladder(largest))).toBeLessThan(bound);
    });

    for (const count of [0, 1, 2, 3, 5, 7])
      test(`${name} of ${count} numbers`, () => {
        const inputs = Float32Array.from({ length: count }, (_, index) => index - 2.5);
        const result = tidy(() => f(tensor1d(inputs)));
        expect(result).toBeAllCloseTo(Array.from(inputs, exact), 1e-5);
        result.dispose();
      });

    test(`${name} of NaN, ±∞ and ±1000`, () => {
      const inputs = [NaN, Infinity, -Infinity, 1000, -1000];
      const result = tidy(() => f(tensor1d(inputs)));
      expect(result).toBeAllCloseTo(inputs.map(exact), 0);
      result.dispose();
    });
  }
});
