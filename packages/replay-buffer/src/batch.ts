import { createRowTarget, type RowTarget } from "./column.ts";
import { requirePositiveInteger } from "./require.ts";
import {
  rowLength,
  viewOf,
  bytesPerElement,
  type ArrayOf,
  type Columns,
  type DataType,
  type Spec,
} from "./spec.ts";

/** Arrays that a buffer samples into: made once, owned by the caller, filled again by every call. */
export interface Batch<S extends Spec> {
  /** Number of samples. */
  readonly size: number;
  /** The sampled rows, field by field, `[batch, …shape]` unless the buffer says otherwise. */
  readonly columns: Columns<S>;
  /** Stable identity of each sample, for `updatePriorities`. */
  readonly ids: Float64Array;
  /** Probability with which each sample was drawn, Pᵢ. */
  readonly probabilities: Float64Array;
  /** Importance-sampling weights wᵢ = (N Pᵢ)^−β / maxⱼ wⱼ; all 1 under uniform sampling. */
  readonly weights: Float32Array;
  /** Scratch: where each sample lay. */
  readonly slots: Int32Array;
  /** @internal The fields that it has room for: a buffer of others refuses it. */
  readonly layout: string;
  /** @internal The columns in the units in which rows are copied. */
  readonly targets: Readonly<Record<string, RowTarget>>;
}

/** Options of every `createBatch`. */
export interface BatchOptions<S extends Spec> {
  /** The caller's own arrays for some of the fields, e.g. views into another library's memory. Default none. */
  columns?: Partial<Columns<S>>;
}

/** A spec, whatever the order of its fields, and what else a batch depends on, in one string. */
export function layoutOf(spec: Spec, further: Readonly<Record<string, number | string>> = {}): string {
  const fields = Object.entries(spec).map(
    ([name, { dtype, shape }]) => `${name}: ${dtype}(${shape.join(", ")})`,
  );
  const others = Object.entries(further).map(([name, value]) => `${name}: ${value}`);
  return [...fields.sort(), ...others].join("; ");
}

/** @throws RangeError for a batch of a buffer whose samples have another form: rows would run into each other. */
export function requireLayout(caller: string, batch: Batch<Spec>, layout: string): void {
  if (batch.layout === layout) return;
  throw new RangeError(
    `${caller}.sample: expected a batch with room for { ${layout} }, got one for { ${batch.layout} }; make it with this buffer's createBatch`,
  );
}

/** Allocates a batch with room for `rows` rows of each field (`size` samples may take several rows each). */
export function makeBatch<S extends Spec>(
  caller: string,
  spec: S,
  size: number,
  rows: number,
  { columns: given = {} }: BatchOptions<S>,
): Batch<S> {
  requirePositiveInteger(caller, "the batch size", size);
  const columns: Record<string, ArrayOf[DataType]> = {};
  const targets: Record<string, RowTarget> = {};
  for (const [name, field] of Object.entries(spec)) {
    const length = rows * rowLength(field);
    const array =
      given[name] ?? viewOf(field.dtype, new ArrayBuffer(length * bytesPerElement[field.dtype]), 0, length);
    checkColumn(caller, name, array, field.dtype, length);
    columns[name] = array;
    targets[name] = createRowTarget(caller, field, array);
  }
  return {
    size,
    columns: columns as Columns<S>,
    ids: new Float64Array(size),
    probabilities: new Float64Array(size),
    weights: new Float32Array(size).fill(1),
    slots: new Int32Array(size),
    layout: layoutOf(spec),
    targets,
  };
}

const tagOf = { uint8: "Uint8Array", int32: "Int32Array", float32: "Float32Array" } as const;

/** @throws TypeError for another element type, RangeError for another length. */
function checkColumn(
  caller: string,
  name: string,
  array: ArrayOf[DataType],
  dtype: DataType,
  length: number,
): void {
  if (Object.prototype.toString.call(array) !== `[object ${tagOf[dtype]}]`) {
    throw new TypeError(`${caller}: expected a ${tagOf[dtype]} for field "${name}", got ${String(array)}`);
  }
  if (array.length !== length) {
    throw new RangeError(`${caller}: expected ${length} elements for field "${name}", got ${array.length}`);
  }
}
