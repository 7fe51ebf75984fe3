import { defineEnvironment, restart, termination, transition, type Environment } from "../environment.ts";
import { bytes, discrete, type BoxSpace, type DiscreteSpace } from "../spaces.ts";

/** The falling ball: observations are pictures `[rows, columns]` of zeros with a 1 at the ball and a 1 at the paddle. */
export interface Catch extends Environment<Uint8Array, number> {
  /** Pictures `[rows, columns]`. */
  readonly observationSpace: BoxSpace<Uint8Array>;
  /** 0 moves the paddle to the left, 1 leaves it, 2 moves it to the right. */
  readonly actionSpace: DiscreteSpace;
}

/** Options of {@link createCatch}. */
export interface CatchOptions {
  /** Height of the picture: the ball falls for rows − 1 steps. */
  readonly rows?: number;
  /** Width of the picture. */
  readonly columns?: number;
}

function assertSize(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`createCatch: expected ${name} to be an integer of at least ${least}, got ${value}`);
}

/**
 * Catch: a ball falls from a random column of the top row, one row a step; the paddle on the bottom row, at first in
 * the middle, earns 1 for catching it and −1 for not. The only reward comes at the end, rows − 1 steps on.
 * @throws RangeError for fewer than 2 rows or a size that is not a positive integer.
 * @example
 * const environment = createCatch();
 * environment.reset({ seed: 1 }).observation; // 50 bytes, two of them 1
 * @see Mnih, Heess, Graves & Kavukcuoglu (2014), section 4.2; Osband et al. (2020), bsuite, whose size this is
 */
export function createCatch({ rows = 10, columns = 5 }: CatchOptions = {}): Catch {
  assertSize("rows", rows, 2);
  assertSize("columns", columns, 1);
  const observationSpace = bytes([rows, columns]);
  const actionSpace = discrete(3);
  let [ballRow, ballColumn, paddle] = [0, 0, 0];
  const observe = (): Uint8Array => {
    const picture = new Uint8Array(rows * columns);
    picture[ballRow * columns + ballColumn] = 1;
    picture[(rows - 1) * columns + paddle] = 1;
    return picture;
  };
  const environment = defineEnvironment<Uint8Array, number>({
    observationSpace,
    actionSpace,
    begin: (random) => {
      [ballRow, ballColumn, paddle] = [0, Math.floor(random() * columns), columns >> 1];
      return restart(observe());
    },
    advance: (action) => {
      paddle = Math.min(Math.max(paddle + action - 1, 0), columns - 1);
      ballRow++;
      if (ballRow < rows - 1) return transition(observe(), 0);
      return termination(observe(), paddle === ballColumn ? 1 : -1);
    },
  });
  return { ...environment, observationSpace, actionSpace };
}
