import { softmax, tidy } from "@tensorflow/tfjs-core";
import { createRandomStream, mapParameters } from "@wayfield/backend";
import { deriveSeed } from "@wayfield/environments";
import { createPlaceCells, gridCodeConfig, GridCodeTraining, spreadCentres } from "@wayfield/grid-nav";
import type { Modules } from "./grid-code.ts";
import { gridAlong, seenAlong } from "./grid-walks.ts";
import { drive, type Lattice } from "./lattice.ts";
import { readNumbers } from "./read-numbers.ts";
import { RecurrentRows } from "./recurrent-rows.ts";
import { episodeStepsOf, worldsOf, type Setup } from "./setup.ts";
import { Walkers } from "./walking.ts";

/** How long the layer learns, and from how many moments. */
const wholeLesson = { updates: 400, walkers: 64, steps: 400 };

/**
 * Learns the layer of lattice cells on the grid network's estimate of place, as the example grid-cells does: from walks
 * in the worlds of the task, towards an evenly spread centre-surround place code. The weights are the caller's.
 */
export function learnLattice(modules: Modules, setup: Setup, seed: number, lesson = wholeLesson): Lattice {
  const { config, maze } = setup;
  const { walkers, steps, updates } = lesson;
  const random = createRandomStream(seed).split("lattice");
  const worlds = worldsOf(setup, {
    size: walkers,
    groups: 1,
    seed: deriveSeed(seed, 2),
    episodeSteps: Math.max(steps, episodeStepsOf(config)),
  });
  const looking = { ...config.looking, sight: config.vision };
  const walk = new Walkers(worlds, looking, random.split("walking")).walk(steps);
  const seen = seenAlong(modules, walk, config);
  const inputs = readNumbers(() => {
    const state = new RecurrentRows(walkers, config.grid.units);
    return tidy(() => drive(softmax(gridAlong(modules, walk, seen, state, config).placeLogits)));
  });
  seen.dispose();
  const placeCells = createPlaceCells(random.split("placeCells").uniform, maze.bounds, {
    cells: config.cells.placeCells,
    deviation: config.cells.placeCellDeviation,
    layout: spreadCentres,
  });
  const training = new GridCodeTraining(gridCodeConfig, {
    inputs,
    positions: walk.positions,
    placeCells,
    random,
  });
  for (let update = 0; update < updates; update++) training.update();
  const learned = mapParameters(training.parameters, (weight) => weight.clone());
  training.dispose();
  return learned;
}
