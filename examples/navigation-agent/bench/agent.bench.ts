// The agent's steps, environment and vision included: many worlds at once against one after another, and a round of
// acting and learning on two threads against one. A round is 6400 environment steps.
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createRandomStream, disposeParameters, encodeParameters, useBackend } from "@wayfield/backend";
import { writeFileAtomically } from "@wayfield/backend/node";
import { compare, type BenchRow } from "@wayfield/bench";
import { Actor } from "../src/actor.ts";
import type { AgentModules } from "../src/lattice.ts";
import { PolicyTraining } from "../src/policy-training.ts";
import {
  agentPartsOf,
  freshPolicy,
  initAgentModules,
  setupOf,
  worldsOf,
  type Setup,
  type TrainingSpec,
} from "../src/setup.ts";
import { localTeam, threadTeam } from "../src/team.ts";
import { range } from "../src/worlds.ts";

const unroll = 10;

/** An actor of that many worlds, for a few steps at a time. */
function createActor(setup: Setup, modules: AgentModules, size: number): Actor {
  const worlds = worldsOf(setup, { size, groups: 1, seed: 1, unit: unroll });
  return new Actor(agentPartsOf(setup, worlds, modules, { random: createRandomStream(1) }), unroll);
}

async function actingRow(setup: Setup, modules: AgentModules): Promise<BenchRow> {
  const policy = freshPolicy(setup, modules);
  const together = createActor(setup, modules, 64);
  const apart = range(64).map(() => createActor(setup, modules, 1));
  const row = await compare({
    name: `act-64-worlds-${unroll}-steps`,
    ours: () => together.collect(policy, { version: 0, done: 0 }),
    peer: () => apart.map((actor) => actor.collect(policy, { version: 0, done: 0 })),
    peerName: "one-world-at-a-time",
    rounds: 9,
  });
  for (const actor of [together, ...apart]) actor.dispose();
  disposeParameters(policy);
  return row;
}

async function roundRow(spec: TrainingSpec, setup: Setup, modules: AgentModules): Promise<BenchRow> {
  const training = (team: ReturnType<typeof threadTeam>): PolicyTraining =>
    new PolicyTraining({
      spec,
      settings: setup.config.policy,
      steps: setup.config.policy.steps,
      policy: freshPolicy(setup, modules),
      team,
    });
  const [two, one] = [training(threadTeam(spec, 2)), training(localTeam(setup, modules))];
  const row = await compare({
    name: "round-of-6400-steps-two-threads",
    ours: () => two.round(),
    peer: () => one.round(),
    peerName: "one-thread",
    rounds: 7,
    warmUp: 2,
  });
  await Promise.all([two.dispose(), one.dispose()]);
  return row;
}

export async function rows(): Promise<BenchRow[]> {
  await useBackend("wasm");
  const folder = await mkdtemp(join(tmpdir(), "wayfield-agent-"));
  const spec: TrainingSpec = {
    config: "fast",
    world: "square",
    agent: "grid",
    seed: 1,
    modules: join(folder, "modules.safetensors"),
  };
  const setup = setupOf(spec);
  const modules = initAgentModules(setup.random, setup.config);
  await writeFileAtomically(spec.modules, await encodeParameters(modules));
  const found = [await actingRow(setup, modules)];
  // The team takes the modules over.
  if (availableParallelism() > 1) found.push(await roundRow(spec, setup, modules));
  await rm(folder, { recursive: true });
  return found;
}
