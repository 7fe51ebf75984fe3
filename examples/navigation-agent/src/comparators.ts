import type { RandomStream } from "@wayfield/backend";
import type { Maze } from "@wayfield/environments";
import { gaussianPlaceCode } from "@wayfield/grid-nav";
import { drawEnsembles } from "./cells.ts";
import { motionCode, placeCode, poseCode, type NavigationCode } from "./code.ts";
import { gridArchitectureOf, type AgentConfig } from "./config.ts";
import { GridCode } from "./grid-code.ts";
import type { LayerHook } from "./hooks.ts";
import type { AgentModules } from "./lattice.ts";
import { latticeReadout, predictionReadout, ReadoutCode } from "./readout-code.ts";
import type { Worlds } from "./worlds.ts";

/** What a code may be made of. */
export interface CodeContext {
  config: AgentConfig;
  worlds: Worlds;
  /** The maze of the training, in which ensembles are drawn. */
  maze: Maze;
  modules: AgentModules;
  random: RandomStream;
  /** The stream of the whole training, the same for each of its actors. */
  shared: RandomStream;
  hook?: LayerHook | undefined;
}

/** One kind of agent: how it knows where it is, and what differs in its configuration. */
export interface AgentKind {
  /** What it is, in a few words. */
  title: string;
  code: (context: CodeContext) => NavigationCode;
  /** Whether the policy never gets the code at the goal. */
  goalCodeWithheld: boolean;
  /** Which modules it stands on: trained ones, the same untrained, or none. */
  modules: "trained" | "untrained grid network" | "none";
  configure: (config: AgentConfig) => AgentConfig;
}

const gridCode = ({ config, worlds, modules, random, hook }: CodeContext): NavigationCode =>
  new GridCode(
    {
      modules,
      architecture: gridArchitectureOf(config),
      looking: { ...config.looking, sight: config.vision },
      random,
      hook,
    },
    worlds,
  );

/** Populations of place cells, each of one width, with the configuration's head-direction cells. */
const placeCells =
  (...populations: [cells: number, deviation: number][]) =>
  ({ config, worlds, maze, shared }: CodeContext): NavigationCode => {
    const drawn = populations.map(([placeCells, placeCellDeviation], index) =>
      drawEnsembles(shared.split(`agentCells${index}`), maze, {
        ...config.cells,
        placeCells,
        placeCellDeviation,
      }),
    );
    return placeCode(worlds, drawn, gaussianPlaceCode);
  };

/** What the grid network predicts, in place of the code that it predicts it from. */
const predictionCode = (context: CodeContext): NavigationCode =>
  new ReadoutCode(gridCode(context), predictionReadout(context.modules.grid), context.worlds.size);

/** Lattice cells one synapse behind the place cells that the grid network predicts. */
const latticeCode = (context: CodeContext): NavigationCode => {
  const { modules, worlds, hook } = context;
  const inner = gridCode({
    ...context,
    hook:
      hook && ((layer, activity, rows) => (layer === "gridCode" ? activity : hook(layer, activity, rows))),
  });
  return new ReadoutCode(inner, latticeReadout(modules.grid, modules.lattice), worlds.size, hook);
};

const kind = (title: string, code: AgentKind["code"], differences: Partial<AgentKind> = {}): AgentKind => ({
  title,
  code,
  goalCodeWithheld: false,
  modules: "none",
  configure: (config) => config,
  ...differences,
});

/** The agents that the paper cut parts of had learned with a fifth of the goal code silent (Banino et al. 2018, Methods). */
const withGoalDropout: AgentKind["configure"] = (config) => ({
  ...config,
  policy: { ...config.policy, goalCodeDropout: 0.2 },
});

/** The agents that are compared (Banino et al. 2018, Supplementary 1 and 3b), each a configuration of the same code. */
export const agentKinds = {
  grid: kind("grid agent", gridCode, { modules: "trained" }),
  "untrained-grid": kind("grid agent, untrained grid network", gridCode, {
    modules: "untrained grid network",
  }),
  "goal-dropout": kind("grid agent, a fifth of the goal code silenced in training", gridCode, {
    modules: "trained",
    configure: withGoalDropout,
  }),
  "no-goal-code": kind("grid agent, goal code withheld", gridCode, {
    modules: "trained",
    goalCodeWithheld: true,
  }),
  "place-cells": kind("place-cell agent, 7.5 cm", placeCells([256, 0.075])),
  "place-cells-25": kind("place-cell agent, 25 cm", placeCells([256, 0.25])),
  "place-cells-75": kind("place-cell agent, 75 cm", placeCells([256, 0.75])),
  "place-cells-660": kind(
    "place-cell agent, 660 cells of three widths",
    placeCells([395, 0.082], [198, 0.15], [67, 0.217]),
  ),
  lattice: kind("agent with lattice cells", latticeCode, { modules: "trained" }),
  "lattice-dropout": kind(
    "agent with lattice cells, a fifth of the goal code silenced in training",
    latticeCode,
    { modules: "trained", configure: withGoalDropout },
  ),
  predictions: kind("place and head-direction predictions", predictionCode, { modules: "trained" }),
  a3c: kind("vision and velocity only", ({ worlds }) => motionCode(worlds), {
    goalCodeWithheld: true,
  }),
  pose: kind("true pose", ({ worlds }) => poseCode(worlds)),
} satisfies Record<string, AgentKind>;

/** The word that selects one. */
export type AgentName = keyof typeof agentKinds;
