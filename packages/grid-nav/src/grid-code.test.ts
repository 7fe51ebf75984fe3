import { createRandomStream } from "@wayfield/backend";
import { identity } from "@wayfield/core-neuron";
import { tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { gridCodeConfig } from "./config.ts";
import { createPlaceCells, gaussianPlaceCode, spreadCentres } from "./ensembles/place-cells.ts";
import { gridCode, GridCodeTraining } from "./grid-code.ts";

const config = { ...gridCodeConfig, bottleneckUnits: 20, placeHeadDecay: 1e-3, dropoutRate: 0.2 };

function start(seed = 1): GridCodeTraining {
  const random = createRandomStream(seed);
  const placeCells = createPlaceCells(random.split("cells").uniform, [0, 0, 1, 1], {
    cells: 24,
    deviation: 0.12,
    layout: spreadCentres,
  });
  const { uniform } = random.split("places");
  const positions = Float32Array.from({ length: 1000 }, () => uniform());
  const inputs = gaussianPlaceCode(placeCells, positions).map((activity) => 10 * activity);
  return new GridCodeTraining(config, { inputs, positions, placeCells, random, batchSize: 64 });
}

const kernelOf = ({ parameters }: GridCodeTraining): number[] => [
  ...parameters.bottleneck.kernel.dataSync<"float32">(),
];

describe("GridCodeTraining", () => {
  test.each([1, 2, 3])(
    "seed %i: lowers the cross-entropy from that of equal shares; a layer that hears nothing stays there",
    (seed) => {
      const training = start(seed);
      const losses = Array.from({ length: 200 }, () => training.update().loss);
      // A code that grows from almost nothing begins at ln 24.
      expect(Math.abs(losses[0]! - Math.log(24))).toBeLessThan(0.02);
      expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.05);
      expect(training.steps).toBe(200);
      training.dispose();

      const { uniform } = createRandomStream(seed);
      const placeCells = createPlaceCells(uniform, [0, 0, 1, 1], {
        cells: 24,
        deviation: 0.12,
        layout: spreadCentres,
      });
      const positions = Float32Array.from({ length: 1000 }, () => uniform());
      const deaf = new GridCodeTraining(config, {
        inputs: new Float32Array(500 * 24).fill(1),
        positions,
        placeCells,
        random: createRandomStream(seed),
        batchSize: 64,
      });
      let last = 0;
      for (let n = 0; n < 200; n++) last = deaf.update().loss;
      expect(last).toBeGreaterThan(losses[0]! - 0.05);
      deaf.dispose();
    },
  );

  test("the same seed gives the same code, another seed another", async () => {
    const [one, same, other] = [start(), start(), start(2)];
    for (const training of [one, same, other])
      for await (const { step } of training.run(3)) expect(step).toBe(training.steps);
    expect(kernelOf(one)).toEqual(kernelOf(same));
    expect(kernelOf(one)).not.toEqual(kernelOf(other));
    for (const training of [one, same, other]) training.dispose();
  });

  test("stops at a loss that is not finite and keeps the weights", () => {
    const placeCells = { centres: Float32Array.of(0, 0, 1, 1), deviation: 0.3 };
    const training = new GridCodeTraining(config, {
      inputs: Float32Array.of(NaN),
      positions: Float32Array.of(0.5, 0.5),
      placeCells,
      random: createRandomStream(1),
      batchSize: 1,
    });
    const before = kernelOf(training);
    expect(() => training.update()).toThrow(/loss of update 1 is NaN; the weights stay/);
    expect(kernelOf(training)).toEqual(before);
    training.dispose();
  });

  test("refuses inputs that fill no whole rows, an empty batch, and no place cells", () => {
    const placeCells = { centres: Float32Array.of(0, 0, 1, 1), deviation: 0.3 };
    const random = createRandomStream(1);
    const options = { positions: new Float32Array(4), placeCells, random };
    expect(() => new GridCodeTraining(config, { ...options, inputs: new Float32Array(3) })).toThrow(
      /inputs in rows of 1 of length 2, got 3/,
    );
    expect(
      () => new GridCodeTraining(config, { ...options, inputs: new Float32Array(4), batchSize: 0 }),
    ).toThrow(/batchSize to be a positive integer, got 0/);
    const nobody = { centres: new Float32Array(0), deviation: 0.3 };
    expect(
      () => new GridCodeTraining(config, { ...options, inputs: new Float32Array(4), placeCells: nobody }),
    ).toThrow(/GridCodeTraining: expected the number of placeCells to be a positive integer, got 0/);
  });
});

test("gridCode: the layer, and what the place head reads through a mask", () => {
  const kernel = tensor2d([1, -1, 0, 2], [2, 2]);
  const parameters = { bottleneck: { kernel }, placeHead: { kernel } };
  const inputs = tensor2d([3, 4], [1, 2]);
  const mask = tensor2d([1, 0], [1, 2]);
  const linear = { bottleneckActivation: identity };
  const { code, placeLogits } = gridCode(parameters, linear, inputs, mask);
  // x A = (3, −3 + 8); only the first unit is read.
  expect([...code.dataSync()]).toEqual([3, 5]);
  expect([...placeLogits.dataSync()]).toEqual([3, -3]);
  for (const each of [kernel, inputs, mask, code, placeLogits]) each.dispose();
});
