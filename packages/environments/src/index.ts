export { deriveSeed, seededRandom, type UniformSource } from "./random.ts";
export {
  box,
  bytes,
  discrete,
  record,
  type AnySpace,
  type BoxOptions,
  type BoxSpace,
  type DiscreteSpace,
  type RecordSpace,
  type Space,
} from "./spaces.ts";
export {
  defineEnvironment,
  restart,
  termination,
  transition,
  truncation,
  type Environment,
  type Info,
  type ResetOptions,
  type ResetResult,
  type StepResult,
  type Task,
} from "./environment.ts";
export type { VectorEnvironment, VectorResetOptions } from "./vector-environment.ts";
export { vectorize } from "./vectorize.ts";
export {
  circularArena,
  polygonArena,
  rectangularArena,
  squareArena,
  wallCount,
  type Arena,
  type ArenaOptions,
  type CircularArenaOptions,
  type Point,
} from "./arena.ts";
export {
  arenaContains,
  distanceAlong,
  distanceToWalls,
  nearestWall,
  samplePosition,
  type NearestWall,
} from "./arena-queries.ts";
export { sweepDisc } from "./sweep.ts";
export { wrapAngle } from "./angle.ts";
export {
  coarseForagingRat,
  foragingRat,
  turnAlong,
  turnAway,
  type RatMotion,
  type WallTurn,
} from "./rat-motion.ts";
export {
  createTrajectoryBatch,
  simulateTrajectories,
  type SimulateTrajectoriesOptions,
  type TrajectoryBatch,
  type TrajectoryBatchSize,
} from "./trajectories.ts";
export type { DiscreteEnvironment } from "./worlds/discrete-environment.ts";
export { createRandomWalk, randomWalkValues, type RandomWalkOptions } from "./worlds/random-walk.ts";
export { createCliffWalking } from "./worlds/cliff-walking.ts";
export { createWindyGridworld } from "./worlds/windy-gridworld.ts";
export { createFourRooms, type FourRoomsOptions } from "./worlds/four-rooms.ts";
export { createMountainCar, type MountainCar } from "./worlds/mountain-car.ts";
export { bairdFeatures, createBairdCounterexample } from "./worlds/baird.ts";
export {
  pavlovianTrial,
  type Cue,
  type PavlovianTrial,
  type PavlovianTrialOptions,
  type TimedReward,
} from "./worlds/pavlovian-trial.ts";
export {
  acquisition,
  blocking,
  conditionedInhibition,
  extinction,
  omission,
  overshadowing,
  secondOrder,
  secondOrderUnpaired,
  variableDelay,
  type ConditioningPhase,
  type ConditioningProtocol,
  type ProtocolOptions,
  type SecondOrderOptions,
  type VariableDelayOptions,
} from "./worlds/conditioning-protocols.ts";
