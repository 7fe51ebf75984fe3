import { sinCos } from "@wayfield/portable";
import type { Landmark, Maze } from "./maze.ts";

/** Where a tower stands, seen from the middle, and what it looks like. */
interface Tower {
  readonly azimuth: number;
  readonly height: number;
  readonly color: Landmark["color"];
}

const degrees = Math.PI / 180;

/** Six of different colours and heights, unevenly all round (ours). */
const towers: readonly Tower[] = [
  { azimuth: 35 * degrees, height: 1.4, color: [255, 120, 0] },
  { azimuth: 90 * degrees, height: 1, color: [0, 150, 255] },
  { azimuth: 160 * degrees, height: 1.6, color: [255, 0, 160] },
  { azimuth: 215 * degrees, height: 1.2, color: [0, 220, 120] },
  { azimuth: 270 * degrees, height: 1.8, color: [120, 60, 20] },
  { azimuth: 335 * degrees, height: 1.1, color: [255, 255, 90] },
];

/** The radius of a tower, metres. */
const towerRadius = 0.15;

/**
 * Six towers around a box, each so far outside the circle about it: landmarks from which a place can be told by
 * triangulation, where a far skyline tells directions only. For mazes that are drawn anew in each episode.
 *
 * @param bounds - A box to stand around, metres.
 * @param clearance - From the circle through the box's corners to a tower's middle, metres. Default 0.5.
 * @throws RangeError if the clearance is not larger than a tower's radius of 0.15 m.
 * @example
 * const maze = goalDrivenMaze({ landmarks: landmarksAround(goalDrivenMaze().bounds) });
 */
export function landmarksAround(
  [minX, minY, maxX, maxY]: Maze["bounds"],
  clearance = 0.5,
): readonly Landmark[] {
  if (!(clearance > towerRadius && clearance < Infinity)) {
    throw new RangeError(
      `landmarksAround: expected a clearance above ${towerRadius} m, so that no tower stands in the box, got ${clearance}`,
    );
  }
  const [width, depth] = [maxX - minX, maxY - minY];
  const distance = Math.sqrt(width * width + depth * depth) / 2 + clearance;
  return towers.map(({ azimuth, height, color }) => {
    const { sin, cos } = sinCos(azimuth);
    return {
      x: (minX + maxX) / 2 + distance * cos,
      y: (minY + maxY) / 2 + distance * sin,
      radius: towerRadius,
      height,
      color,
    };
  });
}
