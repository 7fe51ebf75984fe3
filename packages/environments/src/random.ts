import { createGenerator } from "@wayfield/portable";

/** A source of uniform random numbers in [0, 1): each call draws the next one. */
export type UniformSource = () => number;

/** One past the largest seed, 2⁵³: every non-negative safe integer is a seed. */
const seedLimit = 2 ** 53;

/** Refuses what is no seed. */
export function assertSeed(seed: number, caller: string): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      `${caller}: expected a seed that is an integer from 0 to 2^53 − 1, got ${seed}; use e.g. 1`,
    );
  }
}

/**
 * A seeded uniform source: the same seed draws the same bits on every platform.
 *
 * The generator is xoshiro128** (Blackman & Vigna 2018); its doubles lie on a grid of 2⁻⁵³. A single world draws from it
 * under its own seed, and so does a random stream of `@wayfield/backend`: give the agent another seed than its world, or
 * it draws the same numbers.
 *
 * @param seed - An integer from 0 to 2⁵³ − 1.
 * @throws RangeError for any other number.
 * @example
 * const random = seededRandom(7);
 * random(); // in [0, 1)
 */
export function seededRandom(seed: number): UniformSource {
  assertSeed(seed, "seededRandom");
  return createGenerator(seed >>> 0, Math.floor(seed / 2 ** 32)).nextUniform;
}

/**
 * The seed of one member of a family (one world of a vector, one episode of a series): a hash of both numbers, so that
 * neighbouring seeds do not share members as `seed + index` would.
 *
 * @param seed - The seed of the whole family, an integer from 0 to 2⁵³ − 1.
 * @param index - Which member, an integer from 0.
 * @returns An integer from 0 to 2⁵³ − 1.
 * @throws RangeError for a seed or an index out of range.
 * @example
 * const seeds = [0, 1, 2].map((world) => deriveSeed(7, world));
 */
export function deriveSeed(seed: number, index: number): number {
  assertSeed(seed, "deriveSeed");
  assertSeed(index, "deriveSeed (index)");
  const words = [seed, index].flatMap((value) => [value >>> 0, Math.floor(value / 2 ** 32)]);
  return Math.floor(createGenerator(...words).nextUniform() * seedLimit);
}
