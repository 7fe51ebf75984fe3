import { extname } from "node:path";
import { readFileOrExplain } from "@wayfield/backend/node";
import { UsageError } from "@wayfield/example-kit";
import {
  parseActivityCsv,
  readNpy,
  readNpz,
  type Floor,
  type NumberArray,
  type Numbers,
  type SpatialRecording,
} from "@wayfield/grid-nav/analysis";

/** How the numbers of a file are to be taken. */
export interface Reading {
  /** Metres in the file's unit of length. */
  metres: number;
  isDisc: boolean;
}

/** A file of numbers as a table: comma-separated text or numpy's array. */
async function readTable(file: string): Promise<NumberArray> {
  const bytes = await readFileOrExplain(file);
  if (extname(file) === ".npy") return readNpy(bytes, file);
  const { rows, columns, data } = parseActivityCsv(new TextDecoder().decode(bytes));
  return { shape: [rows, columns], data };
}

const scaled = (values: Numbers, metres: number): Numbers => values.map((value) => value * metres);

/** The arena that the positions themselves span. */
function spannedFloor(positions: Numbers, isDisc: boolean): Floor {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < positions.length; at += 2) {
    minX = Math.min(minX, positions[at]!);
    maxX = Math.max(maxX, positions[at]!);
    minY = Math.min(minY, positions[at + 1]!);
    maxY = Math.max(maxY, positions[at + 1]!);
  }
  if (!isDisc) return [minX, minY, maxX, maxY];
  const centre = [(minX + maxX) / 2, (minY + maxY) / 2] as const;
  let radius = 0;
  for (let at = 0; at < positions.length; at += 2)
    radius = Math.max(radius, Math.hypot(positions[at]! - centre[0], positions[at + 1]! - centre[1]));
  return { centre, radius };
}

/** The arena of a box [minX, minY, maxX, maxY]: itself, or the disc that fills it. */
function floorIn(box: Numbers, isDisc: boolean, file: string): Floor {
  const [minX, minY, maxX, maxY] = box;
  if (minX === undefined || minY === undefined || maxX === undefined || maxY === undefined)
    throw new UsageError(`${file}: expected "arena" as [minX, minY, maxX, maxY], got ${box.length} numbers`);
  if (!isDisc) return [minX, minY, maxX, maxY];
  return { centre: [(minX + maxX) / 2, (minY + maxY) / 2], radius: Math.min(maxX - minX, maxY - minY) / 2 };
}

/** Columns x, y and, if there is a third, the heading. */
function splitPositions(
  table: NumberArray,
  file: string,
  metres: number,
): { positions: Numbers; headings?: Numbers } {
  const [samples = 0, columns = 1] = table.shape;
  if (columns !== 2 && columns !== 3)
    throw new UsageError(`${file}: expected the columns x, y and perhaps heading, got ${columns} columns`);
  const column = (which: number): Numbers =>
    Float64Array.from({ length: samples }, (_, row) => table.data[row * columns + which]!);
  const [x, y] = [column(0), column(1)];
  const positions = scaled(
    Float64Array.from({ length: 2 * samples }, (_, at) => (at % 2 === 0 ? x : y)[at >> 1]!),
    metres,
  );
  return columns === 3 ? { positions, headings: column(2) } : { positions };
}

/**
 * An activity's numbers, if it has a row for every position: its length alone would fit many shapes.
 * @throws UsageError with both shapes if it has not.
 */
function activityOf({ shape, data }: NumberArray, positions: NumberArray, file: string): NumberArray["data"] {
  if (shape.length === 2 && shape[0] === positions.shape[0]) return data;
  const [got, wanted] = [shape, positions.shape].map((extents) => `[${extents.join(", ")}]`);
  const isTransposed = shape.length === 2 && shape[1] === positions.shape[0];
  throw new UsageError(
    `${file}: expected activity [samples, units] with a row for each of the positions ${wanted}, got ${got}` +
      (isTransposed ? "; transpose it" : ""),
  );
}

/** A recording of two tables: positions, and the activity of the units at the same samples. */
export async function readTables(
  positionsFile: string,
  activityFile: string,
  reading: Reading,
): Promise<SpatialRecording> {
  const positions = await readTable(positionsFile);
  const path = splitPositions(positions, positionsFile, reading.metres);
  const activity = activityOf(await readTable(activityFile), positions, activityFile);
  return { ...path, activity, arena: spannedFloor(path.positions, reading.isDisc) };
}

/** A recording of one archive with the arrays positions, activity and perhaps headings and arena. */
export async function readArchive(file: string, reading: Reading): Promise<SpatialRecording> {
  const { positions, activity, headings, arena } = readNpz(await readFileOrExplain(file));
  if (!positions || !activity)
    throw new UsageError(`${file}: expected arrays "positions" [samples, 2] and "activity" [samples, units]`);
  const path = splitPositions(positions, file, reading.metres);
  return {
    ...path,
    ...(headings ? { headings: headings.data } : {}),
    activity: activityOf(activity, positions, file),
    arena: arena
      ? floorIn(scaled(arena.data, reading.metres), reading.isDisc, file)
      : spannedFloor(path.positions, reading.isDisc),
  };
}
