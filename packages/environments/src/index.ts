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
export { serveShard, type ShardedVector } from "./shards/serve-shard.ts";
export type { WorldShard } from "./shards/shard-memory.ts";
export {
  shardWorlds,
  type ShardedWorlds,
  type ShardOptions,
  type ShardWorker,
} from "./shards/shard-worlds.ts";
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
  type Walls,
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
export {
  cartPoleStep,
  createCartPole,
  type CartPole,
  type CartPoleOptions,
  type CartPoleState,
} from "./worlds/cart-pole.ts";
export { createCatch, type Catch, type CatchOptions } from "./worlds/catch.ts";
export { createBreakout, type Breakout, type BreakoutOptions } from "./worlds/breakout.ts";
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
export {
  startAnywhere,
  type Goal,
  type Landmark,
  type Maze,
  type MazeLayout,
  type Pillar,
  type Pose,
} from "./worlds/maze.ts";
export {
  cellCentre,
  gridArena,
  gridPlaces,
  readTextGrid,
  type TextGrid,
  type TextGridOptions,
} from "./worlds/text-grid.ts";
export { explorer, sixActions, type Body, type Thrust } from "./worlds/body.ts";
export {
  createNavigation,
  createNavigationEnvironment,
  type Navigation,
  type NavigationEnvironment,
  type NavigationFacts,
  type NavigationOptions,
  type VectorNavigationOptions,
} from "./worlds/navigation.ts";
export {
  selfMotionSensor,
  type NavigationState,
  type SelfMotionSensorOptions,
  type Sensor,
} from "./worlds/sensors.ts";
export {
  squareArenaMaze,
  waterMaze,
  type SquareArenaMazeOptions,
  type WaterMazeOptions,
} from "./worlds/open-mazes.ts";
export {
  doubleEMaze,
  sunburstMaze,
  textMaze,
  tMaze,
  type DoubleEMazeOptions,
  type ShortcutMazeOptions,
  type SunburstMazeOptions,
  type TextMazeOptions,
} from "./worlds/text-mazes.ts";
export {
  goalDoorsMaze,
  goalDrivenMaze,
  whitePillar,
  type GoalDoorsMazeOptions,
  type GoalMazeOptions,
} from "./worlds/goal-mazes.ts";
export { landmarksAround } from "./worlds/landmarks.ts";
export { createOracle, type Oracle, type OracleOptions, type Route } from "./worlds/oracle.ts";
export { createEyes, type Eyes, type EyesOptions } from "./eyes/eyes.ts";
export {
  createScene,
  defaultCues,
  type DistalCue,
  type Scene,
  type SceneOptions,
  type VisibleLayout,
} from "./eyes/scene.ts";
export { drawTexture, type Color, type Texture } from "./eyes/texture.ts";
export {
  boundaryDistanceSensor,
  goalSensor,
  headDirectionSensor,
  positionSensor,
  whiskerSensor,
  type BoundaryDistanceSensorOptions,
  type GoalSensorOptions,
  type WhiskerSensorOptions,
} from "./worlds/place-sensors.ts";
export {
  clutteredDigitScene,
  drawDigitScenes,
  largeClutteredDigitScene,
  translatedDigitScene,
  type DigitPictures,
  type DigitScene,
  type DigitScenePlaces,
} from "./scenes/digit-scenes.ts";
