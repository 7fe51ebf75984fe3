import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disposeParameters, encodeParameters, flattenParameters, valueAndGradients } from "@wayfield/backend";
import { writeFileAtomically } from "@wayfield/backend/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { modulesOf } from "./agent-files.ts";
import { freshPolicy, initAgentModules, setupOf, type TrainingSpec } from "./setup.ts";
import { createReplica, threadTeam } from "./team.ts";

let folder = "";
let spec: TrainingSpec;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-team-"));
  const modules = join(folder, "modules.safetensors");
  spec = { config: "fast", world: "square", agent: "grid", seed: 6, modules };
  const setup = setupOf(spec);
  const fresh = initAgentModules(setup.random, setup.config);
  await writeFileAtomically(modules, await encodeParameters(fresh));
  disposeParameters(fresh);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const part = { part: 1, parts: 2, done: 0 };

test("two threads give the mean gradient of their two replicas, and go on from where they were saved", async () => {
  const setup = setupOf(spec);
  const modules = await modulesOf(setup, spec.modules);
  const policy = freshPolicy(setup, modules);
  const weights = await encodeParameters(policy);
  const team = threadTeam(spec, 2);
  const reports = await team.collect({ version: 0, done: 0, bytes: weights });
  expect(reports.map(({ steps }) => steps)).toEqual([3200, 3200]);
  const together = await team.valueAndGradients(policy, part);

  const expected: Record<string, Float32Array> = {};
  for (const index of [0, 1]) {
    const replica = createReplica(setup, modules, { index, count: 2 });
    await replica.collect({ version: 0, done: 0, bytes: weights });
    const { value, gradients } = valueAndGradients(
      (candidate: typeof policy) => replica.loss(candidate, part),
      policy,
    );
    for (const [name, gradient] of Object.entries(flattenParameters(gradients))) {
      expected[name] ??= new Float32Array(gradient.size);
      gradient.dataSync().forEach((slope, at) => {
        expected[name]![at]! += slope / 2;
      });
    }
    disposeParameters({ value, gradients });
    replica.dispose();
  }
  for (const [name, gradient] of Object.entries(flattenParameters(together.gradients)))
    expect(gradient).toBeAllCloseTo(expected[name]!, 1e-6);

  const saved = await team.save();
  const next = await team.collect({ version: 1, done: 0, bytes: weights });
  await team.restore(saved);
  expect(await team.collect({ version: 1, done: 0, bytes: weights })).toEqual(next);
  await expect(team.restore(saved.slice(1))).rejects.toThrow(
    /expected the state of 2 threads, got that of 1/,
  );
  await team.stop();
  disposeParameters({ policy, modules, together });
}, 240_000);
