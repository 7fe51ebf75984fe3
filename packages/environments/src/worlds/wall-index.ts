import { nearestWall, type Walls } from "../arena-queries.ts";
import type { Arena } from "../arena.ts";

/** No side of an index has more cells than this. */
const maximalCells = 64;

/** The walls of an arena by place, so that a small move need look at few of them. Cells are filled when first asked for. */
export class WallIndex {
  /** How far around each cell its walls are known, metres. */
  readonly reach: number;
  private readonly arena: Arena;
  private readonly cells: (Walls | undefined)[];
  private readonly size: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly minX: number;
  private readonly minY: number;

  /**
   * @param reach - How far around each cell walls are to be known, metres. Cells are about as large.
   */
  constructor(arena: Arena, reach: number) {
    const [minX, minY, maxX, maxY] = arena.bounds;
    const size = Math.max(reach, (maxX - minX) / maximalCells, (maxY - minY) / maximalCells);
    this.arena = arena;
    this.reach = reach;
    this.minX = minX;
    this.minY = minY;
    this.size = size;
    this.columns = Math.ceil((maxX - minX) / size);
    this.rows = Math.ceil((maxY - minY) / size);
    this.cells = Array.from({ length: this.columns * this.rows }, () => undefined);
  }

  /** Every wall that is within reach of a place, and perhaps some more. */
  around(x: number, y: number): Walls {
    const column = Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.minX) / this.size)));
    const row = Math.min(this.rows - 1, Math.max(0, Math.floor((y - this.minY) / this.size)));
    return (this.cells[row * this.columns + column] ??= this.fill(column, row));
  }

  /** The walls within reach of a cell, by the distance from its middle. */
  private fill(column: number, row: number): Walls {
    const { walls } = this.arena;
    const x = this.minX + (column + 0.5) * this.size;
    const y = this.minY + (row + 0.5) * this.size;
    const distance = this.reach + this.size * Math.SQRT1_2;
    const found: number[] = [];
    for (let offset = 0; offset < walls.length; offset += 4) {
      const wall = walls.subarray(offset, offset + 4);
      if (nearestWall({ walls: wall }, x, y).distance <= distance) found.push(...wall);
    }
    return { walls: Float64Array.from(found) };
  }
}
