import { dispose, tensor2d, type Tensor2D } from "@tensorflow/tfjs-core";
import { finiteDifferenceGradient } from "@wayfield/test-kit";
import { expect, test } from "vitest";
import {
  arctanSpike,
  fastSigmoidSpike,
  reluRate,
  sigmoidRate,
  sigmoidSpike,
  smoothed,
  tanhRate,
  triangularSpike,
  type SurrogateSpike,
  type UnitCurve,
  type UnitFunction,
} from "./unit-functions.ts";

const at = [-2, -0.6, -0.3, -0.05, 0.05, 0.3, 0.6, 2];

function valuesOf(curve: UnitCurve, points: ArrayLike<number>): number[] {
  const x = tensor2d(Float32Array.from(points), [1, points.length]);
  const y = curve(x);
  const values = Array.from(y.dataSync());
  dispose([x, y]);
  return values;
}

const surrogates: [string, SurrogateSpike, (u: number) => number][] = [
  ["fast sigmoid", fastSigmoidSpike({ steepness: 5 }), (u) => 1 / (1 + 5 * Math.abs(u)) ** 2],
  ["arctan", arctanSpike({ steepness: 3 }), (u) => 1.5 / (1 + ((Math.PI * 3 * u) / 2) ** 2)],
  ["triangular", triangularSpike({ steepness: 2 }), (u) => Math.max(0, 1 - 2 * Math.abs(u))],
  ["sigmoid", sigmoidSpike({ steepness: 4 }), (u) => (4 * Math.exp(-4 * u)) / (1 + Math.exp(-4 * u)) ** 2],
];

test.each(surrogates)("%s: the slope is its closed form, the value a step", (_, spike, slope) => {
  expect(valuesOf(spike.slope, at)).toBeAllCloseTo(at.map(slope), 1e-5);
  expect(valuesOf(spike.value, [-1, -1e-6, 0, 1e-6, 1])).toEqual([0, 0, 1, 1, 1]);
});

const curves: [string, UnitFunction][] = [
  ...surrogates.map(([name, spike]): [string, UnitFunction] => [`smoothed ${name}`, smoothed(spike)]),
  ["relu", reluRate],
  ["tanh", tanhRate],
  ["sigmoid rate", sigmoidRate],
];

test.each(curves)("%s: the slope is the derivative of the value", (_, { value, slope }) => {
  const numeric = at.map(
    (u) => finiteDifferenceGradient(([x]) => valuesOf(value, [x!])[0]!, [u], { step: 5e-3 })[0]!,
  );
  expect(valuesOf(slope, at)).toBeAllCloseTo(numeric, 2e-3);
});

test("curves leave only their result", () => {
  const x: Tensor2D = tensor2d([[-1, 1]]);
  for (const [, { value, slope }] of curves) dispose([value(x), slope(x)]);
  x.dispose();
});

test("a steepness that is none is refused", () => {
  for (const make of [fastSigmoidSpike, arctanSpike, triangularSpike, sigmoidSpike])
    expect(() => make({ steepness: 0 })).toThrow(/expected steepness to be a positive number, got 0/);
});
