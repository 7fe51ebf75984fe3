import {
  add,
  dispose,
  grads,
  mul,
  reshape,
  slice,
  sum,
  square,
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
import { createRandomStream, disposeParameters, flattenParameters, tensorsLeftBy } from "@wayfield/backend";
import { gradientPairs } from "@wayfield/test-kit";
import { describe, expect, test } from "vitest";
import fixture from "./fixtures/lstm.json";
import { initLstm, lstm, lstmCell, zeroLstmState, type LstmParameters } from "./lstm.ts";

type Inputs = [Tensor3D, Tensor2D, Tensor2D, Tensor1D, Tensor2D, Tensor2D];

const run = (...[x, inputKernel, recurrentKernel, bias, hidden, cell]: Inputs) =>
  lstm({ inputKernel, recurrentKernel, bias }, x, { hidden, cell });

/** Σ hidden · cos(0, 1, …) + Σ cell², the loss of the fixture. */
const loss = (...inputs: Tensor[]): Scalar => {
  const { hidden, state } = run(...(inputs as Inputs));
  const weights = tensor(
    Float32Array.from({ length: hidden.size }, (_, index) => Math.cos(index)),
    hidden.shape,
  );
  return add(sum<Scalar>(mul(hidden, weights)), sum<Scalar>(square(state.cell)));
};

describe("against PyTorch", () => {
  const { steps, batch, inputs, units } = fixture.sizes;
  const load = (): Inputs => [
    tensor3d(fixture.x, [steps, batch, inputs]),
    tensor2d(fixture.inputKernel, [inputs, 4 * units]),
    tensor2d(fixture.recurrentKernel, [units, 4 * units]),
    tensor1d(fixture.bias),
    tensor2d(fixture.hidden0, [batch, units]),
    tensor2d(fixture.cell0, [batch, units]),
  ];

  test("outputs and last memory", () => {
    const given = load();
    const { hidden, state } = run(...given);
    expect(hidden.shape).toEqual([steps, batch, units]);
    expect(hidden).toBeAllCloseTo(fixture.hidden, 1e-6);
    expect(state.cell).toBeAllCloseTo(fixture.cell, 1e-6);
    expect(state.hidden).toBeAllCloseTo(fixture.hidden.slice(-batch * units), 1e-6);
    dispose([given, hidden, { ...state }]);
  });

  test("all six gradients", () => {
    const given = load();
    const gradients = tidy(() => grads(loss)(given));
    const { gradients: expected } = fixture;
    const order = [
      expected.x,
      expected.inputKernel,
      expected.recurrentKernel,
      expected.bias,
      expected.hidden0,
      expected.cell0,
    ];
    gradients.forEach((gradient, index) => {
      expect(gradient).toBeAllCloseTo(order[index]!, 5e-6);
    });
    dispose([given, gradients]);
  });
});

test.each([
  [1, 1, 1, 1],
  [3, 2, 3, 2],
  [2, 1, 4, 3],
])(
  "gradients agree with finite differences at time %i, batch %i, inputs %i, units %i",
  (steps, batch, inputs, units) => {
    const random = createRandomStream(steps + units);
    const shapes = [
      [steps, batch, inputs],
      [inputs, 4 * units],
      [units, 4 * units],
      [4 * units],
      [batch, units],
      [batch, units],
    ];
    const values = shapes.map((shape) =>
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, random.normal),
    );
    for (const { analytic, numeric } of gradientPairs(loss, values, shapes))
      expect(analytic).toBeAllCloseTo(numeric, 5e-3);
  },
);

describe("lstmCell", () => {
  test("step by step gives what the sequence gives", () => {
    const random = createRandomStream(1);
    const parameters = initLstm(random, { inputs: 3, units: 4 });
    const x = tensor3d(Float32Array.from({ length: 5 * 2 * 3 }, random.normal), [5, 2, 3]);
    const start = zeroLstmState(2, 4);
    const whole = lstm(parameters, x, start);
    const last = tidy(() => {
      let state = start;
      for (let t = 0; t < 5; t++)
        state = lstmCell(parameters, reshape(slice(x, [t, 0, 0], [1, 2, 3]), [2, 3]), state);
      return { ...state };
    });
    expect(last.hidden).toBeAllCloseTo(whole.state.hidden.dataSync(), 1e-6);
    expect(last.cell).toBeAllCloseTo(whole.state.cell.dataSync(), 1e-6);
    disposeParameters({ parameters, x, start, whole, last });
  });

  test("a state that does not fit is refused under the cell's name, and nothing is left behind", async () => {
    const parameters = initLstm(createRandomStream(1), { inputs: 3, units: 4 });
    const [x, short] = [zeros<Rank.R2>([2, 3]), zeroLstmState(1, 4)];
    const left = await tensorsLeftBy(() => {
      expect(() => lstmCell(parameters, x, short)).toThrow(
        /^lstmCell: expected state.hidden of shape \[2, 4\], got \[1, 4\]/,
      );
    });
    expect(left).toBe(0);
    disposeParameters({ parameters, x, short });
  });
});

test("with input and output gates shut and the forget gate open, the memory stays; nothing comes out", () => {
  // Offsets of ±100 saturate the gates: i = o = 0, f = 1.
  const parameters: LstmParameters = {
    inputKernel: tensor2d([[1, 1, 1, 1]]),
    recurrentKernel: tensor2d([[0, 0, 0, 0]]),
    bias: tensor1d([-100, 100, 0, -100]),
  };
  const x = tensor3d([3, -2, 5], [3, 1, 1]);
  const start = { hidden: tensor2d([[0]]), cell: tensor2d([[0.7]]) };
  const { hidden, state } = lstm(parameters, x, start);
  expect(hidden).toBeAllCloseTo([0, 0, 0], 1e-6);
  expect(state.cell).toBeAllCloseTo([0.7], 1e-6);
  disposeParameters({ parameters, x, start, hidden, state });
});

test("training and inference leave nothing behind", async () => {
  const random = createRandomStream(2);
  const given = [
    tensor3d(Float32Array.from({ length: 12 }, random.normal), [3, 2, 2]),
    ...Object.values(flattenParameters(initLstm(random, { inputs: 2, units: 3 }))),
    ...Object.values(flattenParameters(zeroLstmState(2, 3))),
  ] as Inputs;
  expect(
    await tensorsLeftBy(() => {
      dispose(tidy(() => grads(loss)(given)));
    }),
  ).toBe(0);
  expect(
    await tensorsLeftBy(() => {
      const { hidden, state } = run(...given);
      disposeParameters({ hidden, state });
    }),
  ).toBe(0);
  dispose(given);
});

describe("initLstm", () => {
  test("opens the forget gate only, and bounds the weights by 1/√fanIn", () => {
    const parameters = initLstm(createRandomStream(3), { inputs: 4, units: 2 });
    expect(parameters.bias).toBeAllCloseTo([0, 0, 1, 1, 0, 0, 0, 0], 0);
    expect(Math.max(...parameters.inputKernel.dataSync().map(Math.abs))).toBeLessThanOrEqual(0.5);
    disposeParameters(parameters);
  });

  test("refuses sizes that are none", () => {
    expect(() => initLstm(createRandomStream(1), { inputs: 0, units: 2 })).toThrow(
      /inputs to be a positive integer, got 0/,
    );
  });
});

test("shapes that do not fit are refused with both shapes", () => {
  const parameters = initLstm(createRandomStream(1), { inputs: 3, units: 2 });
  const start = zeroLstmState(2, 2);
  const short = zeroLstmState(1, 2);
  const x = tensor3d([
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
  ]);
  const wrong = tensor3d([
    [
      [1, 2],
      [1, 2],
    ],
  ]);
  const none = tensor3d([], [0, 2, 3]);
  expect(() => lstm(parameters, wrong, start)).toThrow(
    /lstm: expected an input of shape \[…, …, 3\], got \[1, 2, 2\]/,
  );
  expect(() => lstm(parameters, x, short)).toThrow(/state.hidden of shape \[2, 2\], got \[1, 2\]/);
  expect(() => lstm(parameters, none, start)).toThrow(/time to be a positive integer, got 0/);
  const narrow = initLstm(createRandomStream(1), { inputs: 3, units: 1 });
  const mixed = { ...parameters, inputKernel: narrow.inputKernel };
  expect(() => lstm(mixed, x, start)).toThrow(/inputKernel of shape \[3, 8\], got \[3, 4\]/);
  disposeParameters({ parameters, start, short, x, wrong, none, narrow });
});
