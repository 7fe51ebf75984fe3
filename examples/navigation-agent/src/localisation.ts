import { dispose, softmax, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import { deriveSeed } from "@wayfield/environments";
import { createRandomStream } from "@wayfield/backend";
import { decodeHeadings, decodePositions, positionErrors, type Ensembles } from "@wayfield/grid-nav";
import { noEase, startsEverywhere, withoutArrivals, type Ease } from "./easier-maze.ts";
import type { Modules } from "./grid-code.ts";
import { gridAlong, seenAlong } from "./grid-walks.ts";
import { RecurrentRows } from "./recurrent-rows.ts";
import { episodeStepsOf, stepDurationOf, worldsOf, type Setup } from "./setup.ts";
import { imagesTensor, visionLogits } from "./vision.ts";
import { Walkers, type Walk } from "./walking.ts";

/** How far off the modules are about the place, on walkers that no training has seen. */
export interface Localisation {
  /** Mean position error of the grid network, told by vision now and then, cm. */
  withVisionCm: number;
  /**
   * The same over the first three seconds from where the world lets agents start, cm: what an agent has that is put there
   * after each goal and soon comes to the next. Everything else is on walkers that start anywhere.
   */
  soonCm: number;
  /** The same after nothing but the first look, cm. */
  withoutVisionCm: number;
  /** The vision module's own error on single pictures, cm. */
  visionAloneCm: number;
  /** The error of believing to be in the middle of the arena, cm. */
  middleCm: number;
  /** Mean heading error of the grid network with vision, degrees. */
  headingDegrees: number;
}

const meanOf = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Errors of the network along a walk. */
function along(
  modules: Modules,
  { config }: Setup,
  ensembles: Ensembles,
  walk: Walk,
): { cm: number; degrees: number } {
  const seen = seenAlong(modules, walk, config);
  const [places, directions] = tidy<[Tensor2D, Tensor2D]>(() => {
    const state = new RecurrentRows(walk.walkers, config.grid.units);
    const output = gridAlong(modules, walk, seen, state, config);
    return [output.placeLogits, softmax(output.headDirectionLogits)];
  });
  const positions = decodePositions(ensembles.placeCells, places.dataSync<"float32">());
  const headings = decodeHeadings(ensembles.headDirectionCells, directions.dataSync<"float32">());
  dispose([seen, places, directions]);
  const turns = headings.map((heading, at) =>
    Math.abs(Math.atan2(Math.sin(heading - walk.headings[at]!), Math.cos(heading - walk.headings[at]!))),
  );
  return {
    cm: 100 * meanOf(positionErrors(positions, walk.positions)),
    degrees: (180 / Math.PI) * meanOf(turns),
  };
}

/** A walk of which only the first looks of each walker are left. */
function afterFirstLook(walk: Walk): Walk {
  const seen = new Set<number>();
  const kept: number[] = [];
  walk.looks.forEach((sample, place) => {
    const walker = sample % walk.walkers;
    if (!seen.has(walker)) kept.push(place);
    seen.add(walker);
  });
  const size = walk.images.length / Math.max(1, walk.looks.length);
  const images = new Uint8Array(kept.length * size);
  kept.forEach((place, at) => {
    images.set(walk.images.subarray(place * size, (place + 1) * size), at * size);
  });
  return { ...walk, looks: Int32Array.from(kept, (place) => walk.looks[place]!), images };
}

/** The vision module's errors on the pictures of a walk. */
function byVision({ vision }: Modules, { config }: Setup, { placeCells }: Ensembles, walk: Walk): number {
  const images = imagesTensor(walk.images, config.vision);
  const [places] = tidy(() => visionLogits(vision, images).slice(0, 1)) as [Tensor2D];
  const positions = decodePositions(placeCells, places.dataSync<"float32">());
  dispose([images, places]);
  const truth = Float32Array.from({ length: 2 * walk.looks.length }, (_, index) => {
    const sample = walk.looks[index >> 1]!;
    return walk.positions[2 * sample + (index % 2)]!;
  });
  return 100 * meanOf(positionErrors(positions, truth));
}

function fromMiddle({ maze }: Setup, { positions }: Walk): number {
  const [minX, minY, maxX, maxY] = maze.bounds;
  const middle = positions.map((_, index) => (index % 2 === 0 ? minX + maxX : minY + maxY) / 2);
  return 100 * meanOf(positionErrors(middle, positions));
}

/** Seconds that the way to a goal lasts which is known. */
const soon = 3;

/** A walk of so many steps from the first ones of fresh episodes. */
function freshWalk(
  { config, maze }: Setup,
  { seed, walkers, steps, ease }: { seed: number; walkers: number; steps: number; ease: Ease },
): Walk {
  const worlds = worldsOf(
    { config, maze: withoutArrivals(maze) },
    {
      size: walkers,
      groups: 1,
      ease,
      seed: deriveSeed(seed, 1),
      episodeSteps: Math.max(steps, episodeStepsOf(config)),
    },
  );
  const looking = { ...config.looking, sight: config.vision };
  return new Walkers(worlds, looking, createRandomStream(seed)).walk(steps);
}

/** Measures how well modules know the place, over the first seconds of fresh episodes. */
export function localise(
  modules: Modules,
  setup: Setup,
  ensembles: Ensembles,
  { seed, walkers, steps }: { seed: number; walkers: number; steps: number },
): Localisation {
  const walk = freshWalk(setup, { seed, walkers, steps, ease: startsEverywhere });
  const soonSteps = Math.round(soon / stepDurationOf(setup.config));
  const asAgents = freshWalk(setup, { seed, walkers, steps: soonSteps, ease: noEase });
  const { cm, degrees } = along(modules, setup, ensembles, walk);
  return {
    withVisionCm: cm,
    soonCm: along(modules, setup, ensembles, asAgents).cm,
    withoutVisionCm: along(modules, setup, ensembles, afterFirstLook(walk)).cm,
    visionAloneCm: byVision(modules, setup, ensembles, walk),
    middleCm: fromMiddle(setup, walk),
    headingDegrees: degrees,
  };
}
