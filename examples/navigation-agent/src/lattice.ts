import { mul, sub, type Tensor2D } from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import { dense, initDense } from "@wayfield/core-neuron";
import { gridCodeConfig, type GridCodeParameters } from "@wayfield/grid-nav";
import type { Modules } from "./grid-code.ts";

/** The layer of lattice cells, and the place head that taught it. */
export type Lattice = GridCodeParameters;

/** Scales what drives the layer to unit size: one over the deviation of a place cell's activity, about 0.02. */
const gain = 50;

/** One place cell's activity as it drives the layer, given how many there are: without their mean, scaled. */
export const drive =
  (placeCells: number) =>
  (activity: number): number =>
    gain * (activity - 1 / placeCells);

/** Lattice cells from place-cell activity, `[rows, units]`; what it makes on the way is the surrounding scope's. */
export const latticeActivity = ({ bottleneck }: Lattice, places: Tensor2D): Tensor2D =>
  gridCodeConfig.bottleneckActivation(dense(bottleneck, mul(sub(places, 1 / places.shape[1]), gain)));

/** A layer that never learned; the caller's. */
export const initLattice = (random: RandomStream, placeCells: number): Lattice => ({
  bottleneck: initDense(random.split("bottleneck"), {
    inputs: placeCells,
    outputs: gridCodeConfig.bottleneckUnits,
    bias: gridCodeConfig.bottleneckBias,
  }),
  placeHead: initDense(random.split("placeHead"), {
    inputs: gridCodeConfig.bottleneckUnits,
    outputs: placeCells,
  }),
});

/** All that an agent stands on. */
export interface AgentModules extends Modules {
  lattice: Lattice;
}
