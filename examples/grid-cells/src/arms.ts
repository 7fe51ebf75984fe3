import { identity, relu } from "@wayfield/core-neuron";
import {
  createPlaceCells,
  gaussianPlaceCode,
  gridCodeConfig,
  scatteredCentres,
  type Ensembles,
  type GridCodeConfig,
  type PlaceCells,
} from "@wayfield/grid-nav";
import { createRandomStream } from "@wayfield/backend";
import { integratorLayer, type Drive } from "./network.ts";
import { boundsOf, home } from "./worlds.ts";

/** One way to learn a grid code on the same integrator. */
export interface Arm {
  readonly name: string;
  readonly config?: Partial<GridCodeConfig>;
  readonly drive?: Drive;
  /** The place cells that are to be predicted; the integrator's if left out. */
  readonly placeCells?: (ensembles: Ensembles, seed: number) => PlaceCells;
  /** Whether the integrator is one before its first update. */
  readonly isUntrained?: boolean;
}

const ofWidth =
  (deviation: number) =>
  ({ placeCells }: Ensembles): PlaceCells => ({ ...placeCells, deviation });

const scattered = ({ placeCells }: Ensembles, seed: number): PlaceCells =>
  createPlaceCells(createRandomStream(seed).split("scattered").uniform, boundsOf(home), {
    cells: placeCells.centres.length / 2,
    deviation: placeCells.deviation,
    layout: scatteredCentres,
  });

/** What is tried; every arm differs from the first in one thing. */
export const arms: readonly Arm[] = [
  { name: "the shipped configuration" },
  { name: "integrator untrained", isUntrained: true },
  { name: "target: plain Gaussian", config: { placeCode: gaussianPlaceCode } },
  {
    name: "target: one-hot (σ 0.01 m)",
    config: { placeCode: gaussianPlaceCode },
    placeCells: ofWidth(0.01),
  },
  { name: "target: σ 0.09 m", placeCells: ofWidth(0.09) },
  { name: "target: σ 0.16 m", placeCells: ofWidth(0.16) },
  { name: "target: centres scattered", placeCells: scattered },
  { name: "decay a fifth", config: { placeHeadDecay: gridCodeConfig.placeHeadDecay / 5 } },
  {
    name: "rectified, not normalised",
    config: { bottleneckActivation: relu, bottleneckDecay: 3e-3, placeHeadDecay: 3e-3 },
  },
  {
    name: "linear units",
    config: { bottleneckActivation: identity, bottleneckDecay: 3e-3, placeHeadDecay: 3e-3 },
  },
  { name: "dropout 0.5", config: { dropoutRate: 0.5 } },
  { name: "driven by the integrator's own linear layer", drive: integratorLayer },
];
