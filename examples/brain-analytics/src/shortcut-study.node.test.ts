import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandomStream, disposeParameters, encodeParameters, useBackend } from "@wayfield/backend";
import { freshPolicy, initAgentModules, setupOf } from "@wayfield/example-navigation-agent";
import { afterEach, beforeEach, expect, test } from "vitest";
import { learnersOf, shortcutMetrics, studyShortcuts, type ShortcutFindings } from "./shortcut-study.ts";
import { doubleETest } from "./shortcuts.ts";

let folder = "";
beforeEach(async () => {
  await useBackend("wasm");
  folder = await mkdtemp(join(tmpdir(), "wayfield-shortcuts-"));
});
afterEach(() => rm(folder, { recursive: true }));

const study = async (said: string[] = []): Promise<ShortcutFindings> =>
  studyShortcuts(doubleETest(), {
    seed: 1,
    episodes: 2,
    random: createRandomStream(1).uniform,
    learners: learnersOf(doubleETest().learnedIn, folder),
    say: (who) => {
      said.push(who);
    },
  });

test("where nobody has learned, the controls walk alone", async () => {
  const { chance, oracle, ...others } = shortcutMetrics(await study());
  expect(chance).toBeCloseTo(1 / 3);
  expect(oracle).toEqual([1, 1, 1]);
  expect(Object.keys(others).filter((name) => !name.includes("."))).toEqual([
    "randomWalker",
    "vectorTruePosition",
  ]);
});

test("a policy of the world walks, the grid agent a second time without its goal code", async () => {
  const world = doubleETest().learnedIn;
  const spec = { config: "fast", world, agent: "grid", seed: 1, modules: "" } as const;
  const setup = setupOf(spec);
  const modules = initAgentModules(setup.random, setup.config);
  const policy = freshPolicy(setup, modules);
  await mkdir(join(folder, world, "policies"), { recursive: true });
  const write = async (file: string, parameters: typeof policy | typeof modules): Promise<void> =>
    writeFile(join(folder, world, file), await encodeParameters(parameters, { spec: JSON.stringify(spec) }));
  await write("modules.safetensors", modules);
  await write(join("policies", "grid.safetensors"), policy);
  disposeParameters({ policy, modules });
  const said: string[] = [];
  const metrics = shortcutMetrics(await study(said));
  expect(said).toEqual(["grid", "gridWithoutGoalCode", "randomWalker", "vectorTruePosition", "oracle"]);
  expect(metrics).toHaveProperty("shortestFraction");
  expect(metrics).toHaveProperty("gridWithoutGoalCode");
}, 120_000);
