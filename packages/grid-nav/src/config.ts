import { adam, rmsProp, type Optimiser } from "@wayfield/backend";
import { identity, relu, type Activation } from "@wayfield/core-neuron";
import type { GridCodeConfig } from "./grid-code.ts";
import { rectifiedNormalised } from "./population-normalisation.ts";
import {
  differenceOfSoftmaxes,
  gaussianPlaceCode,
  scatteredCentres,
  sharpenedCentreSurround,
  type PlaceCode,
  type PlaceLayout,
} from "./ensembles/place-cells.ts";

/** Everything that defines a training of the grid network on path integration. */
export interface PathIntegrationConfig {
  /** Steps of a training sequence T. */
  sequenceSteps: number;
  /** Sequences in a batch B. */
  batchSize: number;
  /** Multiplies the speed, in m/s, before it enters the network. */
  speedGain: number;
  /** Place cells N. */
  placeCells: number;
  /** Width σ of the place fields, metres. */
  placeCellDeviation: number;
  /** Where the place fields' centres lie. */
  placeLayout: PlaceLayout;
  /** What the place head is to predict. */
  placeCode: PlaceCode;
  /** The place code from which the network starts. */
  initialPlaceCode: PlaceCode;
  /** Multiplies that code. */
  initialPlaceGain: number;
  /** Head-direction cells M. */
  headDirectionCells: number;
  /** Concentration κ of the head-direction cells. */
  headDirectionConcentration: number;
  /** Multiplies the head-direction code from which the network starts. */
  initialHeadDirectionGain: number;
  /** Memory cells of the LSTM. */
  units: number;
  /** Units of the linear layer g. */
  bottleneckUnits: number;
  /** Whether the linear layer has offsets. */
  bottleneckBias: boolean;
  /** What is applied to the linear layer. */
  bottleneckActivation: Activation;
  /** Share of the linear layer that is silenced, afresh at each step of each sequence. */
  dropoutRate: number;
  /** Whether head direction is read from the linear layer; otherwise from the LSTM. */
  headDirectionFromBottleneck: boolean;
  /** λ of the decay λ/2 Σw² of the linear layer's weights. */
  bottleneckDecay: number;
  /** λ of the decay of the place head's weights. */
  placeHeadDecay: number;
  /** λ of the decay of the head-direction head's weights. */
  headDirectionHeadDecay: number;
  /** Limit to which every element of the two heads' gradients is clipped. Infinity: no clipping. */
  headGradientLimit: number;
  /** Norm to which the whole gradient is scaled down. Infinity: no scaling. */
  gradientNormLimit: number;
  /** How weights follow the gradient. */
  optimiser: Optimiser;
}

/**
 * The configuration of Banino et al. 2018, Nature 557: 429 (Supplementary Table 1 and Methods): sequences of 100 steps
 * of 0.15 s, batches of 10, 300,000 updates. Clipping and decay act on the weights from the linear layer to the two
 * heads, as the paper says (its released code clips every parameter, and its decay has no effect).
 *
 * One number differs between the sources: 512 units in the linear layer here, as in the paper's headline experiment
 * (Supplementary 3d); the released code's default is 256.
 */
export const paperConfig: PathIntegrationConfig = {
  sequenceSteps: 100,
  batchSize: 10,
  speedGain: 1,
  placeCells: 256,
  placeCellDeviation: 0.01,
  placeLayout: scatteredCentres,
  placeCode: gaussianPlaceCode,
  initialPlaceCode: gaussianPlaceCode,
  initialPlaceGain: 1,
  headDirectionCells: 12,
  headDirectionConcentration: 20,
  initialHeadDirectionGain: 1,
  units: 128,
  bottleneckUnits: 512,
  bottleneckBias: false,
  bottleneckActivation: identity,
  dropoutRate: 0.5,
  headDirectionFromBottleneck: true,
  bottleneckDecay: 0,
  placeHeadDecay: 1e-5,
  headDirectionHeadDecay: 1e-5,
  headGradientLimit: 1e-5,
  gradientNormLimit: Infinity,
  optimiser: /* @__PURE__ */ rmsProp({ learningRate: 1e-5, decay: 0.9, momentum: 0.9, epsilon: 1e-10 }),
};

/** A function, since bundlers keep a spread that nobody uses and drop a call that is marked pure. */
const changed = (
  config: PathIntegrationConfig,
  changes: Partial<PathIntegrationConfig>,
): PathIntegrationConfig => ({ ...config, ...changes });

/**
 * Our own configuration, which integrates paths after minutes instead of hours: short sequences of coarse steps, Adam,
 * a rectified linear layer, a sharpened centre-surround place code, and a start state whose code is scaled to unit
 * size.
 */
export const fastConfig: PathIntegrationConfig = /* @__PURE__ */ changed(paperConfig, {
  sequenceSteps: 20,
  batchSize: 64,
  // One over the mean speed, 0.15 m/s; written out, since bundlers keep a division that nobody uses.
  speedGain: 6.666666666666667,
  placeCellDeviation: 0.12,
  placeCode: /* @__PURE__ */ sharpenedCentreSurround(),
  // One over the deviation of the code's activity in the 2.2 m arena, about 0.02.
  initialPlaceGain: 50,
  initialHeadDirectionGain: 3,
  bottleneckUnits: 256,
  bottleneckActivation: relu,
  headDirectionFromBottleneck: false,
  bottleneckDecay: 2e-4,
  placeHeadDecay: 2e-4,
  headDirectionHeadDecay: 0,
  headGradientLimit: Infinity,
  gradientNormLimit: 1,
  optimiser: /* @__PURE__ */ adam({ learningRate: 2e-3 }),
});

/**
 * Our configuration of a layer whose units become lattices, between an estimate of place and place cells: non-negative
 * units that share one budget of activity, a centre-surround target (Sorscher et al. 2019) and a decay so strong that
 * only the target's strongest spatial frequencies pay for themselves. The place fields' deviation sets the period: about
 * 6 σ. Made for {@link spreadCentres} and `placeCellDeviation` 0.12.
 */
export const gridCodeConfig: GridCodeConfig = {
  placeCode: /* @__PURE__ */ differenceOfSoftmaxes(),
  bottleneckUnits: 256,
  bottleneckBias: false,
  bottleneckActivation: rectifiedNormalised,
  dropoutRate: 0,
  bottleneckDecay: 1e-4,
  placeHeadDecay: 0.5,
  gradientNormLimit: Infinity,
  optimiser: /* @__PURE__ */ adam({ learningRate: 2e-3 }),
};
