import type { Arena, Point } from "../arena.ts";
import { arenaOfLoops } from "../arena.ts";
import { outline } from "./outline.ts";

/** A map drawn in characters, one a cell; the first line is the north. */
export interface TextGrid {
  /** The lines, all of one length. */
  readonly rows: readonly string[];
  /** Cells from west to east. */
  readonly columns: number;
  /** The side of a cell, metres. */
  readonly cellSize: number;
}

/** What {@link readTextGrid} takes beside the text. */
export interface TextGridOptions {
  /** The side of a cell, metres. Default 0.25. */
  readonly cellSize?: number;
}

/**
 * Reads a map drawn in characters. Blank lines at either end are left out, and shorter lines are filled with spaces.
 *
 * @param text - Lines of characters; what each means is up to {@link gridArena} and {@link gridPlaces}.
 * @throws RangeError for an empty text or a cell size that is not positive.
 * @example
 * const grid = readTextGrid("#####\n#S.G#\n#####");
 */
export function readTextGrid(text: string, { cellSize = 0.25 }: TextGridOptions = {}): TextGrid {
  const lines = text.replace(/^(?:[ \t]*\n)+|\s+$/g, "").split("\n");
  const columns = Math.max(...lines.map((line) => line.length));
  if (columns === 0) throw new RangeError("readTextGrid: expected a map of at least one character, got none");
  assertCellSize("readTextGrid", cellSize);
  return { rows: lines.map((line) => line.padEnd(columns)), columns, cellSize };
}

/** @throws RangeError unless the side of a cell is positive and finite. */
export function assertCellSize(caller: string, cellSize: number): void {
  if (cellSize > 0 && cellSize < Infinity) return;
  throw new RangeError(`${caller}: expected a positive cellSize, in metres, got ${cellSize}`);
}

/** The centre of a cell, metres; the map is centred on the origin, x to the east and y to the north. */
export const cellCentre = ({ rows, columns, cellSize }: TextGrid, column: number, row: number): Point => [
  (column + 0.5 - columns / 2) * cellSize,
  (rows.length / 2 - row - 0.5) * cellSize,
];

/**
 * The centres of all cells that bear one of the characters, west to east and north to south.
 * @example
 * gridPlaces(readTextGrid("#####\n#S.G#\n#####"), "G"); // [[0.25, 0]]
 */
export function gridPlaces(grid: TextGrid, characters: string): readonly Point[] {
  return grid.rows.flatMap((line, row) =>
    Array.from(line).flatMap((character, column) =>
      characters.includes(character) ? [cellCentre(grid, column, row)] : [],
    ),
  );
}

/**
 * The arena of a map: cells with a solid character are rock, all others are floor. Walls that continue each other are
 * one.
 *
 * @param solid - The characters that are rock, e.g. `"#"`, or `"#ab"` where the doors a and b are closed. Default "#".
 * @throws RangeError if there is no floor, floor at the edge of the map, or floor in several parts.
 * @example
 * const arena = gridArena(readTextGrid("#####\n#S.G#\n#####"));
 */
export function gridArena(grid: TextGrid, solid = "#"): Arena {
  const { rows, columns, cellSize } = grid;
  const isFloor = (column: number, row: number): boolean => !solid.includes(rows[row]?.[column] ?? "#");
  const edge = rows.some((_, row) => isFloor(0, row) || isFloor(columns - 1, row));
  if (
    edge ||
    Array.from(rows[0]!).some((_, column) => isFloor(column, 0) || isFloor(column, rows.length - 1))
  ) {
    throw new RangeError(
      `gridArena: expected rock (one of "${solid}") all round the map, got floor at its edge`,
    );
  }
  const loops = outline(columns, rows.length, isFloor);
  const metres = loops.map(({ corners }) =>
    Float64Array.from(corners, (value, index) =>
      index % 2 === 0 ? (value - columns / 2) * cellSize : (rows.length / 2 - value) * cellSize,
    ),
  );
  const outer = metres.filter((_, index) => loops[index]!.outer);
  if (outer.length !== 1) {
    throw new RangeError(`gridArena: expected floor in one connected part, got ${outer.length} parts`);
  }
  return arenaOfLoops(
    outer[0]!,
    metres.filter((_, index) => !loops[index]!.outer),
  );
}
