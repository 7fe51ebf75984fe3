import { createRandomStream, disposeParameters } from "@wayfield/backend";
import {
  agentFrom,
  controlsOf,
  ensemblesFrom,
  forager,
  GridCode,
  gridArchitectureOf,
  gridVector,
  headsDecoder,
  modulesFrom,
  setupOf,
  specIn,
  type Enter,
  type LayerHook,
  type Modules,
  type NamedBytes,
  type Setup,
} from "@wayfield/example-navigation-agent/page";
import type { Ensembles } from "@wayfield/grid-nav";
import { hasCode, type WalkerName } from "./walker-names.ts";

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

/** Goes everywhere by the true place, while a grid network that has no say follows. */
const wanderer =
  ({ config }: Setup, modules: Modules, ensembles: Ensembles, seed: number, hook: LayerHook): Enter =>
  (worlds) => {
    const random = createRandomStream(seed).split("wanderer");
    const architecture = gridArchitectureOf(config);
    const looking = { ...config.looking, sight: config.vision };
    const code = new GridCode(
      { modules, architecture, looking, random: random.split("looking"), hook },
      worlds,
    );
    const navigator = forager(worlds, random.uniform);
    const all = Array.from({ length: worlds.size }, (_, row) => row);
    const present = new Float32Array(worlds.size * code.width);
    const decode = headsDecoder(modules.grid, ensembles);
    return {
      navigator: {
        begin: (rows) => {
          navigator.begin(rows);
          code.forget(rows);
          code.perceive(rows, present);
        },
        act: () => navigator.act(),
        feel: (actions) => {
          navigator.feel(actions);
          code.perceive(all, present);
        },
        believe: () => decode(present).positions,
      },
      dispose: () => {
        code.dispose();
      },
    };
  };

/** Makes a walker; its weights are its own until it is disposed. */
export function walkerOf(name: WalkerName, weights: Weights, seed: number, hook: LayerHook): Walker {
  if (name === "grid") return agentFrom(weights.policy, weights.modules, { seed, hook });
  const setup = setupOf(specIn(weights.policy.bytes, weights.policy.name));
  if (!hasCode(name)) return { setup, enter: controlsOf(setup, seed)[name], dispose: () => undefined };
  const modules = modulesFrom(setup, weights.modules.bytes);
  const follow = name === "forager" ? wanderer : gridVector;
  return {
    setup,
    enter: follow(setup, modules, ensemblesFrom(weights.modules), seed, hook),
    dispose: () => {
      disposeParameters(modules);
    },
  };
}
