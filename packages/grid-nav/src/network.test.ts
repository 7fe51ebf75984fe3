import {
  add,
  dispose,
  tensor,
  tensor2d,
  tensor3d,
  zeros,
  type Rank,
  type Scalar,
} from "@tensorflow/tfjs-core";
import {
  createRandomStream,
  disposeParameters,
  flattenParameters,
  mapParameters,
  valueAndGradients,
} from "@wayfield/backend";
import { identity, softmaxCrossEntropy } from "@wayfield/core-neuron";
import { describe, expect, test } from "vitest";
import fixture from "./fixtures/grid-network.json";
import {
  gridNetwork,
  initGridNetwork,
  initialState,
  type GridNetworkArchitecture,
  type GridNetworkParameters,
} from "./network.ts";

const { steps, batch, places, directions, units, bottleneck } = fixture.sizes;
const architecture: GridNetworkArchitecture = {
  inputs: 3,
  units,
  bottleneckUnits: bottleneck,
  bottleneckBias: false,
  bottleneckActivation: identity,
  placeCells: places,
  headDirectionCells: directions,
  headDirectionFromBottleneck: true,
};

type Stored = Record<string, { shape: number[]; values: number[] }>;

function storedParameters(): GridNetworkParameters {
  const template = initGridNetwork(createRandomStream(1), architecture);
  const stored: Stored = fixture.parameters;
  const loaded = mapParameters(template, (_, name) => tensor(stored[name]!.values, stored[name]!.shape));
  disposeParameters(template);
  return loaded;
}

const givenTensors = () => ({
  codes: tensor2d(fixture.codes, [batch, places + directions]),
  selfMotion: tensor3d(fixture.selfMotion, [steps, batch, 3]),
  mask: tensor3d(fixture.mask, [steps, batch, bottleneck]),
  placeTargets: tensor2d(fixture.placeTargets, [steps * batch, places]),
  directionTargets: tensor2d(fixture.directionTargets, [steps * batch, directions]),
});

test("loss and every gradient are PyTorch's", () => {
  const parameters = storedParameters();
  const { codes, selfMotion, mask, placeTargets, directionTargets } = givenTensors();
  const { value, gradients } = valueAndGradients((weights): Scalar => {
    const output = gridNetwork(weights, architecture, selfMotion, initialState(weights, codes), { mask });
    return add(
      softmaxCrossEntropy(output.placeLogits, placeTargets),
      softmaxCrossEntropy(output.headDirectionLogits, directionTargets),
    );
  }, parameters);
  expect(value).toBeAllCloseTo([fixture.loss], 1e-5);
  const expected: Record<string, number[]> = fixture.gradients;
  for (const [name, gradient] of Object.entries(flattenParameters(gradients))) {
    expect(gradient).toBeAllCloseTo(expected[name]!, 1e-5);
  }
  disposeParameters({ parameters, gradients });
  dispose([value, codes, selfMotion, mask, placeTargets, directionTargets]);
});

describe("gridNetwork", () => {
  test("returns the code as it is before the mask", () => {
    const parameters = storedParameters();
    const given = givenTensors();
    const state = initialState(parameters, given.codes);
    const output = gridNetwork(parameters, architecture, given.selfMotion, state, { mask: given.mask });
    expect(output.gridCode).toBeAllCloseTo(fixture.gridCode, 1e-5);
    disposeParameters({ parameters, given, state, output });
  });

  test("with every unit of the code silenced, only the read-outs' offsets are left", () => {
    const parameters = storedParameters();
    const given = givenTensors();
    const state = initialState(parameters, given.codes);
    const mask = zeros<Rank.R3>([steps, batch, bottleneck]);
    const output = gridNetwork(parameters, architecture, given.selfMotion, state, { mask });
    const offsets = fixture.parameters["placeHead.bias"].values;
    expect(output.placeLogits.shape).toEqual([steps * batch, places]);
    expect(output.placeLogits.dataSync().slice(0, places)).toBeAllCloseTo(offsets, 1e-6);
    disposeParameters({ parameters, given, state, mask, output });
  });

  test("head direction read from the LSTM does not pass the mask", () => {
    const direct = { ...architecture, headDirectionFromBottleneck: false };
    const parameters = initGridNetwork(createRandomStream(1), direct);
    const given = givenTensors();
    const state = initialState(parameters, given.codes);
    const mask = zeros<Rank.R3>([steps, batch, bottleneck]);
    const silenced = gridNetwork(parameters, direct, given.selfMotion, state, { mask });
    const whole = gridNetwork(parameters, direct, given.selfMotion, state);
    expect(silenced.headDirectionLogits).toBeAllCloseTo(whole.headDirectionLogits.dataSync(), 0);
    expect(parameters.headDirectionHead.kernel.shape).toEqual([units, directions]);
    disposeParameters({ parameters, given, state, mask, silenced, whole });
  });
});

test.each(["inputs", "units", "bottleneckUnits", "placeCells", "headDirectionCells"])(
  "no %s: refused before the first tensor is made",
  (size) => {
    for (const none of [0, 2.5]) {
      expect(() => initGridNetwork(createRandomStream(1), { ...architecture, [size]: none })).toThrow(
        `initGridNetwork: expected ${size} to be a positive integer, got ${none}`,
      );
    }
  },
);
