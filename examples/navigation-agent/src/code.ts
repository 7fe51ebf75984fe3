import type { RandomStreamState } from "@wayfield/backend";
import { headDirectionCode, type Ensembles, type PlaceCode } from "@wayfield/grid-nav";
import { observed, type Worlds } from "./worlds.ts";

/** What a code needs to go on later. */
export interface SavedCode {
  arrays: Record<string, Float32Array>;
  random?: RandomStreamState;
}

/** How an agent knows where it is: for each world a vector of activity that depends on its place and heading. */
export interface NavigationCode {
  /** Units of the code. */
  readonly width: number;
  /** The grid code that it was read off when it was perceived last, `[worlds, grid code's width]`, if it was. */
  readonly readFrom?: Float32Array;
  /** Forgets the past of some worlds, whose episodes begin. */
  forget(rows: readonly number[]): void;
  /** Takes in the present observations of some worlds and writes their codes into their rows of `[worlds, width]`. */
  perceive(rows: readonly number[], target: Float32Array): void;
  save(): SavedCode;
  /** Frees its tensors, if it has any. */
  dispose(): void;
  restore(saved: SavedCode): void;
}

/** A code without memory has nothing to save. */
const stateless: Pick<NavigationCode, "save" | "restore" | "dispose"> = {
  save: () => ({ arrays: {} }),
  restore: () => undefined,
  dispose: () => undefined,
};

/** A code that is read off the true pose at each moment. */
function poseFunction(
  worlds: Worlds,
  width: number,
  write: (pose: PoseRow, into: Float32Array) => void,
): NavigationCode {
  return {
    width,
    forget: () => undefined,
    perceive: (rows, target) => {
      for (const row of rows) {
        const at = row * observed.size;
        const of = (index: number): number => worlds.observations[at + index]!;
        const pose = {
          x: of(observed.x),
          y: of(observed.y),
          cosine: of(observed.cosine),
          sine: of(observed.sine),
        };
        write(pose, target.subarray(row * width, (row + 1) * width));
      }
    },
    ...stateless,
  };
}

interface PoseRow {
  x: number;
  y: number;
  cosine: number;
  sine: number;
}

/** What the body feels of its own motion and nothing else: all that an agent without any code of place has. */
export const motionCode = (worlds: Worlds): NavigationCode => ({
  width: observed.motionSize,
  forget: () => undefined,
  perceive: (rows, target) => {
    for (const row of rows) {
      const from = row * observed.size + observed.motion;
      target.set(worlds.observations.subarray(from, from + observed.motionSize), row * observed.motionSize);
    }
  },
  ...stateless,
});

/**
 * The true activity of one or more populations of place cells, then of the first one's head-direction cells: what the
 * place-cell agent has instead of a grid code.
 */
export function placeCode(
  worlds: Worlds,
  populations: readonly Ensembles[],
  code: PlaceCode,
): NavigationCode {
  const { headDirectionCells } = populations[0]!;
  const places = populations.map(({ placeCells }) => placeCells.centres.length / 2);
  const allPlaces = places.reduce((sum, count) => sum + count, 0);
  return poseFunction(
    worlds,
    allPlaces + headDirectionCells.directions.length,
    ({ x, y, cosine, sine }, into) => {
      let at = 0;
      for (const { placeCells } of populations) {
        const activity = code(placeCells, Float32Array.of(x, y));
        into.set(activity, at);
        at += activity.length;
      }
      into.set(headDirectionCode(headDirectionCells, Float32Array.of(Math.atan2(sine, cosine))), allPlaces);
    },
  );
}

/** The true pose itself, four numbers from −1 to 1: the clearest code there is, for tests and controls. */
export const poseCode = (worlds: Worlds): NavigationCode => {
  const [minX, minY, maxX, maxY] = worlds.maze.bounds;
  const scaled = (value: number, low: number, high: number): number =>
    (2 * value - low - high) / (high - low);
  return poseFunction(worlds, 4, ({ x, y, cosine, sine }, into) => {
    into.set([scaled(x, minX, maxX), scaled(y, minY, maxY), cosine, sine]);
  });
};
