import { flattenParameters, createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { fastConfig } from "./config.ts";
import { createGridCodeTraining, type GridCodeTraining } from "./grid-code.ts";
import { initGridNetwork } from "./network.ts";
import { architectureOf, createEnsembles, type Trajectories } from "./path-integrator.ts";

const config = {
  ...fastConfig,
  placeCells: 24,
  placeCellDeviation: 0.12,
  units: 16,
  bottleneckUnits: 20,
  dropoutRate: 0.2,
};

/** A rat that sits still at random places: from its start state alone the network knows where it is. */
function sitting(batchSize: number): Trajectories {
  const { uniform } = createRandomStream(9);
  const startPositions = Float32Array.from({ length: 2 * batchSize }, uniform);
  const zeros = new Float32Array(batchSize);
  return {
    steps: 1,
    batchSize,
    startPositions,
    startHeadings: zeros,
    positions: startPositions,
    headings: zeros,
    selfMotion: Float32Array.from({ length: 3 * batchSize }, (_, index) => (index % 3 === 2 ? 1 : 0)),
  };
}

async function start(seed = 1): Promise<{ training: GridCodeTraining; network: object }> {
  const root = createRandomStream(seed);
  const network = initGridNetwork(root.split("weights"), architectureOf(config));
  const ensembles = createEnsembles(root, [0, 0, 1, 1], config);
  const options = { network, ensembles, paths: sitting(200), random: root.split("code"), batchSize: 64 };
  return { training: await createGridCodeTraining(config, options), network };
}

const disposeAll = (tree: object): void => {
  for (const tensor of Object.values(flattenParameters(tree as never))) tensor.dispose();
};

describe("createGridCodeTraining", () => {
  test("lowers the place cells' cross-entropy from that of equal shares", async () => {
    const { training, network } = await start();
    const losses: number[] = [];
    for await (const { loss } of training.run(150)) losses.push(loss);
    // A code that grows from almost nothing begins at ln 24.
    expect(Math.abs(losses[0]! - Math.log(24))).toBeLessThan(0.05);
    expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
    expect(training.steps).toBe(150);
    training.dispose();
    disposeAll(network);
  });

  test("leaves the integrator alone, and the same seed gives the same code", async () => {
    const [one, other] = [await start(), await start()];
    const before = JSON.stringify(
      Object.values(flattenParameters(one.network as never)).map((tensor) => [...tensor.dataSync()]),
    );
    for (const { training } of [one, other]) for (let n = 0; n < 3; n++) training.update();
    const [a, b] = [one, other].map(({ training }) => [
      ...training.parameters.bottleneck.kernel.dataSync<"float32">(),
    ]);
    expect(a).toEqual(b);
    const after = JSON.stringify(
      Object.values(flattenParameters(one.network as never)).map((tensor) => [...tensor.dataSync()]),
    );
    expect(after).toBe(before);
    for (const { training, network } of [one, other]) {
      training.dispose();
      disposeAll(network);
    }
  });

  test("refuses an empty batch", async () => {
    const root = createRandomStream(1);
    const network = initGridNetwork(root, architectureOf(config));
    const ensembles = createEnsembles(root, [0, 0, 1, 1], config);
    await expect(
      createGridCodeTraining(config, { network, ensembles, paths: sitting(2), random: root, batchSize: 0 }),
    ).rejects.toThrow(/batchSize to be a positive integer, got 0/);
    disposeAll(network);
  });
});
