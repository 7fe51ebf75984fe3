import { asRecord, readCount, type Persistent } from "./persistent.ts";

/** A seeded source of uniform numbers in [0, 1). */
export type RandomSource = () => number;

/** Where draws go: any {@link Batch}. */
export interface Draw {
  /** Number of draws. */
  readonly size: number;
  /** The slots drawn. */
  readonly slots: Int32Array;
  /** The probability of each. */
  readonly probabilities: Float64Array;
}

/** Decides which slots are drawn. Slots enter when they hold something that may be sampled and leave when they do not. */
export interface Sampler extends Persistent {
  /** Slots that may be drawn. */
  readonly size: () => number;
  /** Whether a slot may be drawn. */
  readonly has: (slot: number) => boolean;
  /**
   * Lets a slot be drawn.
   * @param priority Its priority; the largest ever seen unless given. Uniform sampling has no use for it.
   */
  readonly insert: (slot: number, priority?: number) => void;
  /** Takes a slot out, if it is in. */
  readonly remove: (slot: number) => void;
  /**
   * Sets the priority of slots[i] to priorities[i] for each i < count, passing over slots that are −1 or not in.
   * @returns How many were in.
   */
  readonly update: (slots: Int32Array, priorities: ArrayLike<number>, count: number) => number;
  /** Index of the first priority that the sampler cannot use, or −1. */
  readonly findRefused: (priorities: ArrayLike<number>) => number;
  /** Fills a draw from at least one slot. */
  readonly draw: (target: Draw, random: RandomSource) => void;
  /** Bytes that the sampler takes. */
  readonly byteLength: number;
}

/** Makes the sampler of a buffer; {@link uniform} and what {@link prioritised} returns are such. */
export type SamplerFactory = (capacity: number) => Sampler;

/** Draws by trial before counting is cheaper; half of all slots are in, so this many misses are a one in 2⁶⁴ event. */
const trials = 64;

/**
 * Uniform sampling with replacement: Pᵢ = 1/N over the N slots that are in. One byte a slot.
 * @example createReplayBuffer({ spec, capacity: 1000, random, sampler: uniform })
 */
export const uniform: SamplerFactory = (capacity) => {
  const present = new Uint8Array(capacity);
  let size = 0;
  let end = 0;

  /** The k-th slot that is in: exact however few they are. */
  const select = (order: number): number => {
    let left = order;
    for (let slot = 0; slot < end; slot++) {
      if (present[slot] === 1 && left-- === 0) return slot;
    }
    return -1;
  };

  const drawOne = (random: RandomSource): number => {
    for (let trial = 0; trial < trials; trial++) {
      const slot = Math.floor(random() * end);
      if (present[slot] === 1) return slot;
    }
    return select(Math.floor(random() * size));
  };

  return {
    size: () => size,
    has: (slot) => present[slot] === 1,
    insert: (slot) => {
      if (present[slot] === 0) size++;
      present[slot] = 1;
      if (slot >= end) end = slot + 1;
    },
    remove: (slot) => {
      if (present[slot] === 1) size--;
      present[slot] = 0;
    },
    update: (slots, _priorities, count) => {
      let held = 0;
      for (let index = 0; index < count; index++) held += present[slots[index]!] ?? 0;
      return held;
    },
    findRefused: () => -1,
    draw: (target, random) => {
      for (let index = 0; index < target.size; index++) {
        target.slots[index] = drawOne(random);
        target.probabilities[index] = 1 / size;
      }
    },
    byteLength: present.byteLength,
    snapshot: () => ({ state: { size, end }, arrays: [present.subarray(0, end)] }),
    restore: (state) => {
      const saved = asRecord("uniform", state);
      const savedEnd = readCount("uniform", saved, "end");
      const savedSize = readCount("uniform", saved, "size");
      return {
        arrays: [present.subarray(0, savedEnd)],
        commit: () => {
          present.fill(0, savedEnd);
          [size, end] = [savedSize, savedEnd];
        },
      };
    },
  };
};

/**
 * Importance-sampling weights in place: wᵢ = (N Pᵢ)^−β / maxⱼ (N Pⱼ)^−β over the draws.
 * @see Schaul et al. 2016, "Prioritized Experience Replay", section 3.4 (arXiv 1511.05952).
 */
export function importanceWeights(
  probabilities: Float64Array,
  beta: number,
  weights: Float32Array,
  count: number,
): void {
  // The factor N^−β cancels, and the largest weight belongs to the smallest probability.
  let smallest = Infinity;
  for (let index = 0; index < count; index++) {
    if (probabilities[index]! < smallest) smallest = probabilities[index]!;
  }
  for (let index = 0; index < count; index++) {
    const ratio = smallest / probabilities[index]!;
    // exp ∘ log takes half the time of pow; a weight of 32 bits does not see the difference.
    weights[index] = ratio === 1 || beta === 0 ? 1 : Math.exp(beta * Math.log(ratio));
  }
}
