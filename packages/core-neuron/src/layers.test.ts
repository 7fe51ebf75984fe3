import {
  dispose,
  grads,
  mul,
  square,
  sum,
  tensor,
  tensor1d,
  tensor2d,
  tensor3d,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters } from "@wayfield/backend";
import { finiteDifferenceGradient } from "@wayfield/test-kit";
import { describe, expect, test } from "vitest";
import * as activations from "./activations.ts";
import { dense, initDense } from "./dense.ts";
import { dropoutMask } from "./dropout.ts";
import { initLayerNorm, layerNorm } from "./layer-norm.ts";

describe("dense", () => {
  test("computes x W + b over every leading axis", () => {
    const layer = {
      kernel: tensor2d([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      bias: tensor1d([10, 20]),
    };
    const x = tensor3d([[[1, 0, 0]], [[1, 1, 1]]]);
    const y = dense(layer, x);
    expect(y.shape).toEqual([2, 1, 2]);
    expect(y).toBeAllCloseTo([11, 22, 19, 32], 0);
    disposeParameters({ layer, x, y });
  });

  test("has no offset where none was asked for, and refuses another number of inputs", () => {
    const layer = initDense(createRandomStream(1), { inputs: 3, outputs: 2, bias: false });
    expect("bias" in layer).toBe(false);
    const x = tensor2d([[1, 2]]);
    expect(() => dense(layer, x)).toThrow(/dense: expected an input of shape \[…, 3\], got \[1, 2\]/);
    expect(() => initDense(createRandomStream(1), { inputs: 3, outputs: 1.5 })).toThrow(
      /outputs to be a positive integer/,
    );
    disposeParameters({ layer, x });
  });

  test("refuses offsets that are not as many as outputs, on every backend", () => {
    const layer = { kernel: tensor2d([1, 2, 3, 4], [2, 2]), bias: tensor1d([1]) };
    const x = tensor2d([[1, 2]]);
    expect(() => dense(layer, x)).toThrow(/dense: expected bias of shape \[2\], got \[1\]/);
    disposeParameters({ layer, x });
  });
});

describe("layerNorm", () => {
  test("gives mean 0 and variance 1, then gain and offset", () => {
    const x = tensor2d([
      [1, 2, 3],
      [10, 20, 60],
    ]);
    const plain = initLayerNorm(3);
    const y = layerNorm(plain, x, { epsilon: 0 });
    // (1, 2, 3) has deviation √(2/3).
    expect(y.dataSync().slice(0, 3)).toBeAllCloseTo([-Math.sqrt(1.5), 0, Math.sqrt(1.5)], 1e-6);
    const scaled = { gain: tensor1d([2, 2, 2]), bias: tensor1d([1, 1, 1]) };
    const z = layerNorm(scaled, x, { epsilon: 0 });
    expect(z).toBeAllCloseTo(
      Array.from(y.dataSync(), (value) => 2 * value + 1),
      1e-5,
    );
    disposeParameters({ x, plain, y, scaled, z });
  });

  test("its gradients agree with finite differences", () => {
    const start = [0.5, -1, 2, 0.3, 0.1, -0.7];
    const f = (x: Tensor): Scalar =>
      tidy(() =>
        sum<Scalar>(
          mul(
            square(layerNorm(initLayerNorm(3), x as Tensor2D)),
            tensor2d([
              [1, 2, 3],
              [3, 1, 2],
            ]),
          ),
        ),
      );
    const analytic = tidy(() => grads(f)([tensor2d(start, [2, 3])])[0]!.dataSync());
    const numeric = finiteDifferenceGradient(
      (point) => tidy(() => f(tensor2d([...point], [2, 3])).dataSync()[0]!),
      start,
    );
    expect(analytic).toBeAllCloseTo(numeric, 5e-3);
  });
});

describe("activations", () => {
  const x = [-2, -0.5, 0, 0.5, 3];
  // Φ(x) from a table of the normal distribution.
  const phi = [0.0227501, 0.3085375, 0.5, 0.6914625, 0.9986501];
  test.each<[string, activations.Activation, number[]]>([
    ["identity", activations.identity, x],
    ["relu", activations.relu, [0, 0, 0, 0.5, 3]],
    ["elu", activations.elu, [Math.exp(-2) - 1, Math.exp(-0.5) - 1, 0, 0.5, 3]],
    ["sigmoid", activations.sigmoid, x.map((value) => 1 / (1 + Math.exp(-value)))],
    ["tanh", activations.tanh, x.map(Math.tanh)],
    ["softplus", activations.softplus, x.map((value) => Math.log1p(Math.exp(value)))],
    ["gelu", activations.gelu, x.map((value, index) => value * phi[index]!)],
  ])("%s", (_name, activation, expected) => {
    const given = tensor(x);
    const y = activation(given);
    expect(y).toBeAllCloseTo(expected, 2e-6);
    disposeParameters({ given, y });
  });
});

describe("dropoutMask", () => {
  test("silences the asked share and keeps the mean", () => {
    const mask = dropoutMask(createRandomStream(1), [200, 100], 0.3);
    const values = mask.dataSync();
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    const silenced = values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(silenced - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / values.length));
    mask.dispose();
  });

  test("is fresh each time, the same from the same state, and refuses a rate of 1", () => {
    const random = createRandomStream(2);
    const state = random.state();
    const masks = [dropoutMask(random, [64], 0.5), dropoutMask(random, [64], 0.5)] as const;
    random.restore(state);
    const again = dropoutMask(random, [64], 0.5);
    expect(again).toBeAllCloseTo(masks[0].dataSync(), 0);
    expect(masks[1].dataSync()).not.toEqual(masks[0].dataSync());
    expect(() => dropoutMask(random, [1], 1)).toThrow(/rate in \[0, 1\), got 1/);
    dispose([again, ...masks]);
  });
});
