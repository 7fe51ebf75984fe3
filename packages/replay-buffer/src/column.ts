import { bytesPerElement, rowLength, viewOf, type ArrayOf, type DataType, type FieldSpec } from "./spec.ts";

/** Node 20 refuses typed arrays over 4 GiB, and short chunks keep every index a small integer. */
const largestChunkBytes = 2 ** 30;

/** Makes the memory of one chunk: plain or shared. */
export type Allocate = (bytes: number) => ArrayBufferLike;

/** From this length on two calls of the language's own copies beat a loop. */
const leastStagedBytes = 2048;

/**
 * Many rows of one field, in chunks of a power of two of rows. Short rows are copied as 32-bit words where their length
 * allows: a loop makes no view and so no garbage, unlike `target.set(source.subarray(…))`, and words, unlike doubles,
 * keep every bit. Long rows go through a stage, a spare row at the end of their chunk: `copyWithin` takes a range
 * within one array and `set` a whole array, so the two together copy at the speed of memory and make no view either.
 */
export interface Column {
  /** The field that the rows hold. */
  readonly field: FieldSpec;
  /** Elements in one row. */
  readonly length: number;
  /** The chunks as the field's own element type. */
  readonly chunks: readonly ArrayOf[DataType][];
  /** Row `slot` lives in chunk `slot >>> shift` … */
  readonly shift: number;
  /** … at row `slot & mask` of it. */
  readonly mask: number;
  /** The chunks as 32-bit words; undefined where a row is not whole words. */
  readonly words: readonly Int32Array[] | undefined;
  /** The chunks as bytes, with the stage of each if there are stages. */
  readonly bytes: readonly Uint8Array[];
  /** The last row of each chunk's bytes; undefined where rows are short or the memory is shared. */
  readonly stages: readonly Uint8Array[] | undefined;
  /** Bytes in one row. */
  readonly rowBytes: number;
}

/** A caller's array that rows are copied into. */
export interface RowTarget {
  /** The array as 32-bit words; undefined where its column has none. */
  readonly words: Int32Array | undefined;
  /** The array as bytes. */
  readonly bytes: Uint8Array;
}

const inWords = (field: FieldSpec): boolean => (rowLength(field) * bytesPerElement[field.dtype]) % 4 === 0;

const wordsOf = ({ buffer, byteOffset, byteLength }: ArrayOf[DataType]): Int32Array =>
  new Int32Array(buffer, byteOffset, byteLength / 4);

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayOf[DataType]): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Rows in one chunk: the largest power of two that fits, never more than needed. */
function chunkShift(rowBytes: number, capacity: number, chunkBytes: number): number {
  let shift = 0;
  while (2 ** shift < capacity && 2 ** (shift + 1) * rowBytes <= chunkBytes) shift++;
  return shift;
}

/** Options of {@link createColumn}. */
export interface ColumnOptions {
  chunkBytes?: number;
  /** Whether other threads read the same memory: then there is no stage, for they would share it. */
  isShared?: boolean;
}

/** Allocates `capacity` rows of a field in chunks of at most `chunkBytes`, stages not counted. */
export function createColumn(
  field: FieldSpec,
  capacity: number,
  allocate: Allocate,
  { chunkBytes = largestChunkBytes, isShared = false }: ColumnOptions = {},
): Column {
  const length = rowLength(field);
  const rowBytes = length * bytesPerElement[field.dtype];
  const shift = chunkShift(rowBytes, capacity, chunkBytes);
  const rows = 2 ** shift;
  const stageBytes = !isShared && rowBytes >= leastStagedBytes ? rowBytes : 0;
  const chunks = Array.from({ length: Math.ceil(capacity / rows) }, (_, index) => {
    const chunkRows = Math.min(rows, capacity - index * rows);
    return viewOf(field.dtype, allocate(chunkRows * rowBytes + stageBytes), 0, chunkRows * length);
  });
  const bytes = chunks.map(({ buffer }) => new Uint8Array(buffer));
  return {
    field,
    length,
    chunks,
    shift,
    mask: rows - 1,
    words: inWords(field) ? chunks.map(wordsOf) : undefined,
    bytes,
    stages: stageBytes > 0 ? bytes.map((chunk) => chunk.subarray(-rowBytes)) : undefined,
    rowBytes,
  };
}

/**
 * An array that receives rows of a field.
 * @throws RangeError if its rows are whole words but it starts between two words.
 */
export function createRowTarget(caller: string, field: FieldSpec, array: ArrayOf[DataType]): RowTarget {
  if (inWords(field) && array.byteOffset % 4 !== 0) {
    throw new RangeError(
      `${caller}: expected an array that starts on a multiple of 4 bytes, got byteOffset ${array.byteOffset}`,
    );
  }
  return { words: inWords(field) ? wordsOf(array) : undefined, bytes: bytesOf(array) };
}

// Two loops rather than one generic one: each sees a single array type, which is what makes it fast. Unrolled by
// eight it takes half the time (measured on rows of 84 × 84 bytes).
function copyWords(source: Int32Array, from: number, target: Int32Array, to: number, length: number): void {
  const whole = length - (length % 8);
  for (let index = 0; index < whole; index += 8) {
    const a = from + index;
    const b = to + index;
    target[b] = source[a]!;
    target[b + 1] = source[a + 1]!;
    target[b + 2] = source[a + 2]!;
    target[b + 3] = source[a + 3]!;
    target[b + 4] = source[a + 4]!;
    target[b + 5] = source[a + 5]!;
    target[b + 6] = source[a + 6]!;
    target[b + 7] = source[a + 7]!;
  }
  for (let index = whole; index < length; index++) target[to + index] = source[from + index]!;
}

function copyBytes(source: Uint8Array, from: number, target: Uint8Array, to: number, length: number): void {
  for (let index = 0; index < length; index++) target[to + index] = source[from + index]!;
}

/** Copies the row at `slot` to row `row` of the target. */
export function copyRow(column: Column, slot: number, target: RowTarget, row: number): void {
  const { words, bytes, stages, shift, mask, rowBytes } = column;
  const chunk = slot >>> shift;
  if (stages) {
    const source = bytes[chunk]!;
    const start = (slot & mask) * rowBytes;
    source.copyWithin(source.length - rowBytes, start, start + rowBytes);
    target.bytes.set(stages[chunk]!, row * rowBytes);
  } else if (words && target.words) {
    const length = rowBytes >>> 2;
    copyWords(words[chunk]!, (slot & mask) * length, target.words, row * length, length);
  } else {
    copyBytes(bytes[chunk]!, (slot & mask) * rowBytes, target.bytes, row * rowBytes, rowBytes);
  }
}

/** Sets row `row` of the target to 0. */
export function clearRow({ rowBytes }: Column, target: RowTarget, row: number): void {
  target.bytes.fill(0, row * rowBytes, (row + 1) * rowBytes);
}

const wordsPerCacheLine = 16;
const linesTouched = 4;
const touched = new Int32Array(1);

/**
 * Reads one word of the first cache lines of every row. These reads wait for nothing, so the memory fetches all rows
 * at once instead of one after the other: it halves the time of a gather from a store larger than the cache.
 */
function touchRows({ words, shift, mask, rowBytes }: Column, slots: Int32Array, count: number): void {
  if (!words) return;
  const length = rowBytes >>> 2;
  const end = Math.min(length, wordsPerCacheLine * linesTouched);
  let mixed = 0;
  for (let row = 0; row < count; row++) {
    const chunk = words[slots[row]! >>> shift]!;
    const start = (slots[row]! & mask) * length;
    for (let word = 0; word < end; word += wordsPerCacheLine) mixed ^= chunk[start + word]!;
  }
  touched[0] = mixed; // kept, or the compiler would be free to drop the reads
}

/** Copies row `slots[i]` to row i of the target, for i < count. */
export function gatherRows(column: Column, slots: Int32Array, count: number, target: RowTarget): void {
  touchRows(column, slots, count);
  for (let row = 0; row < count; row++) copyRow(column, slots[row]!, target, row);
}

/** {@link gatherRows} for several columns, whose memory is all asked for before the first row is copied. */
export function gatherColumns(
  columns: Readonly<Record<string, Column>>,
  slots: Int32Array,
  count: number,
  targets: Readonly<Record<string, RowTarget>>,
): void {
  for (const name in columns) touchRows(columns[name]!, slots, count);
  for (const name in columns) {
    const column = columns[name]!;
    const target = targets[name]!;
    for (let row = 0; row < count; row++) copyRow(column, slots[row]!, target, row);
  }
}

/** Writes one row: a number for a scalar field, the row's elements otherwise. */
export function writeRow(column: Column, slot: number, value: number | ArrayLike<number>): void {
  const chunk = column.chunks[slot >>> column.shift]!;
  const start = (slot & column.mask) * column.length;
  if (typeof value === "number") chunk[start] = value;
  else if (value.length < 256) writeElements(chunk, start, value);
  else chunk.set(value, start);
}

/** For short rows a loop beats the fixed cost of `set`. */
function writeElements(chunk: ArrayOf[DataType], start: number, value: ArrayLike<number>): void {
  for (let index = 0; index < value.length; index++) chunk[start + index] = value[index]!;
}

/** Writes `count` rows from row `from` of an array to `slot` and the ones after it, across chunks, not across the end. */
export function writeRows(
  column: Column,
  slot: number,
  source: ArrayOf[DataType],
  from: number,
  count: number,
): void {
  const { chunks, shift, mask, length } = column;
  for (let done = 0; done < count;) {
    const row = (slot + done) & mask;
    const part = Math.min(count - done, mask + 1 - row);
    const start = (from + done) * length;
    chunks[(slot + done) >>> shift]!.set(source.subarray(start, start + part * length), row * length);
    done += part;
  }
}

/** Live views of the first `rows` rows, chunk after chunk. */
export function viewRows(column: Column, rows: number): ArrayOf[DataType][] {
  const chunkRows = column.mask + 1;
  return column.chunks
    .slice(0, Math.ceil(rows / chunkRows))
    .map((chunk, index) => chunk.subarray(0, Math.min(chunkRows, rows - index * chunkRows) * column.length));
}
