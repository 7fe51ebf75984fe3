import { tensor2d } from "@tensorflow/tfjs-core";
import { createRandomStream } from "@wayfield/backend";
import { describe, expect, inject, test } from "vitest";
import { autocorrelograms, gridScores, rateMaps } from "./analysis.ts";
import { gridCodeConfig } from "./config.ts";
import {
  createPlaceCells,
  gaussianPlaceCode,
  spreadCentres,
  type PlaceCode,
} from "./ensembles/place-cells.ts";
import { gridCode, GridCodeTraining } from "./grid-code.ts";

const arena = [0, 0, 2.2, 2.2] as const;
const bins = 32;

/** The middle of every bin of a map, so that each is visited once. */
const everywhere = Float32Array.from({ length: 2 * bins * bins }, (_, index) => {
  const bin = index >> 1;
  return (2.2 * ((index % 2 === 0 ? bin % bins : Math.floor(bin / bins)) + 0.5)) / bins;
});

/** Share of 64 units above the paper's 0.37 after a short training from the true place code towards a target. */
function gridShare(seed: number, placeCode: PlaceCode): number {
  const random = createRandomStream(seed);
  const placeCells = createPlaceCells(random.split("cells").uniform, arena, {
    cells: 256,
    deviation: 0.12,
    layout: spreadCentres,
  });
  const inputs = gaussianPlaceCode(placeCells, everywhere).map((activity) => 50 * (activity - 1 / 256));
  // The head's decay is felt per unit: a quarter of the units bear a quarter of it.
  const config = { ...gridCodeConfig, placeCode, bottleneckUnits: 64, placeHeadDecay: 0.125 };
  const training = new GridCodeTraining(config, { inputs, positions: everywhere, placeCells, random });
  for (let n = 0; n < 300; n++) training.update();
  const driving = tensor2d(inputs, [bins * bins, 256]);
  const { code, placeLogits } = gridCode(training.parameters, config, driving);
  const maps = rateMaps(everywhere, code.dataSync<"float32">(), arena, { bins });
  const { scores } = gridScores(autocorrelograms(maps));
  for (const each of [driving, code, placeLogits]) each.dispose();
  training.dispose();
  return scores.filter((score) => score > 0.37).length / scores.length;
}

describe.skipIf(inject("engine") === "cpu")("learning (too slow for the plain cpu engine)", () => {
  test.each([1, 2, 3])(
    "seed %i: a centre-surround target gives grids, a plain Gaussian one gives none",
    (seed) => {
      expect(gridShare(seed, gridCodeConfig.placeCode)).toBeGreaterThan(0.25);
      expect(gridShare(seed, gaussianPlaceCode)).toBeLessThan(0.1);
    },
    120_000,
  );
});
