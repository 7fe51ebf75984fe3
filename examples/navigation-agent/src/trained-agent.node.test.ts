import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandomStream, disposeParameters, encodeParameters, useBackend } from "@wayfield/backend";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { modulesDigest } from "./modules-digest.ts";
import { freshPolicy, initAgentModules, setupOf, specMetadata, type TrainingSpec } from "./setup.ts";
import { modulesFor, shippedModules } from "./shipped.ts";
import { localTeam } from "./team.ts";
import { trainedAgent, modulesOf } from "./agent-files.ts";
import { policyFile, trainPolicy } from "./train-policy.ts";

const spec: TrainingSpec = { config: "fast", world: "square", agent: "grid", seed: 1, modules: "" };

let folder = "";
beforeEach(async () => {
  await useBackend("wasm");
  folder = await mkdtemp(join(tmpdir(), "wayfield-modules-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Untrained modules of a seed in a file that says where they learned. */
async function writeModules(name: string, of: TrainingSpec): Promise<{ file: string; digest: string }> {
  const setup = setupOf(of);
  const modules = initAgentModules(createRandomStream(of.seed), setup.config);
  const file = join(folder, name);
  await writeFile(file, await encodeParameters(modules, specMetadata(of)));
  const digest = modulesDigest(modules);
  disposeParameters(modules);
  return { file, digest };
}

describe("a policy and the modules that it learned on", () => {
  test("belong together: others are refused", async () => {
    const [own, others] = [
      await writeModules("own", spec),
      await writeModules("others", { ...spec, seed: 2 }),
    ];
    expect(own.digest).not.toBe(others.digest);
    const setup = setupOf(spec);
    const modules = await modulesOf(setup, own.file);
    const policy = freshPolicy(setup, modules);
    const file = join(folder, "policy");
    await writeFile(file, await encodeParameters(policy, { ...specMetadata(spec), modules: own.digest }));
    disposeParameters({ modules, policy });
    const agent = await trainedAgent(file, own.file, { seed: 1 });
    agent.dispose();
    await expect(trainedAgent(file, others.file, { seed: 1 })).rejects.toThrow(
      /learned on other modules than those in/,
    );
  });

  test("under a folder count where they learned in the world that is asked for", async () => {
    expect(modulesFor(folder, "square")).toBe(shippedModules("square"));
    expect(modulesFor(folder, "larger-goal-driven")).toBe(join(folder, "modules.safetensors"));
    const { file } = await writeModules("modules.safetensors", { ...spec, world: "sunburst-training" });
    expect(modulesFor(folder, "sunburst-training")).toBe(file);
    expect(modulesFor(folder, "square")).toBe(shippedModules("square"));
    expect(modulesFor(folder, "larger-goal-driven")).toBe(shippedModules("larger-goal-driven"));
  });
});

describe("a training that fails", () => {
  const options = {
    steps: 1,
    checkpoint: undefined,
    checkpointEvery: 1000,
    from: undefined,
    signal: new AbortController().signal,
    progress: () => ({ goOnFrom: () => undefined, update: () => undefined, finish: () => undefined }),
  };

  test("stops its team, whose threads would keep the process alive", async () => {
    let stopped = 0;
    const createTeam = (of: TrainingSpec) => {
      const team = localTeam(setupOf(of), initAgentModules(createRandomStream(1), setupOf(of).config));
      return Promise.resolve({
        ...team,
        stop: async () => {
          stopped += 1;
          await team.stop();
        },
      });
    };
    const from = join(folder, "none");
    const learning = trainPolicy({ ...spec, agent: "pose" }, { ...options, folder, createTeam, from });
    await expect(learning).rejects.toThrow(/none/);
    expect(stopped).toBe(1);
  });

  test("for modules of another configuration it is refused before a team is made", async () => {
    const { file } = await writeModules("modules.safetensors", spec);
    const createTeam = () => Promise.reject(new Error("a team was made"));
    const learning = trainPolicy(
      { ...spec, config: "maze", modules: file },
      { ...options, folder, createTeam },
    );
    await expect(learning).rejects.toThrow(/expected modules of --config maze, got fast in/);
    expect(existsSync(policyFile(folder, "grid"))).toBe(false);
  });
});
