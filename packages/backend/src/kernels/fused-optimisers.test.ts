import { tensor1d, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { adam, disposeOptimiserState, rmsProp, type Optimiser } from "../optimisers.ts";
import { disposeParameters } from "../parameters.ts";
import { createRandomStream } from "../random-stream.ts";

/** Every engine takes these steps, by one pass or composed; the reference is the equations in float64. */
const steps = 3;

const gradientAt = (count: number, step: number): Float32Array => {
  const random = createRandomStream(100 + step);
  return Float32Array.from({ length: count }, random.normal);
};

/** Where the optimiser takes `count` numbers that start at 1. */
function follow(optimiser: Optimiser, count: number): Float32Array {
  let parameters: { x: Tensor } = { x: tensor1d(new Float32Array(count).fill(1)) };
  let state = optimiser.init(parameters);
  for (let step = 1; step <= steps; step++) {
    const gradients: { x: Tensor } = { x: tensor1d(gradientAt(count, step)) };
    const next = optimiser.update(gradients, state, parameters);
    disposeParameters({ gradients, parameters });
    disposeOptimiserState(state);
    ({ parameters, state } = next);
  }
  const reached = parameters.x.dataSync<"float32">();
  disposeParameters(parameters);
  disposeOptimiserState(state);
  return reached;
}

function rmsPropReference(count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    let [x, v, m] = [1, 1, 0];
    for (let step = 1; step <= steps; step++) {
      const g = gradientAt(count, step)[index]!;
      v = 0.9 * v + 0.1 * g * g;
      m = 0.8 * m + (0.01 * g) / Math.sqrt(v + 1e-10);
      x -= m;
    }
    return x;
  });
}

function adamReference(count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    let [x, m, v] = [1, 0, 0];
    for (let step = 1; step <= steps; step++) {
      const g = gradientAt(count, step)[index]!;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      x -= (0.01 * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8);
    }
    return x;
  });
}

describe.each([0, 1, 3, 4, 7, 33])("a parameter of %i numbers", (count) => {
  test("rmsProp follows its equations", () => {
    const reached = follow(rmsProp({ learningRate: 0.01, momentum: 0.8 }), count);
    expect(reached).toBeAllCloseTo(rmsPropReference(count), 1e-6);
  });

  test("adam follows its equations", () => {
    expect(follow(adam({ learningRate: 0.01 }), count)).toBeAllCloseTo(adamReference(count), 1e-6);
  });
});
