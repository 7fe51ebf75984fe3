import { layoutOf, makeBatch, requireLayout, type Batch, type BatchOptions } from "./batch.ts";
import { copyRow, createColumn } from "./column.ts";
import { requireInteger } from "./require.ts";
import { checkItem, columnBytes, largestCapacity, writeItem, type ColumnSet } from "./ring.ts";
import type { RandomSource } from "./sampler.ts";
import { validateSpec, type Item, type Spec } from "./spec.ts";

/** Shared memory of a buffer and what it means; `postMessage` hands it to another thread. */
export interface SharedStore<S extends Spec> {
  /** What one item is made of. */
  readonly spec: S;
  /** Items held at most. */
  readonly capacity: number;
  /** Words that the threads agree through: the ticket counter, the number of filled slots, then one version a slot. */
  readonly control: SharedArrayBuffer;
  /** The columns' memory, field by field, chunk by chunk. */
  readonly chunks: readonly SharedArrayBuffer[];
}

/** One thread's hold on a shared store. */
export interface SharedBuffer<S extends Spec> {
  /** Items held at most. */
  readonly capacity: number;
  /** Items held now, by the threads' common count. */
  readonly size: () => number;
  /**
   * Adds an item; any number of threads may do so at once.
   * @returns Its id: `version · capacity + slot`, unlike any other.
   * @throws TypeError or RangeError, with nothing changed, if a field is missing or of the wrong length; Error if every
   * slot stays locked, as after the death of a thread in the middle of writing the only one.
   */
  readonly add: (item: Item<S>) => number;
  /** Makes arrays for `size` samples, columns `[batch, …shape]`. */
  readonly createBatch: (size: number, options?: BatchOptions<S>) => Batch<S>;
  /**
   * Fills a batch uniformly, with replacement, while other threads add. Every sample is whole: one item as one `add`
   * wrote it.
   * @throws RangeError if the store is empty, or for a batch of a buffer of another kind; Error if no slot can be read, as when its writer has died.
   */
  readonly sample: (batch: Batch<S>, random: RandomSource) => void;
  /** Bytes of the shared memory. */
  readonly byteLength: number;
}

const ticketWord = 0;
const filledWord = 1;
const firstVersion = 2;
/** A version counts writes in steps of two; while its slot is being written it is odd. */
const versionStep = 2;
/** More misses than any race explains: whoever holds the slots is gone. */
const patience = 1_000_000;

const sharedMemory = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

/**
 * Allocates the shared memory of a buffer.
 * @throws TypeError or RangeError for a spec or capacity that cannot be; Error where there is no SharedArrayBuffer.
 * @example
 * const store = createSharedStore({ x: float32(4) }, 10_000);
 * worker.postMessage(store); // there: attachShared(store).add({ x })
 * attachShared(store).sample(batch, random);
 */
export function createSharedStore<const S extends Spec>(spec: S, capacity: number): SharedStore<S> {
  validateSpec("createSharedStore", spec);
  requireInteger("createSharedStore", "the capacity", capacity, 1, largestCapacity);
  if (typeof SharedArrayBuffer === "undefined") {
    throw new Error(
      "createSharedStore: expected SharedArrayBuffer, which a page has only if it is cross-origin isolated; serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
    );
  }
  const chunks: SharedArrayBuffer[] = [];
  for (const field of Object.values(spec)) {
    const allocate = (bytes: number): SharedArrayBuffer => {
      const chunk = sharedMemory(bytes);
      chunks.push(chunk);
      return chunk;
    };
    createColumn(field, capacity, allocate, { isShared: true });
  }
  return { spec, capacity, control: sharedMemory(4 * (firstVersion + capacity)), chunks };
}

/** The columns over memory that exists already, taken in the order in which it was made. */
function attachColumns<S extends Spec>({ spec, capacity, chunks }: SharedStore<S>): ColumnSet {
  let next = 0;
  return Object.fromEntries(
    Object.entries(spec).map(([name, field]) => [
      name,
      createColumn(field, capacity, () => chunks[next++]!, { isShared: true }),
    ]),
  );
}

/**
 * Opens a shared store in this thread.
 *
 * Each slot has a version word and is a sequence lock. A writer takes the slot by compare-and-exchange from even v to
 * v + 1, writes plainly, and releases it by storing v + 2. A reader loads an even version, copies plainly, and then
 * asks again; if the version has moved, the copy is thrown away.
 *
 * The second question is not a load but an atomic addition of 0. Under the memory model of ECMAScript a plain read
 * may still take effect after a later atomic *load* (nothing orders a read before someone else's write), so two equal
 * loads prove nothing. An addition also writes: a writer that locks the slot afterwards reads that write, which puts
 * our copy before its writes. So a copy that passes holds what exactly one `add` wrote. (Boehm 2012 makes this
 * argument for C++ and calls it a read-don't-modify-write.)
 *
 * A writer that finds its slot locked by another, one lap behind, takes the next ticket instead of waiting.
 * @example const buffer = attachShared(store);
 * @see Boehm 2012, "Can seqlocks get along with programming language memory models?", MSPC '12; ECMA-262, Memory Model.
 */
export function attachShared<const S extends Spec>(store: SharedStore<S>): SharedBuffer<S> {
  const { spec, capacity } = store;
  const caller = "attachShared";
  const columns = attachColumns(store);
  const layout = layoutOf(spec);
  const control = new Int32Array(store.control);
  const size = (): number => Atomics.load(control, filledWord);

  /** Locks a slot and returns it. */
  const lock = (): number => {
    for (let miss = 0; miss < patience; miss++) {
      const slot = (Atomics.add(control, ticketWord, 1) >>> 0) % capacity;
      const word = firstVersion + slot;
      const version = Atomics.load(control, word);
      if ((version & 1) === 0 && Atomics.compareExchange(control, word, version, version | 1) === version) {
        return slot;
      }
    }
    throw new Error(
      `${caller}: expected a free slot, found all ${capacity} locked; did a writing thread die?`,
    );
  };

  const identity = (version: number, slot: number): number => (version >>> 1) * capacity + slot;

  /** Copies a random slot to a batch row; false if a writer was there. */
  const read = (batch: Batch<S>, row: number, random: RandomSource, filled: number): boolean => {
    const slot = Math.floor(random() * filled);
    const word = firstVersion + slot;
    const version = Atomics.load(control, word);
    if ((version & 1) === 1 || version === 0) return false;
    for (const name in columns) copyRow(columns[name]!, slot, batch.targets[name]!, row);
    if (Atomics.add(control, word, 0) !== version) return false;
    batch.slots[row] = slot;
    batch.ids[row] = identity(version, slot);
    batch.probabilities[row] = 1 / filled;
    return true;
  };

  return {
    capacity,
    size,
    add: (item) => {
      checkItem(`${caller}.add`, columns, item);
      const slot = lock();
      const word = firstVersion + slot;
      writeItem(columns, slot, item);
      const version = (Atomics.load(control, word) + 1) | 0;
      Atomics.store(control, word, version);
      if (version === versionStep) Atomics.add(control, filledWord, 1);
      return identity(version, slot);
    },
    createBatch: (batchSize, options = {}) => makeBatch(caller, spec, batchSize, batchSize, options),
    sample: (batch, random) => {
      requireLayout(caller, batch, layout);
      const filled = size();
      if (filled === 0)
        throw new RangeError(`${caller}.sample: expected something to sample, got an empty store`);
      for (let row = 0; row < batch.size; row++) {
        let misses = 0;
        while (!read(batch, row, random, filled)) {
          if (++misses === patience)
            throw new Error(`${caller}.sample: no slot could be read; did a writing thread die?`);
        }
      }
    },
    byteLength: columnBytes(columns) + control.byteLength,
  };
}
