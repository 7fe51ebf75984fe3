import type { MazeLayout } from "@wayfield/environments";
import { knownOracles } from "./oracles.ts";
import { range, type Worlds } from "./worlds.ts";

/** After how many steps it looks again: finding the way takes longer than a step of the agent. */
const lookingEvery = 5;

/** How far it is from a place, metres. */
type Distance = (from: readonly [number, number]) => number;

/**
 * Tells how much nearer to its goal a body came, along the shortest way. What it tells within one way to the goal sums up
 * to no more than that way's length, so that walking in circles gains nothing; the last steps before the goal are not
 * told. It is like the shaping of Ng, Harada & Russell (1999) with the negative length as the potential, but neither
 * discounted nor charged for the jump at a goal: the best policy may be another one, and whatever is learned under it is
 * judged without it. Before a goal has been found it says nothing: who cannot know where the goal is would learn from it
 * to stay where they are.
 */
export class Guide {
  private readonly worlds: Worlds;
  private readonly oracleOf = knownOracles();
  private readonly distances = new WeakMap<MazeLayout, Distance>();
  /** Metres left in each world when it was looked at last. */
  private readonly left: Float64Array;
  /** Steps since each world was looked at. */
  private readonly steps: Uint8Array;

  constructor(worlds: Worlds) {
    this.worlds = worlds;
    this.left = new Float64Array(worlds.size);
    this.steps = new Uint8Array(worlds.size);
  }

  /** Looks at every world: what it tells from here on does not depend on what was before. */
  setOut(): void {
    for (const row of range(this.worlds.size)) this.look(row);
  }

  /**
   * To be asked after each step: by how many metres a world's body came nearer in the last few steps, told every few
   * steps and 0 in between; 0 as well when it has been put somewhere.
   */
  nearer(row: number): number {
    if (this.worlds.goalsOf(row) === 0) return 0;
    const isPlaced = this.worlds.placed[row] === 1;
    this.steps[row]! += 1;
    if (!isPlaced && this.steps[row]! < lookingEvery) return 0;
    const before = this.left[row]!;
    this.look(row);
    return isPlaced ? 0 : before - this.left[row]!;
  }

  private look(row: number): void {
    this.left[row] = this.metresLeft(row);
    this.steps[row] = 0;
  }

  private metresLeft(row: number): number {
    const { x, y } = this.worlds.poseOf(row);
    try {
      return this.distanceIn(this.worlds.layoutOf(row))([x, y]);
    } catch {
      // To rounding, a body that touches a wall may not fit where it is.
      return this.left[row]!;
    }
  }

  private distanceIn(layout: MazeLayout): Distance {
    const { arena, goal } = layout;
    let distance = this.distances.get(layout);
    if (distance !== undefined) return distance;
    distance = this.oracleOf(arena).distanceTo([goal.x, goal.y]);
    this.distances.set(layout, distance);
    return distance;
  }
}
