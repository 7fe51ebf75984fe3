import { createHash } from "node:crypto";
import { policyInputs } from "../agent.ts";
import type { AgentModules } from "../lattice.ts";
import { agentPartsOf, worldsOf, type Setup, type TrainingSpec } from "../setup.ts";
import type { UnrollSizes } from "./unroll-codec.ts";

/** What a learner tells everyone who wants to act for it. */
export interface Task {
  /** Changes when what is said here, or what an unroll holds, gets another meaning. */
  format: 1;
  spec: TrainingSpec;
  sizes: UnrollSizes;
  /** Worlds whose unrolls may lie in the queue; an actor that has more waits. */
  queueWorlds: number;
  /** SHA-256 of the modules' file; empty where the agent needs none. */
  modules: string;
}

/** Names a file by what is in it. */
export const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** What every unroll of a setup has in common. The modules stay the caller's. */
export function unrollSizesOf(setup: Setup, modules: AgentModules): UnrollSizes {
  const { units, eyes, unroll } = setup.config.policy;
  const worlds = worldsOf(setup, { size: 1, groups: 1, seed: 0 });
  const parts = agentPartsOf(setup, worlds, modules, { random: setup.random.split("sizes") });
  const inputs = policyInputs(parts);
  parts.code.dispose();
  return {
    steps: unroll,
    inputs,
    units,
    actions: worlds.actions,
    ...(eyes ? { pictureSize: { width: eyes.width, height: eyes.height } } : {}),
  };
}
