import { bytes, createBreakout, createCartPole, createCatch, type Environment } from "@wayfield/environments";
import { float32, uint8, type FieldSpec } from "@wayfield/replay-buffer";
import { convolutionalTrunk, denseTrunk, type Trunk } from "./trunks.ts";

/** A world to learn, and the settings that learn it. */
export interface Task {
  name: string;
  create: () => Environment<Float32Array | Uint8Array, number>;
  trunk: Trunk;
  /** Factors that bring the elements of an observation to about ±1. */
  inputScale: readonly number[];
  /** Factor that brings the values to a few units, for the error clip's sake. */
  rewardScale: number;
  observation: FieldSpec;
  actions: number;
  /** Mean return over the test episodes that counts as solved. */
  solved: number;
  /** Environment steps of a training. */
  steps: number;
  /** Step size of the optimiser at first; it falls linearly to 0 at the last step. */
  learningRate: number;
  discount: number;
  /** Rewards in one return. */
  returnSteps: number;
  capacity: number;
  batchSize: number;
  /** Environment steps before the first update, and between two updates. */
  firstUpdate: number;
  updatePeriod: number;
  /** Updates between two copies of the network to the target. */
  targetPeriod: number;
  /** ε falls from 1 to its end over this many steps. */
  explorationSteps: number;
  explorationEnd: number;
  /** Steps between two looks at the greedy policy. */
  evaluationPeriod: number;
  /** Lowest and highest return, where there are such. */
  returns?: [number, number];
  /** What a quick run has otherwise. */
  quick?: Partial<Task>;
}

/** The pole on the cart: solved as Gymnasium's CartPole-v1 is, by a mean return of 475. */
export const cartPole: Task = {
  name: "CartPole",
  create: () => createCartPole(),
  trunk: denseTrunk(4, 128),
  // In units of the limits of position and angle, and of a fast swing.
  inputScale: [1 / 2.4, 1 / 3, 1 / 0.21, 1 / 3],
  // A return of 1 / (1 − γ) becomes 5.
  rewardScale: 0.05,
  observation: float32(4),
  actions: 2,
  solved: 475,
  steps: 20_000,
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
  returns: [0, 500],
  quick: { steps: 6000, explorationSteps: 3000, evaluationPeriod: 2000 },
};

/** The falling ball: solved by catching 95 % of them, a mean return of 0.9. */
export const catchBall: Task = {
  name: "Catch",
  create: () => createCatch(),
  trunk: denseTrunk(50, 64),
  inputScale: new Array<number>(50).fill(1),
  rewardScale: 1,
  observation: uint8(10, 5),
  actions: 3,
  solved: 0.9,
  steps: 2000,
  learningRate: 1e-3,
  discount: 0.99,
  returnSteps: 3,
  capacity: 2000,
  batchSize: 64,
  firstUpdate: 200,
  updatePeriod: 1,
  targetPeriod: 100,
  explorationSteps: 1500,
  explorationEnd: 0.05,
  evaluationPeriod: 250,
  returns: [-1, 1],
};

/** The small Breakout of Young & Tian (2019); the bar is twice what a random player gets, about half a brick. */
export const breakout: Task = {
  name: "Breakout",
  create: () => createBreakout(),
  trunk: convolutionalTrunk([10, 10, 4], { filters: 16, hidden: 128 }),
  inputScale: new Array<number>(400).fill(1),
  rewardScale: 1,
  observation: uint8(10, 10, 4),
  actions: 3,
  solved: 1,
  steps: 25_000,
  learningRate: 1e-3,
  discount: 0.99,
  returnSteps: 3,
  capacity: 25_000,
  batchSize: 32,
  firstUpdate: 1000,
  updatePeriod: 4,
  targetPeriod: 250,
  explorationSteps: 8000,
  explorationEnd: 0.02,
  evaluationPeriod: 2500,
  quick: { steps: 4000, explorationSteps: 2000, evaluationPeriod: 2000 },
};

/** A task and its word on the command line. */
export interface World {
  word: "catch" | "cartpole" | "breakout";
  task: Task;
}

/** The worlds that memories are compared in. */
export const worlds: readonly World[] = [
  { word: "catch", task: catchBall },
  { word: "cartpole", task: cartPole },
  { word: "breakout", task: breakout },
];

const lamps = 2;

/** Catch in one of two rooms. A lamp tells which; in the second room the controls are exchanged. */
function createRoom(room: 0 | 1): Environment<Uint8Array, number> {
  const world = createCatch();
  const withLamp = (picture: Uint8Array): Uint8Array => {
    const seen = new Uint8Array(picture.length + lamps);
    seen.set(picture);
    seen[picture.length + room] = 1;
    return seen;
  };
  return {
    observationSpace: bytes([50 + lamps]),
    actionSpace: world.actionSpace,
    reset: (options) => {
      const first = world.reset(options);
      return { ...first, observation: withLamp(first.observation) };
    },
    step: (action) => {
      const result = world.step(room === 0 ? action : 2 - action);
      return { ...result, observation: withLamp(result.observation) };
    },
  };
}

/** Catch in a room; see {@link createRoom}. */
const roomTask = (name: string, room: 0 | 1): Task => ({
  ...catchBall,
  name,
  create: () => createRoom(room),
  trunk: denseTrunk(50 + lamps, 64),
  inputScale: new Array<number>(50 + lamps).fill(1),
  observation: uint8(50 + lamps),
  steps: 3000,
  capacity: 3000,
});

/** The old task and the new one of the sleep experiment. */
export const rooms: readonly [Task, Task] = [roomTask("first room", 0), roomTask("second room", 1)];
