import {
  disposeParameters,
  flattenParameters,
  tensorsLeftBy,
  valueAndGradients,
  encodeParameters,
} from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { agentKinds, type AgentKind } from "./comparators.ts";
import { tinySetup, tinyTraining } from "./learning.fixture.ts";
import { Pretraining } from "./pretraining.ts";
import { freshPolicy, initAgentModules } from "./setup.ts";
import { createReplica } from "./team.ts";

const bits = (tree: object): number[][] =>
  Object.values(flattenParameters(tree)).map((tensor) => [...tensor.dataSync()]);

describe("a policy training", () => {
  test.each([
    ["true pose", agentKinds.pose],
    ["grid code", agentKinds.grid],
  ] as [string, AgentKind][])("on the %s goes on from its checkpoint bit for bit", async (_name, kind) => {
    const straight = tinyTraining(4, kind);
    for (let round = 0; round < 3; round++) await straight.round();
    const saved = await straight.save();
    for (let round = 0; round < 2; round++) await straight.round();
    const resumed = tinyTraining(4, kind);
    await resumed.restore(saved);
    for (let round = 0; round < 2; round++) await resumed.round();
    expect(resumed.steps).toBe(straight.steps);
    expect(bits(resumed.policy)).toEqual(bits(straight.policy));
    await straight.dispose();
    await resumed.dispose();
  });

  test("refuses the checkpoint of another seed and stays as it was", async () => {
    const [one, other] = [tinyTraining(1), tinyTraining(2)];
    const saved = await one.save();
    const before = bits(other.policy);
    await expect(other.restore(saved)).rejects.toThrow(/expected a checkpoint of seed 2, got one of 1/);
    expect(bits(other.policy)).toEqual(before);
    await one.dispose();
    await other.dispose();
  });

  test("refuses the checkpoint of other modules, and takes one that does not name its own", async () => {
    const [one, other, silent] = [tinyTraining(1, {}, "a"), tinyTraining(1, {}, "b"), tinyTraining(1)];
    await expect(other.restore(await one.save())).rejects.toThrow(/expected a checkpoint on the modules of/);
    await other.restore(await silent.save());
    for (const training of [one, other, silent]) await training.dispose();
  });

  test("a round leaves no tensors behind", async () => {
    const training = tinyTraining(1, agentKinds.grid);
    await training.round();
    expect(await tensorsLeftBy(() => training.round())).toBe(0);
    await training.dispose();
  });
});

test("two replicas have different worlds, and each its share", async () => {
  const setup = tinySetup(1);
  const modules = initAgentModules(setup.random, setup.config);
  const policy = freshPolicy(setup, modules);
  const bytes = await encodeParameters(policy);
  const replicas = [0, 1].map((index) => createReplica(setup, modules, { index, count: 2 }));
  const losses: number[] = [];
  for (const replica of replicas) {
    expect((await replica.collect({ version: 0, done: 0, bytes })).steps).toBe(32 * 25);
    const { value, gradients } = valueAndGradients(
      (candidate: typeof policy) => replica.loss(candidate, { part: 0, parts: 1, done: 0 }),
      policy,
    );
    losses.push(value.dataSync()[0]!);
    disposeParameters({ value, gradients });
    replica.dispose();
  }
  expect(losses[0]).not.toBe(losses[1]);
  disposeParameters({ modules, policy });
});

describe("pretraining", () => {
  const tiny = (seed: number, dropoutRate = 0.5, world: "square" | "goal-driven" = "square"): Pretraining => {
    const setup = tinySetup(seed);
    const pretraining = {
      ...setup.config.pretraining,
      pictures: 4,
      walkers: 4,
      sequenceSteps: 20,
      dropoutRate,
    };
    return new Pretraining(
      { ...setup, config: { ...setup.config, pretraining, body: {} } },
      {
        seed,
        config: "fast",
        world,
      },
    );
  };

  test("goes on from its checkpoint bit for bit", async () => {
    const straight = tiny(2);
    for (let update = 0; update < 6; update++) straight.update();
    const saved = await straight.save();
    for (let update = 0; update < 12; update++) straight.update();
    const resumed = tiny(2);
    resumed.restore(saved);
    for (let update = 0; update < 12; update++) resumed.update();
    expect(resumed.updates).toBe(18);
    expect(bits(resumed.modules)).toEqual(bits(straight.modules));
    straight.dispose();
    resumed.dispose();
  });

  test("refuses the checkpoint of another world or seed and stays as it was", async () => {
    const trained = tiny(2);
    trained.update();
    const saved = await trained.save();
    for (const [other, why] of [
      [tiny(2, 0.5, "goal-driven"), /checkpoint of world goal-driven, got one of square; start with --world/],
      [tiny(3), /checkpoint of seed 3, got one of 2/],
    ] as const) {
      const before = bits(other.modules);
      expect(() => {
        other.restore(saved);
      }).toThrow(why);
      expect(bits(other.modules)).toEqual(before);
      other.dispose();
    }
    trained.dispose();
  });

  test("what changes the grid network's loss changes nothing in the vision module", () => {
    const [one, other] = [tiny(3, 0.5), tiny(3, 0)];
    for (const training of [one, other]) for (let update = 0; update < 3; update++) training.update();
    expect(bits(one.modules.vision)).toEqual(bits(other.modules.vision));
    expect(bits(one.modules.grid)).not.toEqual(bits(other.modules.grid));
    one.dispose();
    other.dispose();
  });

  test("an update leaves no tensors behind", async () => {
    const training = tiny(1);
    training.update();
    expect(await tensorsLeftBy(() => training.update())).toBe(0);
    training.dispose();
  });
});
