import { createOracle, type MazeLayout, type Oracle, type Point, type Route } from "@wayfield/environments";
import type { Worlds } from "./worlds.ts";

/** The shortest way in a world's maze as it stands; undefined where a body does not fit at one of its ends. */
export type FindWay = (row: number, from: Point, to: Point) => Route | undefined;

/** Finds shortest ways in the mazes of all worlds; each arena is learned once. */
export function shortestWays(worlds: Worlds): FindWay {
  const known = new WeakMap<MazeLayout["arena"], Oracle>();
  return (row, from, to) => {
    const { arena } = worlds.layoutOf(row);
    let oracle = known.get(arena);
    if (oracle === undefined) known.set(arena, (oracle = createOracle(arena)));
    try {
      return oracle.route(from, to);
    } catch {
      return undefined;
    }
  };
}
