/**
 * Four 32-bit words: the whole state of a generator, as unsigned integers.
 */
export type GeneratorState = readonly [number, number, number, number];

/** A seeded source of random 32-bit words. */
export interface Generator {
  /** The next word, an unsigned 32-bit integer. */
  readonly nextWord: () => number;
  /** The next double in [0, 1), on a grid of 2⁻⁵³. */
  readonly nextUniform: () => number;
  /** The present state; `generatorFromState` continues from it. */
  readonly state: () => GeneratorState;
}

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/**
 * xoshiro128** 1.1 (Blackman & Vigna 2018, "Scrambled linear pseudorandom number generators"), period 2¹²⁸ − 1.
 * Integer arithmetic only, so every platform draws the same words.
 * @throws RangeError if the state is all zero, from which the generator never leaves.
 */
export function generatorFromState(state: GeneratorState): Generator {
  let [a, b, c, d] = state.map((word) => word | 0) as [number, number, number, number];
  if ((a | b | c | d) === 0) {
    throw new RangeError("generatorFromState: expected at least one non-zero word, got four zeros");
  }
  const nextWord = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  return {
    nextWord,
    nextUniform: () => ((nextWord() >>> 5) * 67108864 + (nextWord() >>> 6)) / 9007199254740992,
    state: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  };
}

/** One step of splitmix32's finaliser (the 32-bit finaliser of MurmurHash3, Appleby): a bijection that spreads every bit. */
function mix(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A 32-bit hash of a label, by UTF-16 code units, continuing from `seed`. */
export function hashLabel(label: string, seed: number): number {
  let hash = seed | 0;
  for (let index = 0; index < label.length; index++) {
    hash = mix(Math.imul(hash, 31) + label.charCodeAt(index) + 0x9e3779b9);
  }
  return hash >>> 0;
}

/**
 * A generator seeded from any number of 32-bit words; every word changes the whole state.
 * @example createGenerator(42).nextUniform()
 */
export function createGenerator(...seeds: readonly number[]): Generator {
  const words = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344].map((start) => {
    let word = start;
    for (const seed of seeds) word = mix(word + Math.imul(seed | 0, 0x9e3779b1) + 0x9e3779b9);
    return word;
  }) as [number, number, number, number];
  if ((words[0] | words[1] | words[2] | words[3]) === 0) words[0] = 1;
  return generatorFromState(words);
}
