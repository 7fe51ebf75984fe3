import type { Maze, Pose } from "@wayfield/environments";

/** Side of a square that counts as one place, metres: as wide as a maze's cells. */
const placeSize = 0.25;

/** At which places of a maze each of many bodies has been: what makes a place novel in an episode is not having been there. */
export class Visits {
  private readonly left: number;
  private readonly bottom: number;
  private readonly columns: number;
  private readonly places: number;
  /** 1 where a body has been, `[bodies, places]`. */
  private readonly been: Uint8Array;

  constructor([left, bottom, right, top]: Maze["bounds"], bodies: number) {
    this.left = left;
    this.bottom = bottom;
    // To rounding, a body may stand a hair outside.
    this.columns = Math.ceil((right - left) / placeSize) + 1;
    this.places = this.columns * (Math.ceil((top - bottom) / placeSize) + 1);
    this.been = new Uint8Array(bodies * this.places);
  }

  /** Forgets where a body has been. */
  forget(body: number): void {
    this.been.fill(0, body * this.places, (body + 1) * this.places);
  }

  /** Remembers that a body is at a place. Returns whether it had not been there. */
  visit(body: number, { x, y }: Pick<Pose, "x" | "y">): boolean {
    const column = Math.max(0, Math.floor((x - this.left) / placeSize));
    const row = Math.max(0, Math.floor((y - this.bottom) / placeSize));
    const at = body * this.places + row * this.columns + column;
    const isNovel = this.been[at] === 0;
    this.been[at] = 1;
    return isNovel;
  }
}
