import { readFileOrExplain } from "@wayfield/backend/node";
import type { Ensembles } from "@wayfield/grid-nav";
import type { AgentModules } from "./lattice.ts";
import { modulesFrom, setupOf, specIn, type Setup, type TrainingSpec } from "./setup.ts";
import {
  agentFrom,
  ensemblesFrom,
  type ActingOptions,
  type NamedBytes,
  type TrainedAgent,
} from "./trained-agent.ts";

const read = async (name: string): Promise<NamedBytes> => ({ name, bytes: await readFileOrExplain(name) });

/** What the weights in a file learned for. */
export const specOfFile = async (file: string): Promise<TrainingSpec> =>
  specIn(await readFileOrExplain(file), file);

/** The bytes of the modules' file; none where the agent needs no trained modules. */
export const moduleBytesOf = async ({ kind }: Setup, file: string): Promise<Uint8Array> =>
  kind.modules === "none" ? new Uint8Array() : readFileOrExplain(file);

/** The modules that an agent stands on; the caller's. */
export const modulesOf = async (setup: Setup, file: string): Promise<AgentModules> =>
  modulesFrom(setup, await moduleBytesOf(setup, file));

/** The ensembles that taught the modules in a file. */
export const ensemblesIn = async (modulesFile: string): Promise<Ensembles> =>
  ensemblesFrom(await read(modulesFile));

/** An agent with trained weights, read from the file that its training wrote. */
export async function trainedAgent(
  policyFile: string,
  modulesFile: string,
  options: ActingOptions,
): Promise<TrainedAgent> {
  const policy = await read(policyFile);
  const setup = setupOf(specIn(policy.bytes, policy.name));
  return agentFrom(policy, { name: modulesFile, bytes: await moduleBytesOf(setup, modulesFile) }, options);
}
