import {
  createGenerator,
  createNormal,
  generatorFromState,
  hashLabel,
  type Generator,
} from "@wayfield/portable";

/** The whole state of a {@link RandomStream}: four unsigned 32-bit words. Plain data, fit for JSON. */
export type RandomStreamState = readonly [number, number, number, number];

/**
 * A seeded, splittable stream of random numbers: the same numbers on every platform and engine.
 *
 * Generator: xoshiro128** (Blackman & Vigna 2018); normal numbers by the polar method (Marsaglia & Bray 1964).
 */
export interface RandomStream {
  /** The next uniform number in [0, 1). */
  readonly uniform: () => number;
  /** The next standard normal number. Costs about 2.5 uniform ones; nothing is kept between calls. */
  readonly normal: () => number;
  /** The next unsigned 32-bit integer, fit as a seed. */
  readonly seed: () => number;
  /**
   * An independent stream named by a label. It depends on this stream's present state and on the label, and leaves
   * this stream as it is: splitting twice by one label gives the same stream twice.
   */
  readonly split: (label: string) => RandomStream;
  /** The present state. */
  readonly state: () => RandomStreamState;
  /** Continues from a state that {@link RandomStream.state} gave. */
  readonly restore: (state: RandomStreamState) => void;
}

function assertState(state: RandomStreamState): void {
  const words: readonly unknown[] = state;
  const isWord = (word: unknown): boolean =>
    typeof word === "number" && Number.isInteger(word) && word >= 0 && word < 2 ** 32;
  if (Array.isArray(words) && words.length === 4 && words.every(isWord)) return;
  throw new TypeError(
    `RandomStream.restore: expected four unsigned 32-bit integers, got ${JSON.stringify(state)}; pass what state() returned`,
  );
}

function streamOver(initial: Generator): RandomStream {
  let generator = initial;
  const uniform = (): number => generator.nextUniform();
  return {
    uniform,
    // A fresh closure each time forgets the pair's second half, so that `state` is the generator's alone.
    normal: () => createNormal(uniform)(),
    seed: () => generator.nextWord(),
    split: (label) => {
      const words = generator.state();
      return streamOver(createGenerator(...words.map((word, index) => hashLabel(label, word + index))));
    },
    state: () => generator.state(),
    restore: (state) => {
      assertState(state);
      generator = generatorFromState(state);
    },
  };
}

/**
 * A random stream from an integer seed.
 *
 * The worlds of `@wayfield/environments` draw from the same generator: a world and an agent of the same seed would draw
 * the same numbers. Give a world a stream's seed, `world.reset({ seed: random.split("world").seed() })`.
 * @param seed Any integer; its low 32 bits and its magnitude beyond them both count.
 * @throws RangeError if the seed is not a safe integer.
 * @example
 * const random = createRandomStream(7);
 * const weights = random.split("weights");
 * weights.normal();
 */
export function createRandomStream(seed: number): RandomStream {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`createRandomStream: expected a safe integer as seed, got ${seed}`);
  }
  return streamOver(createGenerator(seed | 0, Math.floor(seed / 2 ** 32) | 0));
}
