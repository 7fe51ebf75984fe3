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
  zeros,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters } from "@wayfield/backend";
import { gradientPairs, meanAndDeviation } from "@wayfield/test-kit";
import { expect, test } from "vitest";
import { daleKernel, initLeakyRnn, leakyRnn } from "./leaky-rnn.ts";
import { sigmoidRate, tanhRate, type UnitFunction } from "./unit-functions.ts";

test("two steps by hand", () => {
  // v₁ = 0.5·1 + 0.5·(2·1 + 1·0.5 + 0) = 1.75; v₂ = 0.5·1.75 + 0.5·(0 + 1.75·0.5) = 1.3125
  const parameters = {
    inputKernel: tensor2d([[2]]),
    recurrentKernel: tensor2d([[0.5]]),
    bias: tensor1d([0]),
  };
  const x = tensor3d([1, 0], [2, 1, 1]);
  const start = tensor2d([[1]]);
  const { rates, state } = leakyRnn(parameters, x, start, { stepSize: 0.5 });
  expect(rates).toBeAllCloseTo([1.75, 1.3125], 1e-6);
  expect(state).toBeAllCloseTo([1.3125], 1e-6);
  disposeParameters({ parameters, x, start, rates, state });
});

const loss =
  (rate: UnitFunction) =>
  (...given: Tensor[]): Scalar => {
    const [x, inputKernel, recurrentKernel, bias, start] = given as [
      Tensor3D,
      Tensor2D,
      Tensor2D,
      Tensor1D,
      Tensor2D,
    ];
    const { rates } = leakyRnn({ inputKernel, recurrentKernel, bias }, x, start, { stepSize: 0.3, rate });
    const weights = tensor(
      Float32Array.from({ length: rates.size }, (_, index) => Math.cos(index)),
      rates.shape,
    );
    return sum(mul(square(rates), weights));
  };

test.each([
  ["tanh", tanhRate],
  ["sigmoid", sigmoidRate],
])("%s rates: gradients agree with finite differences", (_, rate) => {
  const random = createRandomStream(3);
  const shapes = [[4, 2, 2], [2, 3], [3, 3], [3], [2, 3]];
  const values = shapes.map((shape) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, random.normal),
  );
  for (const { analytic, numeric } of gradientPairs(loss(rate), values, shapes))
    expect(analytic).toBeAllCloseTo(numeric, 3e-3);
});

test("noise: a unit left alone has the variance σ² / (1 − a/2) of an autoregressive process", () => {
  const random = createRandomStream(4);
  const [steps, units, sigma, stepSize] = [400, 50, 0.3, 0.2];
  const parameters = {
    inputKernel: zeros<Rank.R2>([1, units]),
    recurrentKernel: zeros<Rank.R2>([units, units]),
    bias: zeros<Rank.R1>([units]),
  };
  const x = zeros<Rank.R3>([steps, 1, 1]);
  const start = zeros<Rank.R2>([1, units]);
  const noise = tensor3d(
    Float32Array.from({ length: steps * units }, () => sigma * random.normal()),
    [steps, 1, units],
  );
  const linear: UnitFunction = { value: (v) => v.clone(), slope: (v) => v.clone() };
  const { rates, state } = leakyRnn(parameters, x, start, { stepSize, rate: linear, noise });
  const { deviation } = meanAndDeviation(rates.dataSync().subarray(50 * units));
  expect(deviation).toBeCloseTo(sigma / Math.sqrt(1 - stepSize / 2), 2);
  disposeParameters({ parameters, x, start, noise, rates, state });
});

test("daleKernel: every row has the sign of its unit, and learning cannot change it", () => {
  const random = createRandomStream(5);
  const magnitudes = tensor2d(Float32Array.from({ length: 12 }, random.normal), [3, 4]);
  const signs = tensor1d([1, 1, -1]);
  const kernel = daleKernel(magnitudes, signs);
  const given = magnitudes.dataSync();
  const expected = Array.from(given, (value, at) => Math.max(0, value) * (at < 8 ? 1 : -1));
  expect(kernel).toBeAllCloseTo(expected, 0);
  const [slope] = tidy(() =>
    grads((m: Tensor) => sum<Scalar>(daleKernel(m as Tensor2D, signs)))([magnitudes]),
  );
  expect(slope!).toBeAllCloseTo(
    Array.from(given, (value, at) => (value > 0 ? (at < 8 ? 1 : -1) : 0)),
    0,
  );
  const short = tensor1d([1]);
  expect(() => daleKernel(kernel, short)).toThrow(/signs of shape \[3\], got \[1\]/);
  dispose([magnitudes, signs, short, kernel, slope!]);
});

test("what does not fit is refused", () => {
  const parameters = initLeakyRnn(createRandomStream(1), { inputs: 1, units: 2 });
  const [x, start] = [zeros<Rank.R3>([1, 1, 1]), zeros<Rank.R2>([1, 2])];
  expect(() => leakyRnn(parameters, x, start, { stepSize: 0 })).toThrow(/stepSize in \(0, 1\], got 0/);
  expect(() => leakyRnn(parameters, x, start, { stepSize: 0.5, noise: x })).toThrow(
    /noise of shape \[1, 1, 2\], got \[1, 1, 1\]/,
  );
  disposeParameters({ parameters, x, start });
});
