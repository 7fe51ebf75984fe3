import { tensor3d, type Tensor3D } from "@tensorflow/tfjs-core";
import { visualGridNetwork, type GridNetworkOutput } from "@wayfield/grid-nav";
import { gridArchitectureOf, type AgentConfig } from "./config.ts";
import type { Modules } from "./grid-code.ts";
import { readNumbers } from "./read-numbers.ts";
import type { RecurrentRows } from "./recurrent-rows.ts";
import { imagesTensor, look } from "./vision.ts";
import type { Walk } from "./walking.ts";
import { observed, range } from "./worlds.ts";

/** What vision says along a walk, zeros where no picture was taken, `[steps, walkers, cells]`; the caller's. */
export function seenAlong({ vision }: Modules, walk: Walk, config: AgentConfig): Tensor3D {
  const width = config.cells.placeCells + config.cells.headDirectionCells;
  const seen = new Float32Array(walk.steps * walk.walkers * width);
  if (walk.looks.length > 0) {
    const estimates = readNumbers(() => look(vision, imagesTensor(walk.images, config.vision)));
    walk.looks.forEach((sample, place) => {
      seen.set(estimates.subarray(place * width, (place + 1) * width), sample * width);
    });
  }
  return tensor3d(seen, [walk.steps, walk.walkers, width]);
}

/** The grid network along a walk; what it returns is the caller's. */
export function gridAlong(
  { grid }: Modules,
  walk: Walk,
  seen: Tensor3D,
  state: RecurrentRows,
  config: AgentConfig,
  mask?: Tensor3D,
): GridNetworkOutput {
  const motion = tensor3d(walk.motion, [walk.steps, walk.walkers, observed.motionSize]);
  const start = state.read(range(walk.walkers));
  const options = mask === undefined ? {} : { mask };
  const output = visualGridNetwork(grid, gridArchitectureOf(config), motion, seen, start, options);
  return output;
}
