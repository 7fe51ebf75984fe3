import { adam, decodeSafetensors, encodeSafetensors, flattenParameters } from "@wayfield/backend";
import { describe, expect, inject, test } from "vitest";
import { fastConfig, paperConfig, type PathIntegrationConfig } from "./config.ts";
import { positionErrors } from "./decode.ts";
import { spreadCentres } from "./ensembles/place-cells.ts";
import { integratePaths } from "./evaluate.ts";
import type { Bounds } from "./bounds.ts";
import type { Trajectories } from "./path-integrator.ts";
import { PathIntegrationTraining, type TrajectorySource } from "./training.ts";

const bounds: Bounds = [0, 0, 1, 1];

/** A walker with steps of 10 cm that turns at random and mirrors at the walls; enough to integrate, nothing of a rat. */
const walk: TrajectorySource = (random, { steps, batchSize }) => {
  const paths = {
    steps,
    batchSize,
    startPositions: new Float32Array(2 * batchSize),
    startHeadings: new Float32Array(batchSize),
    positions: new Float32Array(2 * steps * batchSize),
    headings: new Float32Array(steps * batchSize),
    selfMotion: new Float32Array(3 * steps * batchSize),
  };
  for (let path = 0; path < batchSize; path++) {
    let [x, y, heading] = [random(), random(), 2 * Math.PI * random()];
    paths.startPositions.set([x, y], 2 * path);
    paths.startHeadings[path] = heading;
    for (let step = 0; step < steps; step++) {
      const before = heading;
      heading += 2 * (random() - 0.5);
      if (x + 0.1 * Math.cos(heading) < 0 || x + 0.1 * Math.cos(heading) > 1) heading = Math.PI - heading;
      if (y + 0.1 * Math.sin(heading) < 0 || y + 0.1 * Math.sin(heading) > 1) heading = -heading;
      x += 0.1 * Math.cos(heading);
      y += 0.1 * Math.sin(heading);
      const at = step * batchSize + path;
      paths.positions.set([x, y], 2 * at);
      paths.headings[at] = heading;
      paths.selfMotion.set([0.1, Math.sin(heading - before), Math.cos(heading - before)], 3 * at);
    }
  }
  return paths;
};

const small: PathIntegrationConfig = {
  ...fastConfig,
  sequenceSteps: 8,
  batchSize: 32,
  speedGain: 10,
  placeCells: 48,
  placeCellDeviation: 0.12,
  initialPlaceGain: 10,
  units: 32,
  bottleneckUnits: 32,
  optimiser: adam({ learningRate: 5e-3 }),
};

const start = (config = small, trajectories = walk, seed = 1, floor = bounds): PathIntegrationTraining =>
  new PathIntegrationTraining(config, { seed, bounds: floor, trajectories });

const weightsOf = ({ parameters }: PathIntegrationTraining): Float32Array[] =>
  Object.values(flattenParameters(parameters)).map((tensor) => tensor.dataSync<"float32">());

const mean = (values: Float32Array): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Mean error after the last step on fresh paths, and that of staying at the start. */
async function testError(training: PathIntegrationTraining): Promise<{ network: number; stay: number }> {
  let seed = 0.123;
  const paths: Trajectories = walk(() => (seed = (seed * 9301 + 0.49297) % 1), { steps: 8, batchSize: 300 });
  const { positions } = await integratePaths(training.parameters, training.config, training.ensembles, paths);
  const last = (list: Float32Array): Float32Array => list.subarray(-600);
  return {
    network: mean(positionErrors(last(positions), last(paths.positions))),
    stay: mean(positionErrors(paths.startPositions, last(paths.positions))),
  };
}

describe.skipIf(inject("engine") === "cpu")("learning (too slow for the plain cpu engine)", () => {
  test.each([1, 2, 3])(
    "seed %i: the network learns to integrate; fed another path's motion it does not",
    async (seed) => {
      /** The control: each network hears how its neighbour moves. */
      const deaf: TrajectorySource = (random, size) => {
        const paths = walk(random, size);
        const width = 3 * size.batchSize;
        const moved = paths.selfMotion.map((_, index) => {
          const row = Math.floor(index / width) * width;
          return paths.selfMotion[row + ((index - row + 3) % width)]!;
        });
        return { ...paths, selfMotion: moved };
      };
      const hearing = start(small, walk, seed);
      const control = start(small, deaf, seed);
      for (const training of [hearing, control]) for (let n = 0; n < 400; n++) training.update();
      const learned = await testError(hearing);
      const missed = await testError(control);
      expect(learned.network).toBeLessThan(0.5 * learned.stay);
      expect(missed.network).toBeGreaterThan(0.5 * missed.stay);

      hearing.dispose();
      control.dispose();
    },
  );
});

describe("checkpoints", () => {
  test("a training that was stopped and resumed gives the weights of one that was not, bit for bit", async () => {
    const whole = start();
    const first = start();
    for (let n = 0; n < 6; n++) whole.update();
    for (let n = 0; n < 3; n++) first.update();
    const bytes = await first.save();
    const second = start();
    second.restore(bytes);
    expect(second.steps).toBe(3);
    for (let n = 0; n < 3; n++) second.update();
    expect(weightsOf(second)).toEqual(weightsOf(whole));
    for (const training of [whole, first, second]) training.dispose();
  });

  test("a broken file, another seed's and another size's leave the training as it was", async () => {
    const training = start();
    training.update();
    const before = weightsOf(training);
    const bytes = await training.save();
    const other = start(small, walk, 2);
    const wider = start({ ...small, units: 16 });
    expect(() => {
      training.restore(bytes.subarray(0, 500));
    }).toThrow(/truncated/);
    expect(() => {
      other.restore(bytes);
    }).toThrow(/seed 2, got one of seed 1/);
    expect(() => {
      wider.restore(bytes);
    }).toThrow(/of shape \[.*16.*\], got/);
    expect(weightsOf(training)).toEqual(before);
    for (const each of [training, other, wider]) each.dispose();
  });
});

describe("checkpoints of other ensembles", () => {
  test.each<[string, Partial<PathIntegrationConfig>, Bounds]>([
    ["bounds and placeLayout", {}, [0, 0, 2, 2]],
    ["bounds and placeLayout", { placeLayout: spreadCentres }, bounds],
    ["placeCellDeviation", { placeCellDeviation: 0.3 }, bounds],
    ["headDirectionConcentration", { headDirectionConcentration: 5 }, bounds],
  ])("%s: refused, and the training stays as it was", async (setting, changes, floor) => {
    const training = start();
    const other = start({ ...small, ...changes }, walk, 1, floor);
    const before = weightsOf(other);
    training.update();
    const bytes = await training.save();
    expect(() => {
      other.restore(bytes);
    }).toThrow(new RegExp(`same place and head-direction cells.*start with the ${setting} that`));
    expect(weightsOf(other)).toEqual(before);
    expect(other.steps).toBe(0);
    for (const each of [training, other]) each.dispose();
  });

  test("a lesson may change what defines no cell, and a file without notes of the ensembles still loads", async () => {
    const training = start();
    training.update();
    const bytes = await training.save();
    const { tensors, metadata } = decodeSafetensors(bytes);
    const state = JSON.parse(metadata["state"]!) as { notes: { seed: number } };
    const old = encodeSafetensors(tensors, {
      ...metadata,
      state: JSON.stringify({ ...state, notes: { seed: state.notes.seed } }),
    });
    const lesson = start({ ...small, sequenceSteps: 12, dropoutRate: 0 });
    for (const file of [bytes, old]) {
      lesson.restore(file);
      expect(lesson.steps).toBe(1);
      expect(weightsOf(lesson)).toEqual(weightsOf(training));
    }
    for (const each of [training, lesson]) each.dispose();
  });
});

describe("update", () => {
  test("stops at a loss that is not finite and keeps the weights", () => {
    let broken = false;
    const training = start(small, (random, size) => {
      const paths = walk(random, size);
      if (broken) paths.selfMotion[0] = NaN;
      return paths;
    });
    training.update();
    const before = weightsOf(training);
    broken = true;
    expect(() => training.update()).toThrow(/loss of update 2 is NaN; the weights stay/);
    expect(weightsOf(training)).toEqual(before);
    expect(training.steps).toBe(1);
    training.dispose();
  });

  test("refuses paths of another size than asked", () => {
    const training = start(small, (random) => ({
      ...walk(random, { steps: 8, batchSize: 32 }),
      headings: new Float32Array(3),
    }));
    expect(() => training.update()).toThrow(/headings of length 256, got 3/);
    training.dispose();
  });

  test.each([
    [0, { steps: 4, batchSize: 32 }],
    [0.5, { steps: 4, batchSize: 32 }],
    [0, { steps: 8, batchSize: 16 }],
  ])("refuses whole paths of another size, dropout %d, %o", (dropoutRate, size) => {
    const training = start({ ...small, dropoutRate }, (random) => walk(random, size));
    expect(() => training.update()).toThrow(
      `update: expected paths of 8 steps in a batch of 32, got ${size.steps} steps in a batch of ${size.batchSize}`,
    );
    expect(training.steps).toBe(0);
    training.dispose();
  });

  test.each<[string, Partial<Trajectories>, string]>([
    ["start position", { startPositions: Float32Array.of(0.5, -0.25) }, "(0.5, -0.25) at sample 0"],
    ["position", { positions: Float32Array.of(0.5, 0.5, 0.5, 1.25) }, "(0.5, 1.25) at sample 1"],
    ["position", { positions: Float32Array.of(NaN, 0.5, 0.5, 0.5) }, "(NaN, 0.5) at sample 0"],
  ])("refuses a %s outside the bounds, and the weights stay: %o", (name, changes, got) => {
    const inside = { startPositions: Float32Array.of(0, 0), positions: Float32Array.of(0, 0.5, 1, 1) };
    let isAstray = false;
    const training = start({ ...small, sequenceSteps: 2, batchSize: 1 }, (random, size) => ({
      ...walk(random, size),
      ...inside,
      ...(isAstray ? changes : {}),
    }));
    training.update();
    const before = weightsOf(training);
    isAstray = true;
    expect(() => training.update()).toThrow(
      `update: expected every ${name} inside the arena [0,0,1,1], got ${got}`,
    );
    expect(weightsOf(training)).toEqual(before);
    expect(training.steps).toBe(1);
    training.dispose();
  });

  test("takes a position that rounding put a hair behind the wall", () => {
    const training = start({ ...small, sequenceSteps: 1, batchSize: 1 }, (random, size) => ({
      ...walk(random, size),
      positions: Float32Array.of(1 + 5e-7, -5e-7),
    }));
    expect(training.update().step).toBe(1);
    training.dispose();
  });

  test("with the paper's limits no head weight moves further than its clipped gradient allows", () => {
    const sizes = { sequenceSteps: 4, batchSize: 4, placeCells: 12, units: 8, bottleneckUnits: 8 };
    const training = start({ ...paperConfig, ...sizes });
    const before = training.parameters.placeHead.kernel.dataSync<"float32">();
    training.update();
    const after = training.parameters.placeHead.kernel.dataSync<"float32">();
    // First step of RMSProp from a mean square of one: α g / √0.9 with |g| ≤ 1e-5.
    const most = after.reduce(
      (largest, value, index) => Math.max(largest, Math.abs(value - before[index]!)),
      0,
    );
    expect(most).toBeLessThan(1.1e-10 + 2 ** -24);
    training.dispose();
  });

  test("run goes on to the asked number of updates and no further", async () => {
    const training = start();
    const seen: number[] = [];
    for await (const { step } of training.run(3)) seen.push(step);
    for await (const { step } of training.run(4)) seen.push(step);
    expect(seen).toEqual([1, 2, 3, 4]);
    await expect(training.run(0).next()).rejects.toThrow(/positive integer/);
    training.dispose();
  });
});

test("the paper's configuration holds the numbers of Supplementary Table 1", () => {
  expect(paperConfig).toMatchObject({
    sequenceSteps: 100,
    batchSize: 10,
    placeCells: 256,
    placeCellDeviation: 0.01,
    headDirectionCells: 12,
    headDirectionConcentration: 20,
    headGradientLimit: 1e-5,
    placeHeadDecay: 1e-5,
    dropoutRate: 0.5,
  });
});
