import {
  add,
  dispose,
  grads,
  mul,
  pow,
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
import { createRandomStream, disposeParameters, tensorsLeftBy } from "@wayfield/backend";
import { gradientPairs } from "@wayfield/test-kit";
import { describe, expect, test } from "vitest";
import fixture from "./fixtures/lif-layer.json";
import { initLif, lif, zeroLifState, type LifLayerOptions } from "./lif.ts";
import {
  arctanSpike,
  fastSigmoidSpike,
  sigmoidSpike,
  smoothed,
  triangularSpike,
  type SurrogateSpike,
} from "./unit-functions.ts";

type Inputs = [Tensor3D, Tensor2D, Tensor1D, Tensor2D, Tensor2D, Tensor2D, Tensor2D];
const names = ["x", "inputKernel", "bias", "recurrentKernel", "current", "potential", "spikes"] as const;

const run = (
  options: LifLayerOptions,
  ...[x, inputKernel, bias, recurrentKernel, current, potential, spikes]: Inputs
) => lif({ inputKernel, bias, recurrentKernel }, x, { current, potential, spikes }, options);

/** Σ spikes · cos(0, 1, …) + Σ potential² + Σ current³, the loss of the fixture. */
const lossWith =
  (options: LifLayerOptions) =>
  (...inputs: Tensor[]): Scalar => {
    const { spikes, state } = run(options, ...(inputs as Inputs));
    const weights = tensor(
      Float32Array.from({ length: spikes.size }, (_, index) => Math.cos(index)),
      spikes.shape,
    );
    const ends = add(sum<Scalar>(square(state.potential)), sum<Scalar>(pow(state.current, 3)));
    return add(sum<Scalar>(mul(spikes, weights)), ends);
  };

const shapesOf = (steps: number, batch: number, inputs: number, units: number): number[][] => [
  [steps, batch, inputs],
  [inputs, units],
  [units],
  [units, units],
  [batch, units],
  [batch, units],
  [batch, units],
];

describe("against PyTorch", () => {
  const { steps, batch, inputs, units } = fixture.sizes;
  const shapes = shapesOf(steps, batch, inputs, units);
  const load = (): Inputs =>
    names.map((name, index) =>
      tensor(Float32Array.from(fixture[name]), shapes[index] as [number, number]),
    ) as Inputs;
  const options = {
    membraneDecay: 0.8,
    synapseDecay: 0.6,
    threshold: 0.7,
    spike: fastSigmoidSpike({ steepness: 5 }),
  };

  test("spikes and last state", () => {
    const given = load();
    const { spikes, state } = run(options, ...given);
    expect(spikes.shape).toEqual([steps, batch, units]);
    expect(spikes).toBeAllCloseTo(fixture.train, 0);
    expect(state.spikes).toBeAllCloseTo(fixture.train.slice(-batch * units), 0);
    expect(state.potential).toBeAllCloseTo(fixture.lastPotential, 1e-5);
    expect(state.current).toBeAllCloseTo(fixture.lastCurrent, 1e-5);
    dispose([given, spikes, { ...state }]);
  });

  test("all seven gradients", () => {
    const given = load();
    const gradients = tidy(() => grads(lossWith(options))(given));
    gradients.forEach((gradient, index) => {
      expect(gradient).toBeAllCloseTo(fixture.gradients[names[index]!], 5e-4);
    });
    dispose([given, gradients]);
  });
});

const spikes: [string, SurrogateSpike][] = [
  ["fast sigmoid", fastSigmoidSpike({ steepness: 1 })],
  ["arctan", arctanSpike({ steepness: 1 })],
  ["triangular", triangularSpike({ steepness: 0.3 })],
  ["sigmoid", sigmoidSpike({ steepness: 1 })],
];

test.each(spikes)("%s, smoothed: gradients agree with finite differences, reset included", (_, spike) => {
  const random = createRandomStream(5);
  const shapes = shapesOf(4, 2, 2, 3);
  const values = shapes.map((shape) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 0.4 * random.normal()),
  );
  const loss = lossWith({
    membraneDecay: 0.8,
    synapseDecay: 0.5,
    spike: smoothed(spike),
    isResetDifferentiated: true,
  });
  for (const { analytic, numeric } of gradientPairs(loss, values, shapes))
    expect(analytic).toBeAllCloseTo(numeric, 2e-2);
});

test("a constant current: the potential climbs by its geometric sum, and a spike takes it down by the threshold", () => {
  const parameters = { inputKernel: tensor2d([[1]]), bias: tensor1d([0]) };
  const x = tensor3d([0.5, 0.5, 0.5, 0.5, 0.5], [5, 1, 1]);
  const start = zeroLifState(1, 1);
  const { spikes, state } = lif(parameters, x, start, { membraneDecay: 0.5, threshold: 0.8 });
  // 0.5, 0.75, 0.875 (spike), 0.4375 + 0.5 − 0.8, …
  expect(spikes).toBeAllCloseTo([0, 0, 1, 0, 0], 0);
  expect(state.potential).toBeAllCloseTo([0.56875], 1e-6);
  disposeParameters({ parameters, x, start, spikes, state });
});

test("two halves in turn give what the whole gives", () => {
  const random = createRandomStream(6);
  const parameters = initLif(random, { inputs: 2, units: 3, recurrent: true });
  const values = Float32Array.from({ length: 6 * 2 * 2 }, () => 3 * random.normal());
  const options = { membraneDecay: 0.9, synapseDecay: 0.5 };
  const x = tensor3d(values, [6, 2, 2]);
  const [early, late] = [values.subarray(0, 12), values.subarray(12)].map((half) =>
    tensor3d(half, [3, 2, 2]),
  );
  const start = zeroLifState(2, 3);
  const whole = lif(parameters, x, start, options);
  const first = lif(parameters, early!, start, options);
  const second = lif(parameters, late!, first.state, options);
  expect(second.spikes).toBeAllCloseTo(whole.spikes.dataSync().subarray(18), 0);
  expect(second.state.potential).toBeAllCloseTo(whole.state.potential.dataSync(), 1e-6);
  expect(whole.spikes.dataSync().includes(1)).toBe(true);
  disposeParameters({ parameters, start, whole, first, second, x, early: early!, late: late! });
});

test("training leaves nothing behind, with and without recurrent connections", async () => {
  const parameters = initLif(createRandomStream(7), { inputs: 2, units: 3, recurrent: true });
  const x = zeros<Rank.R3>([3, 2, 2]);
  const state = zeroLifState(2, 3);
  const { inputKernel, bias, recurrentKernel } = parameters;
  const given: Inputs = [
    x,
    inputKernel,
    bias,
    recurrentKernel!,
    state.current,
    state.potential,
    state.spikes,
  ];
  const plain = (kernel: Tensor): Scalar =>
    sum(lif({ inputKernel: kernel as Tensor2D, bias }, x, state, { membraneDecay: 0.5 }).spikes);
  const left = await tensorsLeftBy(() => {
    dispose(tidy(() => grads(lossWith({ membraneDecay: 0.5 }))(given)));
    dispose(tidy(() => grads(plain)([inputKernel])));
  });
  expect(left).toBe(0);
  disposeParameters({ parameters, x, state });
});

test("what does not fit is refused", () => {
  const random = createRandomStream(1);
  const parameters = initLif(random, { inputs: 3, units: 2 });
  const [x, state, short] = [zeros<Rank.R3>([1, 2, 3]), zeroLifState(2, 2), zeroLifState(1, 2)];
  expect(() => lif(parameters, x, state, { membraneDecay: 1.5 })).toThrow(
    /lif: expected membraneDecay in \[0, 1\], got 1.5/,
  );
  for (const threshold of [0, -1, NaN]) {
    expect(() => lif(parameters, x, state, { membraneDecay: 1, threshold })).toThrow(
      /lif: expected threshold to be a positive number/,
    );
  }
  expect(() => lif(parameters, x, short, { membraneDecay: 1 })).toThrow(
    /state.current of shape \[2, 2\], got \[1, 2\]/,
  );
  expect(() => initLif(random, { inputs: 0, units: 2 })).toThrow(/inputs to be a positive integer, got 0/);
  disposeParameters({ parameters, x, state, short });
});
