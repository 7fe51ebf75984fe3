import {
  concat,
  tensor2d,
  tensor3d,
  zeros,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters, valueAndGradients } from "@wayfield/backend";
import { relu, softmaxCrossEntropy, zeroLstmState } from "@wayfield/core-neuron";
import { expect, test } from "vitest";
import type { GridNetworkArchitecture } from "./network.ts";
import {
  blindGridNetwork,
  initVisualGridNetwork,
  visualGridNetwork,
  visualGridStep,
} from "./visual-network.ts";

const architecture: GridNetworkArchitecture = {
  inputs: 4,
  units: 6,
  bottleneckUnits: 5,
  bottleneckBias: false,
  bottleneckActivation: relu,
  placeCells: 3,
  headDirectionCells: 2,
  headDirectionFromBottleneck: true,
};
const [steps, batch, codes] = [3, 2, 5];
const random = createRandomStream(3);
const draw = (count: number): number[] => Array.from({ length: count }, random.normal);
const motion = draw(steps * batch * 4);
const seen = draw(steps * batch * codes);

test("step by step it gives the same grid code as over the whole sequence", () => {
  const parameters = initVisualGridNetwork(createRandomStream(1), architecture);
  const inputs = { motion: tensor3d(motion, [steps, batch, 4]), seen: tensor3d(seen, [steps, batch, codes]) };
  const start = zeroLstmState(batch, 6);
  const whole = visualGridNetwork(parameters, architecture, inputs.motion, inputs.seen, start);
  const expected = whole.gridCode.dataSync();
  let state = zeroLstmState(batch, 6);
  for (let t = 0; t < steps; t++) {
    const rows = Array.from({ length: batch }, (_, b) => {
      const at = t * batch + b;
      return [...motion.slice(4 * at, 4 * at + 4), ...seen.slice(codes * at, codes * at + codes)];
    });
    const input = tensor2d(rows);
    const next = visualGridStep(parameters, architecture, input, state);
    expect(next.gridCode).toBeAllCloseTo(expected.slice(t * batch * 5, (t + 1) * batch * 5), 1e-5);
    disposeParameters({ state, input, gridCode: next.gridCode });
    state = next.state;
  }
  disposeParameters({ parameters, inputs, start, whole, state });
});

test("where nothing is seen no gradient reaches the visual weights; where something is, it does", () => {
  const parameters = initVisualGridNetwork(createRandomStream(1), architecture);
  const start = zeroLstmState(batch, 6);
  const targets: Tensor2D = tensor2d(Array.from({ length: steps * batch }, () => [1, 0, 0]));
  const selfMotion = tensor3d(motion, [steps, batch, 4]);
  const rowsOf = (visual: Tensor3D): Float32Array => {
    const { value, gradients } = valueAndGradients(
      (weights: typeof parameters) =>
        softmaxCrossEntropy(
          visualGridNetwork(weights, architecture, selfMotion, visual, start).placeLogits,
          targets,
        ),
      parameters,
    );
    const rows = gradients.lstm.inputKernel.dataSync<"float32">().slice(4 * 24);
    disposeParameters({ value, gradients });
    return rows;
  };
  const blind = zeros<Rank.R3>([steps, batch, codes]);
  const sighted = tensor3d(seen, [steps, batch, codes]);
  expect(rowsOf(blind).every((value) => value === 0)).toBe(true);
  expect(rowsOf(sighted).every((value) => value !== 0)).toBe(true);
  disposeParameters({ parameters, start, targets, selfMotion, blind, sighted });
});

test("without its visual inputs it does what it does when it sees nothing", () => {
  const parameters = initVisualGridNetwork(createRandomStream(1), architecture);
  const blind = blindGridNetwork(parameters, 4);
  const state = { hidden: tensor2d(draw(12), [2, 6]), cell: tensor2d(draw(12), [2, 6]) };
  const selfMotion = tensor2d(motion.slice(0, 8), [2, 4]);
  const nothing = zeros<Rank.R2>([2, codes]);
  const inputs: Tensor2D = concat([selfMotion, nothing], 1);
  const expected = visualGridStep(parameters, architecture, inputs, state);
  const actual = visualGridStep(blind, architecture, selfMotion, state);
  expect(actual.gridCode).toBeAllCloseTo(expected.gridCode.dataSync(), 1e-6);
  expect(actual.state.cell).toBeAllCloseTo(expected.state.cell.dataSync(), 1e-6);
  expect(() => blindGridNetwork(blind, 4)).toThrow(/from 1 to 3, got 4/);
  blind.lstm.inputKernel.dispose();
  disposeParameters({ parameters, state, selfMotion, nothing, inputs, expected, actual });
});

test.each(["inputs", "units", "bottleneckUnits", "placeCells", "headDirectionCells"])(
  "no %s: refused before the first tensor is made",
  (size) => {
    for (const none of [0, 2.5]) {
      expect(() => initVisualGridNetwork(createRandomStream(1), { ...architecture, [size]: none })).toThrow(
        `initVisualGridNetwork: expected ${size} to be a positive integer, got ${none}`,
      );
    }
  },
);

test("a state that does not fit is refused, and no tensor is left", () => {
  const parameters = initVisualGridNetwork(createRandomStream(1), architecture);
  const inputs = { motion: tensor3d(motion, [steps, batch, 4]), seen: tensor3d(seen, [steps, batch, codes]) };
  const narrow = zeroLstmState(batch, 5);
  expect(() => visualGridNetwork(parameters, architecture, inputs.motion, inputs.seen, narrow)).toThrow(
    RangeError,
  );
  disposeParameters({ parameters, inputs, narrow });
});
