import { layoutOf, makeBatch, requireLayout, type Batch, type BatchOptions } from "./batch.ts";
import { combine, type Persistent } from "./persistent.ts";
import { createRing, type Ring } from "./ring.ts";
import {
  importanceWeights,
  uniform,
  type RandomSource,
  type Sampler,
  type SamplerFactory,
} from "./sampler.ts";
import type { Columns, Item, Spec } from "./spec.ts";

/** What every buffer that samples can do. */
export interface Samples<B extends Batch<Spec>> extends Persistent {
  /** Samples that may be drawn. */
  readonly size: () => number;
  /**
   * Fills a batch, with replacement, allocating nothing.
   * @param beta Exponent β in [0, 1] of the importance weights; 0, the default, leaves them 1.
   * @throws RangeError if the buffer holds nothing to sample, for another β, or for a batch of a buffer of another kind.
   */
  readonly sample: (batch: B, beta?: number) => void;
  /**
   * Sets the priorities of earlier samples. An id that has been overwritten since is passed over, so a late update
   * never falls on a stranger. A uniform buffer counts the ids and looks at no priority.
   * @returns How many ids were still held.
   * @throws RangeError, with nothing changed, unless there is a priority for each id; from a prioritised buffer also if
   * one is negative, not a number or not finite.
   */
  readonly updatePriorities: (ids: ArrayLike<number>, priorities: ArrayLike<number>) => number;
  /** Bytes of all preallocated storage. */
  readonly byteLength: number;
}

/** Options of {@link createReplayBuffer}. */
export interface ReplayBufferOptions<S extends Spec> {
  /** What one item is made of. */
  spec: S;
  /** Items held at most; after that the oldest goes first. */
  capacity: number;
  /** Seeded uniform source. */
  random: RandomSource;
  /** How items are drawn. Default {@link uniform}. */
  sampler?: SamplerFactory;
}

/** Items in the order in which they came, sampled one by one. */
export interface ReplayBuffer<S extends Spec> extends Samples<Batch<S>> {
  /** Items held at most. */
  readonly capacity: number;
  /** Makes arrays for `size` samples, columns `[batch, …shape]`. */
  readonly createBatch: (size: number, options?: BatchOptions<S>) => Batch<S>;
  /**
   * Adds an item.
   * @param priority Its priority; the largest seen so far unless given.
   * @returns Its id.
   * @throws TypeError or RangeError, with nothing changed, if a field is missing or of the wrong length.
   */
  readonly add: (item: Item<S>, priority?: number) => number;
  /**
   * Adds the first `count` rows of columns, oldest first. Of more rows than fit the last ones stay.
   * @returns The id of the first.
   */
  readonly addBatch: (columns: Columns<S>, count: number) => number;
}

function refusePriority(caller: string, priority: number): never {
  throw new RangeError(
    `${caller}: expected every priority to be a number from 0 to 1e100, got ${priority}; pass absolute TD errors, and stop training if one is not finite`,
  );
}

// Typed, as a batch of priorities is: a plain array here can make the loop over them generic, and every batch slow.
const one = new Float64Array(1);

/** @throws RangeError for a priority that the sampler cannot use; none at all is fine. */
export function checkPriority(caller: string, sampler: Sampler, priority: number | undefined): void {
  if (priority === undefined) return;
  one[0] = priority;
  if (sampler.findRefused(one) === 0) refusePriority(caller, priority);
}

/** The part of sampling that all buffers share: draw, weigh, name. */
export function drawInto(
  caller: string,
  sampler: Sampler,
  batch: Batch<Spec>,
  random: RandomSource,
  beta: number,
): void {
  if (sampler.size() === 0) {
    throw new RangeError(
      `${caller}.sample: expected something to sample, got an empty buffer; check size() first`,
    );
  }
  if (!(beta >= 0 && beta <= 1)) {
    throw new RangeError(`${caller}.sample: expected beta to be between 0 and 1, got ${beta}`);
  }
  sampler.draw(batch, random);
  importanceWeights(batch.probabilities, beta, batch.weights, batch.size);
}

/** Makes a buffer's `updatePriorities`; see {@link Samples}. */
export function createUpdater(caller: string, sampler: Sampler, locate: Ring<Spec>["locate"]) {
  let slots = new Int32Array(64);
  return (ids: ArrayLike<number>, priorities: ArrayLike<number>): number => {
    if (ids.length !== priorities.length) {
      throw new RangeError(
        `${caller}.updatePriorities: expected as many priorities as ids, got ${priorities.length} and ${ids.length}`,
      );
    }
    const refused = sampler.findRefused(priorities);
    if (refused >= 0) refusePriority(`${caller}.updatePriorities`, priorities[refused]!);
    if (slots.length < ids.length) slots = new Int32Array(ids.length);
    locate(ids, slots);
    return sampler.update(slots, priorities, ids.length);
  };
}

/**
 * A replay buffer of items described by a spec. What an item is, is the caller's business: for one-step Q-learning
 * `{ observation, action, reward, discount, nextObservation }`, with discount 0 where the episode terminated.
 * @throws TypeError or RangeError for a spec or capacity that cannot be.
 * @example
 * const buffer = createReplayBuffer({ spec: { x: float32(4), reward: float32() }, capacity: 1000, random });
 * buffer.add({ x: [1, 2, 3, 4], reward: 1 });
 * const batch = buffer.createBatch(32);
 * buffer.sample(batch); // batch.columns.x is a Float32Array [32, 4]
 * @see Lin 1992, "Self-improving reactive agents based on reinforcement learning, planning and teaching"; Mnih et al. 2015.
 */
export function createReplayBuffer<const S extends Spec>({
  spec,
  capacity,
  random,
  sampler: createSampler = uniform,
}: ReplayBufferOptions<S>): ReplayBuffer<S> {
  const caller = "createReplayBuffer";
  const ring: Ring<S> = createRing(caller, spec, capacity);
  const sampler = createSampler(capacity);
  const layout = layoutOf(spec);
  const claim = (slot: number): void => {
    sampler.insert(slot);
  };
  return {
    capacity,
    size: ring.size,
    createBatch: (size, options = {}) => makeBatch(caller, spec, size, size, options),
    add: (item, priority) => {
      checkPriority(`${caller}.add`, sampler, priority);
      const slot = ring.nextSlot();
      const id = ring.add(item);
      sampler.insert(slot, priority);
      return id;
    },
    addBatch: (columns, count) => {
      const first = ring.count();
      ring.addRows(columns, count, claim);
      return first;
    },
    sample: (batch, beta = 0) => {
      requireLayout(caller, batch, layout);
      drawInto(caller, sampler, batch, random, beta);
      ring.identify(batch);
      ring.gather(batch);
    },
    updatePriorities: createUpdater(caller, sampler, ring.locate),
    byteLength: ring.byteLength + sampler.byteLength,
    ...combine(caller, { spec: describe(spec), capacity }, [ring, sampler]),
  };
}

/** A spec as it stands in a snapshot. */
export const describe = (
  spec: Spec,
): { readonly [name: string]: { dtype: string; shape: readonly number[] } } =>
  Object.fromEntries(Object.entries(spec).map(([name, { dtype, shape }]) => [name, { dtype, shape }]));
