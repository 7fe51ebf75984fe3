import { disposeParameters } from "@wayfield/backend";
import {
  agentFrom,
  controlsOf,
  ensemblesFrom,
  gridVector,
  modulesFrom,
  type Enter,
  type LayerHook,
  type NamedBytes,
  type Setup,
} from "@wayfield/example-navigation-agent/page";
import type { WalkerName } from "./walker-names.ts";

/** The files of the shipped weights. */
export interface Weights {
  policy: NamedBytes;
  modules: NamedBytes;
}

/** Someone to put into worlds. */
export interface Walker {
  setup: Setup;
  enter: Enter;
  dispose: () => void;
}

/** Makes a walker; its weights are its own until it is disposed. */
export function walkerOf(name: WalkerName, weights: Weights, seed: number, hook: LayerHook): Walker {
  const agent = agentFrom(weights.policy, weights.modules, { seed, hook });
  if (name === "grid") return agent;
  const { setup } = agent;
  if (name !== "vectorGridCode") return { setup, enter: controlsOf(setup, seed)[name]!, dispose: agent.dispose };
  agent.dispose();
  const modules = modulesFrom(setup, weights.modules.bytes);
  return {
    setup,
    enter: gridVector(setup, modules, ensemblesFrom(weights.modules), seed, hook),
    dispose: () => {
      disposeParameters(modules);
    },
  };
}
