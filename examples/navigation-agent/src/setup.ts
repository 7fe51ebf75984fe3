import {
  createRandomStream,
  decodeParameters,
  decodeSafetensors,
  disposeParameters,
  type RandomStream,
} from "@wayfield/backend";
import {
  doubleEMaze,
  explorer,
  goalDoorsMaze,
  goalDrivenMaze,
  landmarksAround,
  squareArenaMaze,
  sunburstMaze,
  whitePillar,
  type Maze,
} from "@wayfield/environments";
import { initVisualGridNetwork, type Ensembles } from "@wayfield/grid-nav";
import { policyInputs, type AgentParts } from "./agent.ts";
import { drawEnsembles } from "./cells.ts";
import { agentKinds, type AgentKind, type AgentName } from "./comparators.ts";
import {
  fastAgentConfig,
  gridArchitectureOf,
  mazeAgentConfig,
  paperAgentConfig,
  type AgentConfig,
} from "./config.ts";
import type { Ease } from "./easier-maze.ts";
import type { Modules } from "./grid-code.ts";
import type { LayerHook } from "./hooks.ts";
import { initLattice, type AgentModules } from "./lattice.ts";
import { initPolicy, type PolicyParameters } from "./policy.ts";
import { initVision } from "./vision.ts";
import { Worlds } from "./worlds.ts";

/** The configurations by the word that selects them. */
export const configs = {
  fast: fastAgentConfig,
  maze: mazeAgentConfig,
  paper: paperAgentConfig,
} satisfies Record<string, AgentConfig>;

const goalDrivenLandmarks = landmarksAround(goalDrivenMaze().bounds);
const doubleELandmarks = landmarksAround(doubleEMaze().bounds);

const sunburstObject = (firstDoor: number): Maze =>
  sunburstMaze({ cells: 11, firstDoor, landmarks: goalDrivenLandmarks, goalPillar: whitePillar });

/** The mazes by the word that selects them. */
export const mazes = {
  square: squareArenaMaze,
  "goal-driven": goalDrivenMaze,
  // With towers outside: a picture of a maze that nobody has seen tells where in it one is.
  "goal-driven-landmarks": () => goalDrivenMaze({ landmarks: goalDrivenLandmarks }),
  // And with an object at the goal, and starts in rooms, as in DeepMind Lab.
  "goal-driven-object": () =>
    goalDrivenMaze({ landmarks: goalDrivenLandmarks, goalPillar: whitePillar, startsInRooms: true }),
  "goal-doors": goalDoorsMaze,
  "larger-goal-driven": () => goalDrivenMaze({ columns: 17 }),
  sunburst: sunburstMaze,
  // As large as goal-driven-object, with its towers and its object: a maze that agents who learned there never saw.
  "sunburst-object": () => sunburstObject(5),
  // The same, with the first door on the other side.
  "sunburst-object-west": () => sunburstObject(1),
  "double-e": doubleEMaze,
  // To learn in for sunburst and double-e: some doors are open, in the sunburst now and then the shortest.
  "sunburst-training": () => sunburstMaze({ shortcuts: false }),
  "double-e-training": () => doubleEMaze({ shortcuts: false }),
  // Its two sides look alike but for what stands outside.
  "double-e-landmarks": () => doubleEMaze({ landmarks: doubleELandmarks }),
  // Any of the corridors are open, so that a look at each of them pays.
  "double-e-landmarks-training": () =>
    doubleEMaze({ shortcuts: false, opensAnywhere: true, landmarks: doubleELandmarks }),
} satisfies Record<string, () => Maze>;

/** A training in words and numbers: what every thread of it is told, and what its checkpoint remembers. */
export interface TrainingSpec {
  config: keyof typeof configs;
  world: keyof typeof mazes;
  agent: AgentName;
  seed: number;
  /** The file of the trained modules; empty where the agent needs none. */
  modules: string;
}

/** The specification as a weights file carries it. The file of the modules may move, so its name stays out. */
export const specMetadata = (spec: TrainingSpec): Record<string, string> => ({
  spec: JSON.stringify({ ...spec, modules: "" }),
});

/**
 * The specification in a weights file.
 * @throws RangeError if there is none.
 */
export function specIn(bytes: Uint8Array, file: string): TrainingSpec {
  const { spec } = decodeSafetensors(bytes).metadata;
  if (spec !== undefined) return JSON.parse(spec) as TrainingSpec;
  throw new RangeError(
    `specIn: expected weights that navigation-agent wrote, got "${file}" without a specification`,
  );
}

/** What a specification stands for. */
export interface Setup {
  config: AgentConfig;
  kind: AgentKind;
  maze: Maze;
  /** The stream from which everything of this training is drawn. */
  random: RandomStream;
}

export function setupOf({ config, world, agent, seed }: TrainingSpec): Setup {
  const kind: AgentKind = agentKinds[agent];
  return {
    config: kind.configure(configs[config]),
    kind,
    maze: mazes[world](),
    random: createRandomStream(seed),
  };
}

/** Modules before any training; the caller's. */
export const initModules = (random: RandomStream, config: AgentConfig): Modules => ({
  vision: initVision(random.split("vision"), config.vision, config.cells),
  grid: initVisualGridNetwork(random.split("grid"), gridArchitectureOf(config)),
});

/** The same with a layer of lattice cells. */
export const initAgentModules = (random: RandomStream, config: AgentConfig): AgentModules => ({
  ...initModules(random, config),
  lattice: initLattice(random.split("lattice"), config.cells.placeCells),
});

/**
 * The modules that an agent stands on, from the bytes of their file; the caller's.
 * @throws RangeError if the agent needs trained modules and the bytes are none.
 */
export function modulesFrom(setup: Setup, bytes: Uint8Array): AgentModules {
  const fresh = initAgentModules(setup.random.split("modules"), setup.config);
  if (setup.kind.modules === "none") return fresh;
  const trained = decodeParameters(bytes, fresh);
  if (setup.kind.modules === "trained") {
    disposeParameters(fresh);
    return trained;
  }
  disposeParameters({ grid: trained.grid, vision: fresh.vision, lattice: fresh.lattice });
  return { ...trained, grid: fresh.grid };
}

/** The ensembles that a seed draws in a maze: those that teach, and those that read. */
export const ensemblesOf = ({ random, maze, config }: Setup): Ensembles =>
  drawEnsembles(random.split("cells"), maze, config.cells);

/** Seconds of a step. */
export function stepDurationOf({ body = {} }: Pick<AgentConfig, "body">): number {
  const { frameDuration, framesPerStep } = { ...explorer, ...body };
  return frameDuration * framesPerStep;
}

/** Steps in an episode of that many seconds. */
export const episodeStepsOf = (config: AgentConfig): number =>
  Math.round(config.episodeDuration / stepDurationOf(config));

/** Worlds of a setup. */
export const worldsOf = (
  { config, maze }: Pick<Setup, "config" | "maze">,
  sizes: { size: number; groups: number; seed: number; unit?: number; episodeSteps?: number; ease?: Ease },
): Worlds => new Worlds(maze, { episodeSteps: episodeStepsOf(config), ...sizes, body: config.body ?? {} });

/** The parts of an agent in given worlds; `random` is this actor's own. */
export function agentPartsOf(
  { config, kind, maze, random: shared }: Setup,
  worlds: Worlds,
  modules: AgentModules,
  {
    random,
    hook,
    isLearning = false,
  }: { random: RandomStream; hook?: LayerHook | undefined; isLearning?: boolean },
): AgentParts {
  return {
    ...(isLearning ? { goalCodeDropout: config.policy.goalCodeDropout ?? 0 } : {}),
    worlds,
    code: kind.code({ config, worlds, maze, modules, random: random.split("looking"), shared, hook }),
    policy: config.policy,
    arrivalShare: config.arrivalShare,
    goalCodeWithheld: kind.goalCodeWithheld,
    random: random.split("actions"),
    hook,
  };
}

/** A policy before any training; the caller's. */
export function freshPolicy(setup: Setup, modules: AgentModules): PolicyParameters {
  const worlds = worldsOf(setup, { size: 1, groups: 1, seed: 0 });
  const parts = agentPartsOf(setup, worlds, modules, { random: setup.random });
  const inputs = policyInputs(parts);
  parts.code.dispose();
  return initPolicy(setup.random.split("policy"), {
    ...setup.config.policy,
    inputs,
    actions: worlds.actions,
  });
}
