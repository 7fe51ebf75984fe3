import { scalar, square, sub, sum, tensor1d, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { valueAndGradients } from "./gradients.ts";
import { adam, disposeOptimiserState, rmsProp, sgd, type Optimiser } from "./optimisers.ts";
import { disposeParameters } from "./parameters.ts";

/** Runs an optimiser over given gradients of one scalar parameter and returns where it went. */
function path(optimiser: Optimiser, gradients: readonly number[]): number[] {
  let parameters = { x: scalar(1) as Tensor };
  let state = optimiser.init(parameters);
  const visited: number[] = [];
  for (const gradient of gradients) {
    const g = { x: scalar(gradient) as Tensor };
    const next = optimiser.update(g, state, parameters);
    disposeParameters({ g, parameters });
    disposeOptimiserState(state);
    ({ parameters, state } = next);
    visited.push(parameters.x.dataSync()[0]!);
  }
  disposeParameters(parameters);
  disposeOptimiserState(state);
  return visited;
}

describe("literal steps", () => {
  test("sgd with momentum: 1 − 0.1·2 = 0.8; then m = 0.5·0.2 + 0.1·1 = 0.2", () => {
    expect(path(sgd({ learningRate: 0.1, momentum: 0.5 }), [2, 1])).toBeAllCloseTo([0.8, 0.6], 1e-6);
  });

  test("rmsProp as TensorFlow 1: v = 0.9·1 + 0.1·4 = 1.3, step 0.1·2/√1.3; then v = 1.27", () => {
    const first = 0.2 / Math.sqrt(1.3);
    const second = 0.9 * first + 0.1 / Math.sqrt(0.9 * 1.3 + 0.1);
    const expected = [1 - first, 1 - first - second];
    expect(path(rmsProp({ learningRate: 0.1, momentum: 0.9 }), [2, 1])).toBeAllCloseTo(expected, 1e-6);
  });

  test("adam: the first step is α · sign(g) whatever the gradient's size, the second by hand", () => {
    const [first, second] = path(adam({ learningRate: 0.1 }), [4, 1]);
    expect(first).toBeCloseTo(0.9, 5);
    const mean = (0.9 * 0.1 * 4 + 0.1 * 1) / (1 - 0.81);
    const meanSquare = (0.999 * 0.001 * 16 + 0.001 * 1) / (1 - 0.999 ** 2);
    expect(second).toBeCloseTo(0.9 - (0.1 * mean) / Math.sqrt(meanSquare), 5);
  });

  test("with gradients of 1e-5 rmsProp's default epsilon throttles a settled step by √2 at most", () => {
    const steps = path(rmsProp({ learningRate: 1e-3 }), new Array<number>(400).fill(1e-5));
    const last = steps.at(-2)! - steps.at(-1)!;
    // v → g² = 1e-10 = ε, so the step tends to α · g / √(2 g²).
    expect(last / 1e-3).toBeGreaterThan(0.6);
    expect(last / 1e-3).toBeLessThan(0.8);
  });
});

describe.each<[string, Optimiser]>([
  ["sgd", sgd({ learningRate: 0.05, momentum: 0.8 })],
  ["rmsProp", rmsProp({ learningRate: 0.01, momentum: 0.5 })],
  ["adam", adam({ learningRate: 0.05 })],
])("%s", (_name, optimiser) => {
  test("finds the minimum of a quadratic", () => {
    const target = tensor1d([3, -1]);
    let parameters = { x: tensor1d([0, 0]) };
    let state = optimiser.init(parameters);
    for (let step = 0; step < 600; step++) {
      const { value, gradients } = valueAndGradients(
        ({ x }) => sum<Scalar>(square(sub(x, target))),
        parameters,
      );
      const next = optimiser.update(gradients, state, parameters);
      disposeParameters({ value, gradients, parameters });
      disposeOptimiserState(state);
      ({ parameters, state } = next);
    }
    expect(state.step).toBe(600);
    expect(parameters.x).toBeAllCloseTo([3, -1], 0.05);
    disposeParameters({ parameters, target });
    disposeOptimiserState(state);
  });

  test("refuses gradients and states of another model", () => {
    const parameters = { x: scalar(1) as Tensor };
    const other = { y: scalar(1) as Tensor };
    const state = optimiser.init(parameters);
    expect(() => optimiser.update(other as never, state, parameters)).toThrow(/unknown "y"/);
    const strange = { step: 0, slots: {} };
    expect(() => optimiser.update(parameters, strange, parameters)).toThrow(/the state has no/);
    const wider = { x: tensor1d([1, 2]) as Tensor };
    expect(() => optimiser.update(wider, state, wider)).toThrow(/another shape, \[\], of .* for "x" \[2\]/);
    // The first parameter's averages are there, the second's are not: the step made for the first must not stay behind.
    const both = { ...parameters, ...other };
    expect(() => optimiser.update(both, state, both)).toThrow(/the state has no ".*" for "y"/);
    disposeParameters({ parameters, other, wider });
    disposeOptimiserState(state);
  });
});

test("impossible rates are refused by name", () => {
  expect(() => adam({ learningRate: -1 })).toThrow(/adam: expected learningRate in \[0, Infinity\), got -1/);
  expect(() => rmsProp({ learningRate: 1, decay: 1 })).toThrow(/decay in \[0, 1\), got 1/);
  expect(() => sgd({ learningRate: NaN })).toThrow(RangeError);
});
