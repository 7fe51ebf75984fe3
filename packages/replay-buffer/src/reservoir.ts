import { layoutOf, makeBatch, requireLayout, type Batch, type BatchOptions } from "./batch.ts";
import { gatherColumns, viewRows } from "./column.ts";
import { combine, readCount, type Persistent } from "./persistent.ts";
import { requireInteger } from "./require.ts";
import { describe } from "./replay.ts";
import { checkItem, columnBytes, createColumns, largestCapacity, writeItem } from "./ring.ts";
import type { RandomSource } from "./sampler.ts";
import { validateSpec, type Item, type Spec } from "./spec.ts";

/** Options of {@link createReservoirBuffer}. */
export interface ReservoirBufferOptions<S extends Spec> {
  /** What one item is made of. */
  spec: S;
  /** Items held at most. */
  capacity: number;
  /** Seeded uniform source. */
  random: RandomSource;
}

/** A uniform sample, without replacement, of everything that was ever added. */
export interface ReservoirBuffer<S extends Spec> extends Persistent {
  /** Items held at most. */
  readonly capacity: number;
  /** Items held. */
  readonly size: () => number;
  /** Items ever added. */
  readonly count: () => number;
  /** Makes arrays for `size` samples, columns `[batch, …shape]`. */
  readonly createBatch: (size: number, options?: BatchOptions<S>) => Batch<S>;
  /**
   * Offers an item; the n-th is kept with probability min(1, capacity / n), in place of a random other.
   * @returns Whether it was kept.
   * @throws TypeError or RangeError, with nothing changed, if a field is missing or of the wrong length.
   */
  readonly add: (item: Item<S>) => boolean;
  /**
   * Fills a batch uniformly with replacement; `batch.ids` tell the position of each item in the stream.
   * @throws RangeError if the buffer is empty, or for a batch of a buffer of another kind.
   */
  readonly sample: (batch: Batch<S>) => void;
  /** Bytes of all preallocated storage. */
  readonly byteLength: number;
}

const caller = "createReservoirBuffer";

/**
 * Reservoir sampling (algorithm R): after n items each of them is held with probability min(1, capacity / n), so
 * sampling it is sampling the whole past, however long. Average-policy learning (fictitious self-play) needs this.
 * @throws TypeError or RangeError for a spec or capacity that cannot be.
 * @example const buffer = createReservoirBuffer({ spec: { x: float32(4) }, capacity: 1000, random });
 * @see Vitter 1985, "Random sampling with a reservoir", ACM TOMS 11(1), algorithm R.
 */
export function createReservoirBuffer<const S extends Spec>({
  spec,
  capacity,
  random,
}: ReservoirBufferOptions<S>): ReservoirBuffer<S> {
  validateSpec(caller, spec);
  requireInteger(caller, "the capacity", capacity, 1, largestCapacity);
  const columns = createColumns(spec, capacity, (bytes) => new ArrayBuffer(bytes));
  const positions = new Float64Array(capacity);
  const layout = layoutOf(spec);
  let count = 0;
  const size = (): number => Math.min(count, capacity);
  return {
    capacity,
    size,
    count: () => count,
    createBatch: (batchSize, options = {}) => makeBatch(caller, spec, batchSize, batchSize, options),
    add: (item) => {
      checkItem(`${caller}.add`, columns, item);
      const slot = count < capacity ? count : Math.floor(random() * (count + 1));
      count++;
      if (slot >= capacity) return false;
      writeItem(columns, slot, item);
      positions[slot] = count - 1;
      return true;
    },
    sample: (batch) => {
      requireLayout(caller, batch, layout);
      const held = size();
      if (held === 0)
        throw new RangeError(`${caller}.sample: expected something to sample, got an empty buffer`);
      for (let index = 0; index < batch.size; index++) {
        const slot = Math.floor(random() * held);
        batch.slots[index] = slot;
        batch.ids[index] = positions[slot]!;
        batch.probabilities[index] = 1 / held;
      }
      gatherColumns(columns, batch.slots, batch.size, batch.targets);
    },
    byteLength: columnBytes(columns) + positions.byteLength,
    ...combine(caller, { spec: describe(spec), capacity }, [
      {
        snapshot: () => ({
          state: { count },
          arrays: [
            ...Object.values(columns).flatMap((column) => viewRows(column, size())),
            positions.subarray(0, size()),
          ],
        }),
        restore: (state) => {
          const saved = readCount(caller, state, "count");
          const rows = Math.min(saved, capacity);
          return {
            arrays: [
              ...Object.values(columns).flatMap((column) => viewRows(column, rows)),
              positions.subarray(0, rows),
            ],
            commit: () => {
              count = saved;
            },
          };
        },
      },
    ]),
  };
}
