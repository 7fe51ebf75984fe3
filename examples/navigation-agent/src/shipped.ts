import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { agentKinds, type AgentName } from "./comparators.ts";
import { specIn } from "./setup.ts";

const folder = fileURLToPath(new URL("../weights/", import.meta.url));

/** The shipped modules of a world, if there are any. */
export const shippedModules = (world: string): string => join(folder, `${world}-modules.safetensors`);

/**
 * Where trained modules of a world are: those under a folder, if it was there that they learned, else the shipped ones,
 * if there are any.
 */
export function modulesFor(out: string, world: string): string {
  const [own, shipped] = [join(out, "modules.safetensors"), shippedModules(world)];
  if (!existsSync(own)) return existsSync(shipped) ? shipped : own;
  return specIn(readFileSync(own), own).world === world ? own : shipped;
}

/** Agents whose weights are there, with their files. */
const agentsAt = (fileOf: (name: AgentName) => string): [AgentName, string][] =>
  (Object.keys(agentKinds) as AgentName[])
    .map((name): [AgentName, string] => [name, fileOf(name)])
    .filter(([, file]) => existsSync(file));

/** The policies in a folder, as a training writes them. */
export const agentsIn = (policies: string): [AgentName, string][] =>
  agentsAt((name) => join(policies, `${name}.safetensors`));

/** The shipped policies of a world. */
export const shippedAgents = (world: string): [AgentName, string][] =>
  agentsAt((name) => join(folder, `${world}-${name}.safetensors`));
