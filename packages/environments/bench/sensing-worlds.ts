import {
  boundaryDistanceSensor,
  createNavigation,
  goalDrivenMaze,
  selfMotionSensor,
  serveShard,
  type Navigation,
  type WorldShard,
} from "@wayfield/environments";

/** Mazes whose animals feel the walls all around: much work a step. */
export const createSensingWorlds = (worlds: number): Navigation =>
  createNavigation(goalDrivenMaze(), { worlds, sensors: [selfMotionSensor(), boundaryDistanceSensor()] });

/** A worker's share of them. */
export const serve = (shard: WorldShard): void => {
  serveShard(shard, createSensingWorlds);
};
