import { createRandomStream } from "@wayfield/backend";
import { deriveSeed } from "@wayfield/environments";
import { gaussianPlaceCode, type Ensembles } from "@wayfield/grid-nav";
import { drawEnsembles } from "./cells.ts";
import { placeCode } from "./code.ts";
import { cellsDecoder, decodedCompass, headsDecoder } from "./decoded-compass.ts";
import { evaluateEpisodes, runEpisodes, type Episode, type Evaluation } from "./evaluate.ts";
import { GridCode, type Modules } from "./grid-code.ts";
import type { LayerHook } from "./hooks.ts";
import {
  alongTheShortestWay,
  randomWalker,
  trueCompass,
  vectorNavigator,
  type Navigator,
} from "./navigators.ts";
import { gridArchitectureOf } from "./config.ts";
import { stepDurationOf, worldsOf, type Setup } from "./setup.ts";
import type { Worlds } from "./worlds.ts";

/** Someone who is let loose in the worlds: made for them, and what to do when it is over. */
export interface Contestant {
  navigator: Navigator;
  dispose?: () => void;
}

/** Makes a contestant for given worlds. */
export type Enter = (worlds: Worlds) => Contestant;

/** Episodes to evaluate on. */
export interface EpisodesOptions {
  seed: number;
  episodes: number;
}

/** Worlds that no training sees. */
export const evaluationSeed = 4_000_037;

/** One episode in each of as many fresh worlds; every contestant gets the same ones. */
export function contest(setup: Setup, enter: Enter, { seed, episodes }: EpisodesOptions): Evaluation {
  const worlds = worldsOf(setup, { size: episodes, groups: 1, seed: deriveSeed(evaluationSeed, seed) });
  const { navigator, dispose } = enter(worlds);
  const lived: Episode[] = runEpisodes(worlds, navigator, stepDurationOf(setup.config));
  dispose?.();
  return evaluateEpisodes(lived, createRandomStream(seed).split("bootstrap").uniform);
}

/** Who needs no learning. */
export type ControlName = "randomWalker" | "vectorTruePosition" | "vectorPlaceCells" | "shortestWay";

/** The controls that need no learning. */
export function controlsOf(setup: Setup, seed: number): Record<ControlName, Enter> {
  const stream = createRandomStream(seed).split("controls");
  const { arrivalShare } = setup.config;
  const cells = drawEnsembles(stream, setup.maze, { ...setup.config.cells, placeCellDeviation: 0.075 });
  const random = (label: string) => stream.split(label).uniform;
  return {
    randomWalker: (worlds) => ({ navigator: randomWalker(worlds, random("walker")) }),
    vectorTruePosition: (worlds) => ({
      navigator: vectorNavigator(worlds, trueCompass(worlds, arrivalShare), { random: random("vector") }),
    }),
    vectorPlaceCells: (worlds) => ({
      navigator: vectorNavigator(
        worlds,
        decodedCompass(worlds, {
          code: placeCode(worlds, [cells], gaussianPlaceCode),
          decode: cellsDecoder(cells),
          arrivalShare,
        }),
        { random: random("cells") },
      ),
    }),
    shortestWay: (worlds) => ({
      navigator: vectorNavigator(worlds, trueCompass(worlds, arrivalShare), {
        random: random("oracle"),
        way: alongTheShortestWay(worlds),
      }),
    }),
  };
}

/** The scripted navigator that walks the vector between the present grid code and the one at the goal. */
export const gridVector =
  ({ config }: Setup, modules: Modules, ensembles: Ensembles, seed: number, hook?: LayerHook): Enter =>
  (worlds) => {
    const stream = createRandomStream(seed).split("gridVector");
    const code = new GridCode(
      {
        modules,
        architecture: gridArchitectureOf(config),
        looking: { ...config.looking, sight: config.vision },
        random: stream.split("looking"),
        hook,
      },
      worlds,
    );
    const compass = decodedCompass(worlds, {
      code,
      decode: headsDecoder(modules.grid, ensembles),
      arrivalShare: config.arrivalShare,
      hook,
    });
    return {
      navigator: vectorNavigator(worlds, compass, { random: stream.uniform }),
      dispose: () => {
        code.dispose();
      },
    };
  };
