import { softmax, tensor2d } from "@tensorflow/tfjs-core";
import { dense } from "@wayfield/core-neuron";
import type { Point } from "@wayfield/environments";
import {
  decodeHeadings,
  decodePositions,
  type Ensembles,
  type VisualGridNetworkParameters,
} from "@wayfield/grid-nav";
import type { NavigationCode } from "./code.ts";
import { throughHook, type LayerHook } from "./hooks.ts";
import { GoalMemory, type ArrivalShare } from "./goal-memory.ts";
import type { Compass } from "./navigators.ts";
import { readNumbers } from "./read-numbers.ts";
import { range, type Worlds } from "./worlds.ts";

/** Poses read from codes. */
export interface Decoded {
  /** `[rows, 2]`, metres. */
  positions: Float32Array;
  /** `[rows]`, radians. */
  headings: Float32Array;
}

/** Reads poses from rows of a code. */
export type Decoder = (codes: Float32Array) => Decoded;

/** Reads a grid code through the grid network's own heads. */
export const headsDecoder =
  (grid: VisualGridNetworkParameters, { placeCells, headDirectionCells }: Ensembles): Decoder =>
  (codes) => {
    const width = grid.bottleneck.kernel.shape[1];
    const rows = tensor2d(Float32Array.from(codes), [codes.length / width, width]);
    const places = readNumbers(() => dense(grid.placeHead, rows));
    const directions = readNumbers(() => softmax(dense(grid.headDirectionHead, rows)));
    rows.dispose();
    return {
      positions: decodePositions(placeCells, places),
      headings: decodeHeadings(headDirectionCells, directions),
    };
  };

/** Reads a code of place beside head-direction cells. */
export const cellsDecoder =
  ({ placeCells, headDirectionCells }: Ensembles): Decoder =>
  (codes) => {
    const [places, directions] = [placeCells.centres.length / 2, headDirectionCells.directions.length];
    const width = places + directions;
    const rows = range(codes.length / width);
    const part = (from: number, length: number): Float32Array =>
      Float32Array.from(
        rows.flatMap((row) => Array.from(codes.subarray(row * width + from, row * width + from + length))),
      );
    return {
      positions: decodePositions(placeCells, part(0, places)),
      headings: decodeHeadings(headDirectionCells, part(places, directions)),
    };
  };

/** What a {@link decodedCompass} is made of. */
export interface DecodedCompassOptions {
  code: NavigationCode;
  decode: Decoder;
  /** What an arrival does to the code that is kept of the goal. */
  arrivalShare: ArrivalShare;
  /** Sees the code at the goal as the layer `goalCode`; where nothing is left of it, there is no goal. */
  hook?: LayerHook | undefined;
}

/** Knows the place only through a code: that of the present, and the one it kept of the goal. */
export function decodedCompass(
  worlds: Worlds,
  { code, decode, arrivalShare, hook }: DecodedCompassOptions,
): Compass {
  const all = range(worlds.size);
  const { width } = code;
  const present = new Float32Array(worlds.size * width);
  const memory = new GoalMemory(worlds.size, { width, arrivalShare });
  const goals: (Point | undefined)[] = all.map(() => undefined);
  let here: Decoded;
  const perceive = (rows: readonly number[]): void => {
    code.perceive(rows, present);
    here = decode(present);
  };
  /** A goal code stays as it is until the next goal, so it is read once. */
  const readGoal = (row: number): void => {
    const stored = memory.codes.subarray(row * width, (row + 1) * width);
    const recalled = throughHook(hook, "goalCode", stored, width, [row]);
    const { positions } = decode(recalled);
    goals[row] = recalled.every((activity) => activity === 0) ? undefined : [positions[0]!, positions[1]!];
  };
  return {
    begin: (rows) => {
      code.forget(rows);
      memory.forget(rows);
      for (const row of rows) readGoal(row);
      perceive(rows);
    },
    feel: () => {
      memory.store(worlds.reached, present);
      for (const row of all) if (worlds.reached[row] === 1) readGoal(row);
      perceive(all);
    },
    poseOf: (row) => ({
      x: here.positions[2 * row]!,
      y: here.positions[2 * row + 1]!,
      heading: here.headings[row]!,
    }),
    goalOf: (row) => goals[row],
  };
}
