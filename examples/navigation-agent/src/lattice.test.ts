import { tensor2d } from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters, flattenParameters, tensorsLeftBy } from "@wayfield/backend";
import { expect, test } from "vitest";
import type { NavigationCode } from "./code.ts";
import { agentKinds } from "./comparators.ts";
import { gridShares } from "./gridness.ts";
import { latticeModules } from "./lattice.ts";
import { learnLattice } from "./learn-lattice.ts";
import { tinySetup } from "./learning.fixture.ts";
import { ensemblesOf } from "./setup.ts";
import { readNumbers } from "./read-numbers.ts";
import { latticeReadout, predictionReadout, ReadoutCode } from "./readout-code.ts";
import { initAgentModules } from "./setup.ts";

const tiny = tinySetup(1, agentKinds.lattice);
/** With a body that can turn, as foragers do. */
const setup = { ...tiny, config: { ...tiny.config, body: {} } };
const { placeCells, headDirectionCells } = setup.config.cells;

/** A code that says the same at every moment. */
const constant = (codes: number[][]): NavigationCode => ({
  width: codes[0]!.length,
  forget: () => undefined,
  perceive: (rows, target) => {
    for (const row of rows) target.set(codes[row]!, row * codes[0]!.length);
  },
  save: () => ({ arrays: {} }),
  restore: () => undefined,
  dispose: () => undefined,
});

const softmaxOf = (logits: number[]): number[] => {
  const powers = logits.map((logit) => Math.exp(logit));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

/** x W + b, column by column. */
function denseOf(row: number[], kernel: number[][], bias: number[] = []): number[] {
  return kernel[0]!.map((_, column) =>
    row.reduce((sum, value, at) => sum + value * kernel[at]![column]!, bias[column] ?? 0),
  );
}

test("lattice cells: rectified, each module of mean square one, driven by predicted places; head directions follow", () => {
  const modules = initAgentModules(createRandomStream(3), setup.config);
  const readout = latticeReadout(modules.grid, modules.lattice);
  const codes = [
    [0.3, 1, 0, 2],
    [1, 0, 0.5, 0.2],
  ];
  const rows = tensor2d(codes);
  const numbers = readNumbers(() => readout.read(rows));
  const found = codes.map((_, row) => numbers.subarray(row * readout.width, (row + 1) * readout.width));
  codes.forEach((code, row) => {
    const { placeHead, headDirectionHead } = modules.grid;
    const [places, directions] = [placeHead, headDirectionHead].map(({ kernel, bias }) =>
      softmaxOf(denseOf(code, kernel.arraySync(), bias?.arraySync())),
    ) as [number[], number[]];
    const driven = places.map((place) => 50 * (place - 1 / placeCells));
    const cells = latticeModules.flatMap((name) => {
      const rectified = denseOf(driven, modules.lattice[name].bottleneck.kernel.arraySync()).map((x) =>
        Math.max(0, x),
      );
      const power = Math.sqrt(rectified.reduce((sum, x) => sum + x * x, 0) / rectified.length);
      return rectified.map((x) => x / power);
    });
    [...cells, ...directions].forEach((expected, column) => {
      expect(found[row]![column]).toBeCloseTo(expected, 3);
    });
  });
  expect(numbers.length).toBe(2 * readout.width);
  disposeParameters(modules);
  rows.dispose();
});

test("a readout touches the asked rows only, and the hook sees it as the grid code", () => {
  const modules = initAgentModules(createRandomStream(3), setup.config);
  const seen: [string, number, number[]][] = [];
  const code = new ReadoutCode(
    constant([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ]),
    predictionReadout(modules.grid),
    3,
    (layer, activity, worlds) => {
      seen.push([layer, activity.shape[1], [...worlds]]);
      return activity;
    },
  );
  const target = new Float32Array(3 * code.width).fill(-1);
  code.perceive([0, 2], target);
  expect(seen).toEqual([["gridCode", placeCells + headDirectionCells, [0, 2]]]);
  expect([...code.readFrom]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  expect([...target.subarray(code.width, 2 * code.width)]).toEqual(
    Array.from({ length: code.width }, () => -1),
  );
  const sums = [0, 2].map((row) =>
    target.subarray(row * code.width, (row + 1) * code.width).reduce((sum, value) => sum + value, 0),
  );
  // Two distributions beside each other.
  for (const sum of sums) expect(sum).toBeCloseTo(2, 5);
  disposeParameters(modules);
});

test("lattice cells learn: the same seed gives the same, nothing is left behind", async () => {
  const { placeCells: cells } = ensemblesOf(setup);
  const lesson = { updates: 3, places: 300 };
  const learn = (seed: number): number[] => {
    const lattice = learnLattice(cells, setup.maze, seed, lesson);
    const numbers = Object.values(flattenParameters(lattice)).flatMap((tensor) => [...tensor.dataSync()]);
    disposeParameters(lattice);
    return numbers;
  };
  expect(learn(1)).toEqual(learn(1));
  expect(learn(1)).not.toEqual(learn(2));
  expect(await tensorsLeftBy(() => learn(1))).toBe(0);
});

test("before learning hardly any unit scores as a grid cell, and the measure leaves nothing behind", async () => {
  const modules = initAgentModules(createRandomStream(3), setup.config);
  const measure = () => gridShares(modules, setup, { seed: 1, walkers: 8, steps: 200 });
  const shares = measure();
  expect(shares.gridLayer).toBeLessThanOrEqual(1);
  expect(shares.lattice).toBeLessThan(0.25);
  expect(await tensorsLeftBy(measure)).toBe(0);
  disposeParameters(modules);
});
