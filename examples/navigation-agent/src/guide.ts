import type { Worlds } from "./worlds.ts";
import { range } from "./worlds.ts";
import { shortestWays } from "./shortest-ways.ts";

/**
 * Tells how much nearer to its goal a body came, along the shortest way: potential-based shaping of the reward (Ng,
 * Harada & Russell 1999) with the negative length of that way as the potential and without its discount, so that
 * walking in circles gains nothing.
 */
export class Guide {
  private readonly worlds: Worlds;
  private readonly wayFrom: ReturnType<typeof shortestWays>;
  /** Metres left in each world when it was looked at last. */
  private readonly left: Float64Array;

  constructor(worlds: Worlds) {
    this.worlds = worlds;
    this.wayFrom = shortestWays(worlds);
    this.left = new Float64Array(worlds.size);
    this.setOut(range(worlds.size));
  }

  /** The bodies of some worlds have been put somewhere. */
  setOut(rows: readonly number[]): void {
    for (const row of rows) this.left[row] = this.metresLeft(row);
  }

  /** Metres by which a world's body came nearer since it was looked at last; 0 if it has been put somewhere meanwhile. */
  nearer(row: number): number {
    const before = this.left[row]!;
    const now = (this.left[row] = this.metresLeft(row));
    return this.worlds.placed[row] === 1 ? 0 : before - now;
  }

  private metresLeft(row: number): number {
    const { x, y } = this.worlds.poseOf(row);
    const { goal } = this.worlds.layoutOf(row);
    return this.wayFrom(row, [x, y], [goal.x, goal.y])?.length ?? this.left[row]!;
  }
}
