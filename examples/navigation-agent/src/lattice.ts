import { concat, mul, sub, type Tensor2D } from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import { dense, initDense } from "@wayfield/core-neuron";
import { gridCodeConfig, type GridCodeConfig, type GridCodeParameters } from "@wayfield/grid-nav";
import type { Modules } from "./grid-code.ts";

/**
 * The modules of lattice cells by how wide their teachers' place fields are, in widths of the configuration's: each
 * module repeats itself after a period of its own, and a place is what all of them say together. Periods grow by √2
 * from module to module, as in rats (Stensola et al. 2012).
 */
export const latticeWidths = { fine: 1, middle: Math.SQRT2, coarse: 2 } as const;

/** The name of a module. */
export type LatticeModule = keyof typeof latticeWidths;

/** The names of all modules, in the order in which they stand in the code. */
export const latticeModules = Object.keys(latticeWidths) as readonly LatticeModule[];

/** The layer of lattice cells, module by module, and the place heads that taught it. */
export type Lattice = Record<LatticeModule, GridCodeParameters>;

/** How a module learns, and what it is made of. */
export const latticeConfig: GridCodeConfig = { ...gridCodeConfig, bottleneckUnits: 96 };

/** Units of all modules together. */
export const latticeUnits = latticeModules.length * latticeConfig.bottleneckUnits;

/** Something for each module. */
export const ofModules = <Value>(make: (name: LatticeModule) => Value): Record<LatticeModule, Value> =>
  Object.fromEntries(latticeModules.map((name) => [name, make(name)])) as Record<LatticeModule, Value>;

/** Scales what drives the layer to unit size: one over the deviation of a place cell's activity, about 0.02. */
const gain = 50;

/** One place cell's activity as it drives the layer, given how many there are: without their mean, scaled. */
export const drive =
  (placeCells: number) =>
  (activity: number): number =>
    gain * (activity - 1 / placeCells);

/** Lattice cells from place-cell activity, `[rows, units]`; what it makes on the way is the surrounding scope's. */
export function latticeActivity(lattice: Lattice, places: Tensor2D): Tensor2D {
  const driven = mul<Tensor2D>(sub(places, 1 / places.shape[1]), gain);
  const modules = latticeModules.map((name) =>
    latticeConfig.bottleneckActivation(dense(lattice[name].bottleneck, driven)),
  );
  return concat(modules, 1);
}

/** A layer that never learned; the caller's. */
export const initLattice = (random: RandomStream, placeCells: number): Lattice =>
  ofModules((name) => ({
    bottleneck: initDense(random.split(`${name}Bottleneck`), {
      inputs: placeCells,
      outputs: latticeConfig.bottleneckUnits,
      bias: latticeConfig.bottleneckBias,
    }),
    placeHead: initDense(random.split(`${name}PlaceHead`), {
      inputs: latticeConfig.bottleneckUnits,
      outputs: placeCells,
    }),
  }));

/** All that an agent stands on. */
export interface AgentModules extends Modules {
  lattice: Lattice;
}
