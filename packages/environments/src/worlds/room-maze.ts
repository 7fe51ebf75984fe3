import { shuffle } from "@wayfield/portable";
import type { UniformSource } from "../random.ts";

/**
 * A random maze of rooms and corridors on a grid of cells whose odd rows and columns can be floor.
 */
export interface RoomPlan {
  /** Cells along each side. */
  readonly columns: number;
  /** Cells along each side. */
  readonly rows: number;
  /** Which part each floor cell belongs to (a room or a piece of corridor), −1 for rock, `[rows, columns]`. */
  readonly region: Int16Array;
  /** How many parts there are. */
  readonly regions: number;
  /** How many of them, the first ones, are rooms. */
  readonly rooms: number;
  /** Rock cells between two parts that are to be doorways. */
  readonly doorways: readonly Doorway[];
}

/** A cell that joins two parts. */
export interface Doorway {
  /** Which cell, row × columns + column. */
  readonly cell: number;
  /** One of the two parts. */
  readonly from: number;
  /** The other. */
  readonly to: number;
}

/** How a room maze is drawn. */
export interface RoomPlanOptions {
  readonly columns: number;
  readonly rows: number;
  /** The most rooms to place. */
  readonly maximalRooms: number;
  /** Sides of rooms are odd numbers of cells from 3 to this. */
  readonly maximalRoomSide: number;
  /** How likely a doorway beyond those that join everything is to be made. */
  readonly extraDoorways: number;
}

/** Joins parts into a tree: answers whether two parts were apart, and joins them. */
export function joiner(count: number): (a: number, b: number) => boolean {
  const parent = Int32Array.from({ length: count }, (_, index) => index);
  const root = (index: number): number => {
    let top = index;
    while (parent[top] !== top) top = parent[top]!;
    return top;
  };
  return (a, b) => {
    const [rootA, rootB] = [root(a), root(b)];
    parent[rootA] = rootB;
    return rootA !== rootB;
  };
}

/** Rooms first, then corridors through all cells that are left, then doorways until everything is connected. */
export function drawRoomPlan(random: UniformSource, options: RoomPlanOptions): RoomPlan {
  const { columns, rows } = options;
  const region = new Int16Array(columns * rows).fill(-1);
  const rooms = placeRooms(random, region, options);
  const regions = fillWithCorridors(random, region, rooms, options);
  const candidates = shuffle(findDoorways(region, options), random);
  const join = joiner(regions);
  const doorways = candidates.filter(({ from, to }) => join(from, to) || random() < options.extraDoorways);
  return { columns, rows, region, regions, rooms, doorways };
}

/** An odd number from 1 to at most `limit`. */
const drawOdd = (random: UniformSource, limit: number): number =>
  1 + 2 * Math.floor(random() * ((limit + 1) >> 1));

/** How often a place for another room is tried. */
const roomTries = 40;

function placeRooms(random: UniformSource, region: Int16Array, options: RoomPlanOptions): number {
  const { columns, rows, maximalRooms, maximalRoomSide } = options;
  let rooms = 0;
  for (let attempt = 0; attempt < roomTries && rooms < maximalRooms; attempt++) {
    const width = 2 + drawOdd(random, maximalRoomSide - 2);
    const height = 2 + drawOdd(random, maximalRoomSide - 2);
    if (width > columns - 2 || height > rows - 2) continue;
    const left = drawOdd(random, columns - 1 - width);
    const top = drawOdd(random, rows - 1 - height);
    const cells = Array.from({ length: width * height }, (_, index) => {
      return (top + Math.floor(index / width)) * columns + left + (index % width);
    });
    if (cells.some((cell) => region[cell] !== -1)) continue;
    for (const cell of cells) region[cell] = rooms;
    rooms += 1;
  }
  return rooms;
}

/** Winding corridors (depth first) through every odd cell that no room has taken. */
function fillWithCorridors(
  random: UniformSource,
  region: Int16Array,
  firstRegion: number,
  { columns, rows }: RoomPlanOptions,
): number {
  let next = firstRegion;
  for (let row = 1; row < rows; row += 2) {
    for (let column = 1; column < columns; column += 2) {
      if (region[row * columns + column] !== -1) continue;
      windFrom(random, region, row * columns + column, next, columns, rows);
      next += 1;
    }
  }
  return next;
}

function windFrom(
  random: UniformSource,
  region: Int16Array,
  start: number,
  label: number,
  columns: number,
  rows: number,
): void {
  const stack = [start];
  region[start] = label;
  while (stack.length > 0) {
    const cell = stack.at(-1)!;
    const ways = [1, -1, columns, -columns].filter((way) => {
      const target = cell + 2 * way;
      const sameRow = Math.floor(target / columns) === Math.floor(cell / columns);
      const inside = Math.abs(way) === 1 ? sameRow : target > 0 && target < columns * rows;
      return inside && region[target] === -1;
    });
    if (ways.length === 0) {
      stack.pop();
      continue;
    }
    const way = ways[Math.floor(random() * ways.length)]!;
    region[cell + way] = label;
    region[cell + 2 * way] = label;
    stack.push(cell + 2 * way);
  }
}

/** Every rock cell with two different parts on opposite sides. */
function findDoorways(region: Int16Array, { columns, rows }: RoomPlanOptions): Doorway[] {
  const found: Doorway[] = [];
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const cell = row * columns + column;
      if (region[cell] !== -1 || (row + column) % 2 === 0) continue;
      const way = row % 2 === 1 ? 1 : columns;
      const [from, to] = [region[cell - way]!, region[cell + way]!];
      if (from !== -1 && to !== -1 && from !== to) found.push({ cell, from, to });
    }
  }
  return found;
}
