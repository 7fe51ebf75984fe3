import {
  add,
  dispose,
  grads,
  mul,
  reshape,
  slice,
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
import fixture from "./fixtures/gru.json";
import { gru, gruCell, initGru, type GruParameters } from "./gru.ts";

type Inputs = [Tensor3D, Tensor2D, Tensor2D, Tensor1D, Tensor1D, Tensor2D];

const run = (...[x, inputKernel, recurrentKernel, inputBias, recurrentBias, hidden]: Inputs) =>
  gru({ inputKernel, recurrentKernel, inputBias, recurrentBias }, x, hidden);

/** Σ hidden · cos(0, 1, …) + Σ last², the loss of the fixture. */
const loss = (...inputs: Tensor[]): Scalar => {
  const { hidden, state } = run(...(inputs as Inputs));
  const weights = tensor(
    Float32Array.from({ length: hidden.size }, (_, index) => Math.cos(index)),
    hidden.shape,
  );
  return add(sum<Scalar>(mul(hidden, weights)), sum<Scalar>(square(state)));
};

describe("against PyTorch", () => {
  const { steps, batch, inputs, units } = fixture.sizes;
  const load = (): Inputs => [
    tensor3d(fixture.x, [steps, batch, inputs]),
    tensor2d(fixture.inputKernel, [inputs, 3 * units]),
    tensor2d(fixture.recurrentKernel, [units, 3 * units]),
    tensor1d(fixture.inputBias),
    tensor1d(fixture.recurrentBias),
    tensor2d(fixture.hidden0, [batch, units]),
  ];

  test("outputs and last state", () => {
    const given = load();
    const { hidden, state } = run(...given);
    expect(hidden.shape).toEqual([steps, batch, units]);
    expect(hidden).toBeAllCloseTo(fixture.hidden, 1e-6);
    expect(state).toBeAllCloseTo(fixture.hidden.slice(-batch * units), 1e-6);
    dispose([given, hidden, state]);
  });

  test("all six gradients", () => {
    const given = load();
    const gradients = tidy(() => grads(loss)(given));
    const { x, inputKernel, recurrentKernel, inputBias, recurrentBias, hidden0 } = fixture.gradients;
    const expected = [x, inputKernel, recurrentKernel, inputBias, recurrentBias, hidden0];
    gradients.forEach((gradient, index) => {
      expect(gradient).toBeAllCloseTo(expected[index]!, 5e-6);
    });
    dispose([given, gradients]);
  });
});

test.each([
  [1, 1, 1, 1],
  [3, 2, 3, 2],
])(
  "gradients agree with finite differences at time %i, batch %i, inputs %i, units %i",
  (steps, batch, inputs, units) => {
    const random = createRandomStream(steps + units);
    const shapes = [
      [steps, batch, inputs],
      [inputs, 3 * units],
      [units, 3 * units],
      [3 * units],
      [3 * units],
      [batch, units],
    ];
    const values = shapes.map((shape) =>
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, random.normal),
    );
    for (const { analytic, numeric } of gradientPairs(loss, values, shapes))
      expect(analytic).toBeAllCloseTo(numeric, 5e-3);
  },
);

test("gruCell: step by step gives what the sequence gives", () => {
  const random = createRandomStream(1);
  const parameters = initGru(random, { inputs: 3, units: 4 });
  const x = tensor3d(Float32Array.from({ length: 5 * 2 * 3 }, random.normal), [5, 2, 3]);
  const start: Tensor2D = zeros([2, 4]);
  const whole = gru(parameters, x, start);
  const last = tidy(() => {
    let state = start;
    for (let t = 0; t < 5; t++)
      state = gruCell(parameters, reshape<Rank.R2>(slice(x, [t, 0, 0], [1, 2, 3]), [2, 3]), state);
    return state;
  });
  expect(last).toBeAllCloseTo(whole.state.dataSync(), 1e-6);
  dispose([{ ...parameters }, x, start, { ...whole }, last]);
});

test("gruCell refuses a state that does not fit under its own name, and leaves nothing behind", async () => {
  const parameters = initGru(createRandomStream(1), { inputs: 3, units: 4 });
  const [x, short] = [zeros<Rank.R2>([2, 3]), zeros<Rank.R2>([1, 4])];
  const left = await tensorsLeftBy(() => {
    expect(() => gruCell(parameters, x, short)).toThrow(
      /^gruCell: expected state of shape \[2, 4\], got \[1, 4\]/,
    );
  });
  expect(left).toBe(0);
  dispose([{ ...parameters }, x, short]);
});

test("with the update gate open the state stays; shut, the candidate replaces it", () => {
  const weights = (update: number): GruParameters => ({
    inputKernel: tensor2d([[0, 0, 1]]),
    recurrentKernel: tensor2d([[0, 0, 0]]),
    inputBias: tensor1d([0, update, 0]),
    recurrentBias: tensor1d([0, 0, 0]),
  });
  const x = tensor3d([0.5], [1, 1, 1]);
  const start = tensor2d([[0.7]]);
  const [open, shut] = [weights(100), weights(-100)];
  const [kept, replaced] = [gru(open, x, start), gru(shut, x, start)];
  expect(kept.hidden).toBeAllCloseTo([0.7], 1e-6);
  expect(replaced.hidden).toBeAllCloseTo([Math.tanh(0.5)], 1e-6);
  disposeParameters({ open, shut, x, start, kept, replaced });
});

test("training and inference leave nothing behind", async () => {
  const { inputKernel, recurrentKernel, inputBias, recurrentBias } = initGru(createRandomStream(2), {
    inputs: 2,
    units: 3,
  });
  const x = tensor3d([1, 2, 3, 4], [2, 1, 2]);
  const given: Inputs = [x, inputKernel, recurrentKernel, inputBias, recurrentBias, zeros([1, 3])];
  const train = (): void => {
    dispose(tidy(() => grads(loss)(given)));
  };
  const infer = (): void => {
    const { hidden, state } = run(...given);
    dispose([hidden, state]);
  };
  expect(await tensorsLeftBy(train)).toBe(0);
  expect(await tensorsLeftBy(infer)).toBe(0);
  dispose(given);
});

test("shapes and sizes that do not fit are refused", () => {
  const random = createRandomStream(1);
  const parameters = initGru(random, { inputs: 3, units: 2 });
  const [x, wrong, none] = [zeros([1, 2, 3]), zeros([1, 2, 2]), zeros([0, 2, 3])] as Tensor3D[];
  const [state, short] = [zeros([2, 2]), zeros([1, 2])] as Tensor2D[];
  expect(() => gru(parameters, wrong!, state!)).toThrow(
    /gru: expected an input of shape \[…, …, 3\], got \[1, 2, 2\]/,
  );
  expect(() => gru(parameters, x!, short!)).toThrow(/gru: expected state of shape \[2, 2\], got \[1, 2\]/);
  expect(() => gru(parameters, none!, state!)).toThrow(/time to be a positive integer, got 0/);
  expect(() => initGru(random, { inputs: 3, units: 0 })).toThrow(/units to be a positive integer, got 0/);
  const narrow = initGru(random, { inputs: 3, units: 1 });
  const mixed = { ...parameters, inputKernel: narrow.inputKernel };
  expect(() => gru(mixed, x!, state!)).toThrow(/inputKernel of shape \[3, 6\], got \[3, 3\]/);
  dispose([{ ...parameters }, { ...narrow }, x!, wrong!, none!, state!, short!]);
});
