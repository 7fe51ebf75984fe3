/** A cell of a grid: its row from the top and its column from the left, both from 0. */
export type Cell = readonly [row: number, column: number];

/** One step up, right, down, left: the meaning of the actions 0 … 3 in every grid world here. */
export const moves: readonly Cell[] = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
];

const within = (value: number, count: number): number => Math.min(Math.max(value, 0), count - 1);

/** The cell one move away, held inside a grid of `rows` × `columns`. */
export const moved = ([row, column]: Cell, [down, right]: Cell, [rows, columns]: Cell): Cell => [
  within(row + down, rows),
  within(column + right, columns),
];

/** Whether two cells are one. */
export const isSame = (a: Cell, b: Cell): boolean => a[0] === b[0] && a[1] === b[1];
