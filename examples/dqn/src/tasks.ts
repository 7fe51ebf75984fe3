import { createCartPole, createCatch, type Environment } from "@wayfield/environments";
import { float32, uint8, type FieldSpec } from "@wayfield/replay-buffer";

/** A world to learn, and the settings that learn it. */
export interface Task {
  name: string;
  create: () => Environment<Float32Array | Uint8Array, number>;
  /** Factors that bring the elements of an observation to about ±1. */
  inputScale: readonly number[];
  /** Factor that brings the values to a few units, for the error clip's sake. */
  rewardScale: number;
  observation: FieldSpec;
  inputs: number;
  actions: number;
  /** Mean return over the test episodes that counts as solved. */
  solved: number;
  /** Environment steps at most. */
  steps: number;
  hidden: number;
  learningRate: number;
  discount: number;
  /** Rewards in one return. */
  returnSteps: number;
  capacity: number;
  batchSize: number;
  /** Environment steps before the first update, and between two updates. */
  firstUpdate: number;
  updatePeriod: number;
  targetPeriod: number;
  /** ε falls from 1 to its end over this many steps. */
  explorationSteps: number;
  explorationEnd: number;
  /** Steps between two looks at the greedy policy. */
  evaluationPeriod: number;
}

/** The pole on the cart: solved as Gymnasium's CartPole-v1 is, by a mean return of 475. */
export const cartPole: Task = {
  name: "CartPole",
  create: () => createCartPole(),
  // In units of the limits of position and angle, and of a fast swing.
  inputScale: [1 / 2.4, 1 / 3, 1 / 0.21, 1 / 3],
  // A return of 1 / (1 − γ) becomes 5.
  rewardScale: 0.05,
  observation: float32(4),
  inputs: 4,
  actions: 2,
  solved: 475,
  steps: 20_000,
  hidden: 128,
  learningRate: 1e-3,
  discount: 0.99,
  returnSteps: 3,
  capacity: 50_000,
  batchSize: 64,
  firstUpdate: 1000,
  updatePeriod: 2,
  targetPeriod: 200,
  explorationSteps: 8000,
  explorationEnd: 0.05,
  evaluationPeriod: 1000,
};

/**
 * The falling ball: solved by catching 95 % of them, a mean return of 0.9. Without replay it is learned too, later: the
 * steps are as many as learning with replay needs, with a margin.
 */
export const catchBall: Task = {
  name: "Catch",
  create: () => createCatch(),
  inputScale: new Array<number>(50).fill(1),
  rewardScale: 1,
  observation: uint8(10, 5),
  inputs: 50,
  actions: 3,
  solved: 0.9,
  steps: 2000,
  hidden: 64,
  learningRate: 5e-4,
  discount: 0.99,
  returnSteps: 3,
  capacity: 2000,
  batchSize: 64,
  firstUpdate: 200,
  updatePeriod: 1,
  targetPeriod: 100,
  explorationSteps: 2000,
  explorationEnd: 0.05,
  evaluationPeriod: 500,
};
