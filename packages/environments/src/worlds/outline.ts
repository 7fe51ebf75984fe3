/** One closed line between floor and rock, in cells from the north-west corner, y to the south. */
export interface Outline {
  /** The corners x₀, y₀, x₁, y₁, …, without any in the middle of a straight line; floor lies on the right. */
  readonly corners: readonly number[];
  /** Whether it is the outer border of a part of the floor, not the border of rock inside it. */
  readonly outer: boolean;
}

/** Steps along a border: east, south, west, north (y to the south), so that the next one is a turn to the right. */
const directions = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * Traces the borders of a floor made of square cells.
 *
 * Each border runs with floor on its right. Where two pieces of rock touch at a corner, the line turns left and so
 * stays with its own piece: floor that touches only at corners is one part, rock is two.
 */
export function outline(
  columns: number,
  rows: number,
  isFloor: (column: number, row: number) => boolean,
): readonly Outline[] {
  const pending = borderEdges(columns, rows, isFloor);
  const loops: Outline[] = [];
  for (const edge of pending) loops.push(trace(edge, pending));
  return loops;
}

/** An edge as one number: its starting corner and its direction. */
const encode = (x: number, y: number, direction: number): number => (y * 65536 + x) * 4 + direction;

/** Every unit edge with floor on its right and rock on its left. */
function borderEdges(
  columns: number,
  rows: number,
  isFloor: (column: number, row: number) => boolean,
): Set<number> {
  const edges = new Set<number>();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!isFloor(column, row)) continue;
      if (!isFloor(column, row - 1)) edges.add(encode(column, row, 0));
      if (!isFloor(column + 1, row)) edges.add(encode(column + 1, row, 1));
      if (!isFloor(column, row + 1)) edges.add(encode(column + 1, row + 1, 2));
      if (!isFloor(column - 1, row)) edges.add(encode(column, row + 1, 3));
    }
  }
  return edges;
}

/** Follows one border from an edge back to it, taking its edges out of `pending`. */
function trace(first: number, pending: Set<number>): Outline {
  const corners: number[] = [];
  let turns = 0;
  let edge = first;
  do {
    pending.delete(edge);
    const direction = edge % 4;
    const corner = Math.floor(edge / 4);
    const x = (corner % 65536) + directions[direction]![0];
    const y = Math.floor(corner / 65536) + directions[direction]![1];
    // Left first: stay with the rock at hand. The edge we set out from was taken out, but closes the line.
    const turn = [3, 0, 1].find((candidate) => {
      const next = encode(x, y, (direction + candidate) % 4);
      return next === first || pending.has(next);
    })!;
    if (turn !== 0) {
      corners.push(x, y);
      turns += turn === 1 ? 1 : -1;
    }
    edge = encode(x, y, (direction + turn) % 4);
  } while (edge !== first);
  return { corners, outer: turns > 0 };
}
