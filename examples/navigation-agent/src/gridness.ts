import { dispose, reshape, slice, tidy, type Rank, type Tensor2D } from "@tensorflow/tfjs-core";
import { createRandomStream } from "@wayfield/backend";
import { deriveSeed } from "@wayfield/environments";
import { autocorrelograms, gridScores, rateMaps } from "@wayfield/grid-nav/analysis";
import { gridAlong, seenAlong } from "./grid-walks.ts";
import { latticeActivity, type AgentModules } from "./lattice.ts";
import { predictionReadout } from "./readout-code.ts";
import { RecurrentRows } from "./recurrent-rows.ts";
import { episodeStepsOf, worldsOf, type Setup } from "./setup.ts";
import { Walkers, type Walk } from "./walking.ts";

/** Shares of units with a grid score above the criterion of Banino et al. 2018, 0.37; no shuffles. */
export interface GridShares {
  /** Of the layer that the integrating LSTM drives. */
  gridLayer: number;
  /** Of the lattice cells. */
  lattice: number;
}

const criterion = 0.37;

/** What both layers do along a walk, `[steps · walkers, units]` each. */
function activityAlong(
  modules: AgentModules,
  { config }: Setup,
  walk: Walk,
): Record<keyof GridShares, Float32Array> {
  const seen = seenAlong(modules, walk, config);
  const rows = walk.steps * walk.walkers;
  const [gridLayer, lattice] = tidy<[Tensor2D, Tensor2D]>(() => {
    const state = new RecurrentRows(walk.walkers, config.grid.units);
    const { gridCode } = gridAlong(modules, walk, seen, state, config);
    const codes = reshape<Rank.R2>(gridCode, [rows, config.grid.bottleneckUnits]);
    const predicted = predictionReadout(modules.grid).read(codes);
    const places: Tensor2D = slice(predicted, [0, 0], [rows, config.cells.placeCells]);
    return [codes, latticeActivity(modules.lattice, places)];
  });
  const activity = { gridLayer: gridLayer.dataSync<"float32">(), lattice: lattice.dataSync<"float32">() };
  dispose([seen, gridLayer, lattice]);
  return activity;
}

/** How many units of both layers fire on lattices, on walkers that no training has seen. */
export function gridShares(
  modules: AgentModules,
  setup: Setup,
  { seed, walkers, steps }: { seed: number; walkers: number; steps: number },
): GridShares {
  const { config, maze } = setup;
  const worlds = worldsOf(setup, {
    size: walkers,
    groups: 1,
    seed: deriveSeed(seed, 3),
    episodeSteps: Math.max(steps, episodeStepsOf(config)),
  });
  const looking = { ...config.looking, sight: config.vision };
  const walk = new Walkers(worlds, looking, createRandomStream(seed)).walk(steps);
  const activity = activityAlong(modules, setup, walk);
  const shareOf = (rates: Float32Array): number => {
    const { scores } = gridScores(autocorrelograms(rateMaps(walk.positions, rates, maze.bounds)));
    return scores.filter((score) => score > criterion).length / scores.length;
  };
  return { gridLayer: shareOf(activity.gridLayer), lattice: shareOf(activity.lattice) };
}
