import { adam, rmsProp, type Optimiser } from "@wayfield/backend";
import { identity, relu, type Activation } from "@wayfield/core-neuron";
import {
  gaussianPlaceCode,
  scatteredCentres,
  sharpenedCentreSurround,
  spreadCentres,
  type GridNetworkArchitecture,
} from "@wayfield/grid-nav";
import type { Body, SceneOptions } from "@wayfield/environments";
import type { CellSettings } from "./cells.ts";
import type { Ease } from "./easier-maze.ts";
import type { Looking } from "./grid-code.ts";
import { lastArrival, meanOfArrivals, type ArrivalShare } from "./goal-memory.ts";
import { actorCritic, proximalPolicy, type Objective, type ProximalPolicyOptions } from "./objectives.ts";
import { constant, linear } from "./schedule.ts";
import type { EncoderSizes } from "./vision.ts";
import { observed } from "./worlds.ts";

/** How the two modules that know the place learn, before and apart from the policy. */
export interface PretrainingSettings {
  /** Pictures in a batch of the vision module's, each of another world. */
  pictures: number;
  /** Steps that a body makes between two pictures. */
  stepsBetweenPictures: number;
  /** Walkers in a batch of the grid network's. */
  walkers: number;
  /** Steps of a sequence; the grid network's state goes on from one to the next. */
  sequenceSteps: number;
  /** Share of the linear layer that is silenced. */
  dropoutRate: number;
  /** λ of the decay λ/2 Σw² of the weights from the linear layer to the two heads. */
  headDecay: number;
  /** Norm to which each module's gradient is scaled down. */
  gradientNormLimit: number;
  /** One after the other; the averages of the gradients go on from one to the next. */
  lessons: readonly Lesson[];
}

/** Updates with one optimiser. */
export interface Lesson {
  updates: number;
  optimiser: Optimiser;
}

/** How the policy learns. */
export interface PolicySettings {
  /** Memory cells of its LSTM. */
  units: number;
  /** Rectified units between its inputs and the LSTM; 0 for none. */
  hiddenUnits: number;
  /** Pictures at every step for the policy itself, through an encoder of its own; left out, it has none. */
  eyes?: EncoderSizes;
  objective: Objective;
  /** The same where actors act with older weights than those that learn. */
  laggedObjective: Objective;
  /** Share of the goal code that is silenced, afresh at each step, while it learns. Left out, none. */
  goalCodeDropout?: number;
  gradientNormLimit: number;
  /** The optimiser when a share of the training is done. */
  optimiser: (done: number) => Optimiser;
  /** Steps of an unroll. */
  unroll: number;
  /** Worlds that act side by side, all threads together. */
  worlds: number;
  /** In how many groups, each at another part of its episode; all threads together. */
  groups: number;
  /** How much easier than the maze the worlds are when a share of the training is done. Left out, they are as it is. */
  ease?: (done: number) => Ease;
  /** Environment steps of a full training. */
  steps: number;
}

/** Everything that defines an agent and its training. */
export interface AgentConfig {
  cells: CellSettings;
  vision: EncoderSizes;
  looking: Omit<Looking, "sight">;
  grid: Omit<GridNetworkArchitecture, "placeCells" | "headDirectionCells">;
  pretraining: PretrainingSettings;
  /** What an arrival at the goal does to the code that is kept of it. */
  arrivalShare: ArrivalShare;
  policy: PolicySettings;
  /** Seconds of an episode. */
  episodeDuration: number;
  /** What differs from the default body. */
  body?: Partial<Body>;
}

const linearGrid = (bottleneckActivation: Activation): AgentConfig["grid"] => ({
  inputs: observed.motionSize,
  units: 128,
  bottleneckUnits: 256,
  bottleneckBias: false,
  bottleneckActivation,
  headDirectionFromBottleneck: true,
});

/** Corrects lag by itself. */
const paperObjective = actorCritic({ discount: 0.99, baselineCost: 0.5, entropyCost: constant(8e-5) });

// Many small updates learn twice as much from the same experience as a few large ones, in the same time.
const fastObjective: ProximalPolicyOptions = { entropyCost: linear(0.01, 0.001), epochs: 2, parts: 8 };

// Just enough to see where walls are; an encoder of convolutions would take most of the time.
const fastEyes: EncoderSizes = {
  width: 16,
  height: 6,
  fieldOfView: (140 * Math.PI) / 180,
  scene: { wallHeight: 0.3 },
  filters: [],
  features: 32,
};

// Easy to begin with; but for what novelty and walking are worth as it is in the last third, since a body that is used to
// wide goals stops short.
function fastEase(done: number): Ease {
  const anywhere = Math.max(0, linear(1, -0.5)(done));
  // Who knows the way is asked for more and more straightness.
  const effort = linear(0.1, 0.25)(done);
  return {
    largestGoal: Math.max(1, linear(4, -0.5)(done)),
    startsAnywhere: anywhere,
    goalsAnywhere: anywhere,
    startsInSight: anywhere,
    // Never less than walking costs: who comes nearer gets it back, so that detours cost, not ways. Long ways would not
    // pay otherwise, nor those of who is not sure of the goal's place.
    guidance: Math.max(2 * anywhere, effort),
    // To the end: who has not found the goal where it looked has to go and look elsewhere.
    novelty: 0.1,
    effort,
  };
}

/**
 * The agent of Banino et al. 2018, Nature 557: 429 (Methods and Supplementary Table 2). Where the table gives a range
 * that is sampled anew for each replica, this is its middle (the geometric one for the learning rate). The place
 * cells' scale is printed as 40 without a unit; 0.4 m is our reading. The policy's RMSProp adds 0.1 under the root, as
 * Mnih et al. 2016 do, whose algorithm it is; the table does not say.
 *
 * One departure: the paper trains all modules at once; here vision and grid network learn first and then stay as they
 * are.
 */
export const paperAgentConfig: AgentConfig = {
  cells: {
    placeCells: 256,
    placeCellDeviation: 0.4,
    placeLayout: scatteredCentres,
    placeCode: gaussianPlaceCode,
    headDirectionCells: 12,
    headDirectionConcentration: 20,
  },
  vision: { width: 64, height: 64, filters: [16, 32, 64, 128], features: 256 },
  looking: { visionRate: 0.05, startsAnewWhenPlaced: false },
  grid: linearGrid(identity),
  pretraining: {
    pictures: 32,
    stepsBetweenPictures: 10,
    walkers: 10,
    sequenceSteps: 100,
    dropoutRate: 0.5,
    headDecay: 1e-4,
    gradientNormLimit: Infinity,
    lessons: [
      {
        updates: 100_000,
        optimiser: rmsProp({ learningRate: 1e-3, decay: 0.9, momentum: 0.9, epsilon: 1e-10 }),
      },
    ],
  },
  arrivalShare: lastArrival,
  policy: {
    units: 256,
    hiddenUnits: 0,
    eyes: { width: 64, height: 64, filters: [16, 32, 64, 128], features: 256 },
    objective: paperObjective,
    laggedObjective: paperObjective,
    gradientNormLimit: Infinity,
    optimiser: () => rmsProp({ learningRate: 1.4e-5, decay: 0.99, momentum: 0, epsilon: 0.1 }),
    unroll: 100,
    worlds: 32,
    groups: 16,
    steps: 1e9,
  },
  episodeDuration: 90,
};

/**
 * Our own configuration, for hours instead of weeks: small pictures of higher walls, a rectified grid code of sharpened
 * place fields, the mean of all arrivals as the goal code, a fresh look whenever the body has been put somewhere, tiny pictures for the policy itself, a layer of
 * rectified units before its LSTM, wider goals to learn with, and proximal policy optimisation.
 */
export const fastAgentConfig: AgentConfig = {
  cells: {
    ...paperAgentConfig.cells,
    placeCellDeviation: 0.12,
    placeLayout: spreadCentres,
    placeCode: sharpenedCentreSurround(),
  },
  // Wide, as an animal's eyes see: who faces a wall still sees others, and how high they look tells how far they are.
  vision: {
    width: 64,
    height: 24,
    fieldOfView: (140 * Math.PI) / 180,
    scene: { wallHeight: 0.3 },
    filters: [16, 32, 64],
    features: 256,
  },
  looking: { visionRate: 0.05, startsAnewWhenPlaced: true },
  grid: linearGrid(relu),
  pretraining: {
    pictures: 64,
    stepsBetweenPictures: 10,
    walkers: 16,
    sequenceSteps: 50,
    dropoutRate: 0.5,
    headDecay: 1e-5,
    gradientNormLimit: 1,
    lessons: [
      { updates: 8000, optimiser: adam({ learningRate: 1e-3 }) },
      { updates: 4000, optimiser: adam({ learningRate: 3e-4 }) },
      { updates: 2000, optimiser: adam({ learningRate: 1e-4 }) },
    ],
  },
  arrivalShare: meanOfArrivals,
  policy: {
    units: 128,
    hiddenUnits: 128,
    eyes: fastEyes,
    objective: proximalPolicy(fastObjective),
    laggedObjective: proximalPolicy({ ...fastObjective, correctsLag: true }),
    gradientNormLimit: 0.5,
    // Towards the end small steps and a firmer hand: what is left of chance in the actions costs way.
    optimiser: (done) => adam({ learningRate: linear(1e-3, 5e-5)(done), epsilon: 1e-5 }),
    unroll: 50,
    worlds: 128,
    groups: 16,
    ease: fastEase,
    steps: 2e7,
  },
  episodeDuration: 90,
};

// In a corridor high walls hide all that stands outside.
const lowWalls: SceneOptions = { wallHeight: 0.2 };

/**
 * The fast configuration where ways are long: gradients reach back over a whole way, 15 s, in as many small updates for
 * the same experience. Walls are low, so that landmarks are seen over them.
 */
export const mazeAgentConfig: AgentConfig = {
  ...fastAgentConfig,
  vision: { ...fastAgentConfig.vision, scene: lowWalls },
  policy: {
    ...fastAgentConfig.policy,
    eyes: { ...fastEyes, scene: lowWalls },
    objective: proximalPolicy({ ...fastObjective, parts: 32 }),
    laggedObjective: proximalPolicy({ ...fastObjective, parts: 32, correctsLag: true }),
    unroll: 225,
  },
};

/** The grid network that a configuration asks for. */
export const gridArchitectureOf = ({
  grid,
  cells,
}: Pick<AgentConfig, "grid" | "cells">): GridNetworkArchitecture => ({
  ...grid,
  placeCells: cells.placeCells,
  headDirectionCells: cells.headDirectionCells,
});
