import {
  createRandomStream,
  decodeParameters,
  decodeSafetensors,
  disposeParameters,
} from "@wayfield/backend";
import type { Ensembles } from "@wayfield/grid-nav";
import { agentNavigator } from "./agent-navigator.ts";
import type { Enter } from "./comparison.ts";
import { headsDecoder } from "./decoded-compass.ts";
import type { LayerHook } from "./hooks.ts";
import type { AgentModules } from "./lattice.ts";
import { modulesDigest } from "./modules-digest.ts";
import { agentPartsOf, ensemblesOf, freshPolicy, modulesFrom, setupOf, specIn, type Setup } from "./setup.ts";

/** The bytes of a file, and its name for messages. */
export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

/** How a trained agent acts. */
export interface ActingOptions {
  seed: number;
  hook?: LayerHook;
}

/** Someone who can be put into worlds, with the setup of its training. */
export interface TrainedAgent {
  setup: Setup;
  enter: Enter;
  dispose: () => void;
}

/**
 * The ensembles that taught the modules in a file.
 * @throws RangeError if it is no file of ours.
 */
export const ensemblesFrom = ({ bytes, name }: NamedBytes): Ensembles =>
  ensemblesOf(setupOf(specIn(bytes, name)));

/** A policy reads a code as its own modules write it; files that do not say which they were are not held to it. */
function assertSameModules(policyFile: NamedBytes, modulesFile: NamedBytes, modules: AgentModules): void {
  const { modules: own } = decodeSafetensors(policyFile.bytes).metadata;
  if (own === undefined || own === modulesDigest(modules)) return;
  disposeParameters(modules);
  throw new RangeError(
    `agentFrom: "${policyFile.name}" learned on other modules than those in "${modulesFile.name}"; give the file that it was trained with`,
  );
}

/**
 * An agent with trained weights: a policy's file and that of the modules it was trained on, which an agent without any
 * needs not.
 * @throws RangeError if the weights do not fit, or the policy learned on other modules.
 */
export function agentFrom(
  policyFile: NamedBytes,
  modulesFile: NamedBytes,
  { seed, hook }: ActingOptions,
): TrainedAgent {
  const setup = setupOf(specIn(policyFile.bytes, policyFile.name));
  const modules = modulesFrom(setup, modulesFile.bytes);
  assertSameModules(policyFile, modulesFile, modules);
  const fresh = freshPolicy(setup, modules);
  const policy = decodeParameters(policyFile.bytes, fresh);
  disposeParameters(fresh);
  const decode =
    setup.kind.modules === "none" ? undefined : headsDecoder(modules.grid, ensemblesFrom(modulesFile));
  const enter: Enter = (worlds) => {
    const parts = agentPartsOf(setup, worlds, modules, {
      random: createRandomStream(seed).split("agent"),
      hook,
    });
    return {
      navigator: agentNavigator(parts, policy, decode),
      dispose: () => {
        parts.code.dispose();
      },
    };
  };
  return {
    setup,
    enter,
    dispose: () => {
      disposeParameters({ policy, modules });
    },
  };
}
