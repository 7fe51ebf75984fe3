import type { Batch } from "./batch.ts";
import {
  createColumn,
  gatherColumns,
  viewRows,
  writeRow,
  writeRows,
  type Allocate,
  type Column,
} from "./column.ts";
import { readCount, type Persistent } from "./persistent.ts";
import { requireInteger } from "./require.ts";
import { validateSpec, type Columns, type Item, type Spec } from "./spec.ts";

/** Slots are 32-bit integers. */
export const largestCapacity = 2 ** 30;

/** The columns of a spec by field name. */
export type ColumnSet = Readonly<Record<string, Column>>;

/**
 * The core under every buffer: the newest `capacity` items, each in a slot of preallocated columns.
 * Items are numbered 0, 1, 2 … in the order in which they came; that number is their id, and an item stays in one
 * slot for as long as it is held.
 */
export interface Ring<S extends Spec> extends Persistent {
  /** Items held at most. */
  readonly capacity: number;
  /** One column a field. */
  readonly columns: ColumnSet;
  /** Items ever added: the next id. */
  readonly count: () => number;
  /** Items held. */
  readonly size: () => number;
  /** Slot that the next item goes to. */
  readonly nextSlot: () => number;
  /** Slot of an id, or −1 if it is not held (overwritten, or never given out). */
  readonly slotOf: (id: number) => number;
  /** Writes the slots of ids to `slots`, −1 for those that are not held. */
  readonly locate: (ids: ArrayLike<number>, slots: Int32Array) => void;
  /** Writes the ids of the items at `batch.slots` into the batch. */
  readonly identify: (batch: Batch<Spec>) => void;
  /** Adds an item and returns its id. */
  readonly add: (item: Item<S>) => number;
  /** Adds `count` rows of columns, oldest first; `claim` hears of each slot once it holds its row. */
  readonly addRows: (columns: Columns<S>, count: number, claim: (slot: number, row: number) => void) => void;
  /** Copies the rows at `batch.slots` into the batch's columns. */
  readonly gather: (batch: Batch<S>) => void;
  /** Bytes that the columns take. */
  readonly byteLength: number;
}

/** The columns of a spec, `capacity` rows each. */
export function createColumns(spec: Spec, capacity: number, allocate: Allocate): ColumnSet {
  return Object.fromEntries(
    Object.entries(spec).map(([name, field]) => [name, createColumn(field, capacity, allocate)]),
  );
}

/** Bytes of a set of columns. */
export function columnBytes(columns: ColumnSet): number {
  const chunks = Object.values(columns).flatMap((column) => column.bytes);
  return chunks.reduce((bytes, chunk) => bytes + chunk.byteLength, 0);
}

/** @throws TypeError or RangeError, naming the field, unless the item has a row of the right length for every field. */
export function checkItem(caller: string, columns: ColumnSet, item: object): void {
  const values = item as Readonly<Record<string, number | ArrayLike<number> | undefined>>;
  for (const name in columns) {
    const value = values[name];
    const length = typeof value === "number" ? 1 : value?.length;
    if (length === columns[name]!.length) continue;
    const message = `${caller}: expected ${columns[name]!.length} element(s) for field "${name}", got ${length ?? typeof value}`;
    throw length === undefined ? new TypeError(message) : new RangeError(message);
  }
}

/** Writes every field of an item to a slot. */
export function writeItem(columns: ColumnSet, slot: number, item: object): void {
  const values = item as Readonly<Record<string, number | ArrayLike<number>>>;
  for (const name in columns) writeRow(columns[name]!, slot, values[name]!);
}

/** @throws RangeError or TypeError unless every field has a column of at least `count` rows. */
function checkRows(caller: string, columns: ColumnSet, rows: Columns<Spec>, count: number): void {
  requireInteger(caller, "the number of rows", count, 0, Number.MAX_SAFE_INTEGER);
  for (const [name, { length, field }] of Object.entries(columns)) {
    const array = rows[name];
    if (array?.constructor !== columns[name]!.chunks[0]!.constructor) {
      throw new TypeError(`${caller}: expected a typed array of ${field.dtype} for field "${name}"`);
    }
    if (array.length < count * length) {
      throw new RangeError(
        `${caller}: expected ${count} rows of ${length} element(s) for field "${name}", got ${array.length} elements`,
      );
    }
  }
}

/** The slots of ids in a ring that has seen `count` items and writes the next one to `head`; −1 for those not held. */
function locateIds(
  ids: ArrayLike<number>,
  slots: Int32Array,
  count: number,
  head: number,
  capacity: number,
): void {
  const oldest = Math.max(0, count - capacity);
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index]!;
    const isHeld = id >= oldest && id < count && Math.floor(id) === id;
    const slot = isHeld ? head - (count - id) : -1;
    slots[index] = isHeld && slot < 0 ? slot + capacity : slot;
  }
}

/**
 * An empty ring.
 * @throws TypeError or RangeError for a spec or capacity that cannot be.
 */
export function createRing<S extends Spec>(caller: string, spec: S, capacity: number): Ring<S> {
  validateSpec(caller, spec);
  requireInteger(caller, "the capacity", capacity, 1, largestCapacity);
  const columns = createColumns(spec, capacity, (bytes) => new ArrayBuffer(bytes));
  let count = 0;
  let head = 0;

  const advance = (): void => {
    count++;
    head = head + 1 === capacity ? 0 : head + 1;
  };

  const locate: Ring<S>["locate"] = (ids, slots) => {
    locateIds(ids, slots, count, head, capacity);
  };
  const one = new Float64Array(1);
  const found = new Int32Array(1);

  const addRows: Ring<S>["addRows"] = (rows, total, claim) => {
    checkRows(`${caller}.addBatch`, columns, rows, total);
    // Of more rows than fit only the last ones survive, but every row gets an id.
    const skipped = Math.max(0, total - capacity);
    count += skipped;
    head = (head + skipped) % capacity;
    for (let from = skipped; from < total;) {
      const part = Math.min(total - from, capacity - head);
      for (const name in columns) writeRows(columns[name]!, head, rows[name]!, from, part);
      for (let row = from; row < from + part; row++) {
        claim(head, row);
        advance();
      }
      from += part;
    }
  };

  return {
    capacity,
    columns,
    count: () => count,
    size: () => Math.min(count, capacity),
    nextSlot: () => head,
    slotOf: (id) => {
      one[0] = id;
      locate(one, found);
      return found[0]!;
    },
    locate,
    identify: ({ slots, ids, size }) => {
      for (let index = 0; index < size; index++) {
        const slot = slots[index]!;
        ids[index] = count - head + slot - (slot >= head ? capacity : 0);
      }
    },
    add: (item) => {
      checkItem(`${caller}.add`, columns, item);
      writeItem(columns, head, item);
      advance();
      return count - 1;
    },
    addRows,
    gather: ({ targets, slots, size }) => {
      gatherColumns(columns, slots, size, targets);
    },
    byteLength: columnBytes(columns),
    snapshot: () => ({
      state: { count },
      arrays: Object.values(columns).flatMap((column) => viewRows(column, Math.min(count, capacity))),
    }),
    restore: (state) => {
      const saved = readCount(caller, state, "count");
      return {
        arrays: Object.values(columns).flatMap((column) => viewRows(column, Math.min(saved, capacity))),
        commit: () => {
          count = saved;
          head = saved % capacity;
        },
      };
    },
  };
}
