import { requirePositiveInteger } from "./require.ts";

/** The element types a buffer stores: bytes for images, whole numbers, and everything else. */
export interface ArrayOf {
  /** Unsigned bytes; values outside 0…255 wrap as they do in every `Uint8Array`. */
  uint8: Uint8Array;
  /** 32-bit whole numbers: actions, indices, counters. */
  int32: Int32Array;
  /** Single-precision numbers: rewards, vectors, recurrent states. */
  float32: Float32Array;
}

/** Name of an element type. */
export type DataType = keyof ArrayOf;

/** One named field of an item: its element type and the shape of one row. A plain record, so it posts to workers. */
export interface FieldSpec<
  D extends DataType = DataType,
  Shape extends readonly number[] = readonly number[],
> {
  /** Element type. */
  readonly dtype: D;
  /** Shape of one row; `[]` is a scalar. */
  readonly shape: Shape;
}

/** What one item is made of: field name → field. */
export type Spec = Readonly<Record<string, FieldSpec>>;

/** Many rows of every field, row after row in one typed array a field. */
export type Columns<S extends Spec> = { readonly [Name in keyof S]: ArrayOf[S[Name]["dtype"]] };

/** The value of one row: a number for a scalar, an array or typed array of its elements otherwise, either if the shape is not known. */
export type Row<F extends FieldSpec> = F["shape"] extends readonly []
  ? number
  : number extends F["shape"]["length"]
    ? number | ArrayLike<number>
    : ArrayLike<number>;

/** One item: a row of every field. */
export type Item<S extends Spec> = { readonly [Name in keyof S]: Row<S[Name]> };

/**
 * A field of bytes.
 * @param shape Shape of one row; none for a scalar.
 * @example uint8(84, 84)
 */
export const uint8 = <Shape extends number[]>(...shape: Shape): FieldSpec<"uint8", Readonly<Shape>> => ({
  dtype: "uint8",
  shape,
});

/**
 * A field of 32-bit whole numbers.
 * @param shape Shape of one row; none for a scalar.
 * @example int32()
 */
export const int32 = <Shape extends number[]>(...shape: Shape): FieldSpec<"int32", Readonly<Shape>> => ({
  dtype: "int32",
  shape,
});

/**
 * A field of single-precision numbers.
 * @param shape Shape of one row; none for a scalar.
 * @example float32(64)
 */
export const float32 = <Shape extends number[]>(...shape: Shape): FieldSpec<"float32", Readonly<Shape>> => ({
  dtype: "float32",
  shape,
});

/** Bytes of one element. */
export const bytesPerElement = { uint8: 1, int32: 4, float32: 4 } as const;

const arrayTypes = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array };

/** A typed array of the given element type over a buffer. */
export function viewOf<D extends DataType>(
  dtype: D,
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
): ArrayOf[D] {
  return new arrayTypes[dtype](buffer as ArrayBuffer, byteOffset, length) as ArrayOf[D];
}

/** Number of elements of one row. */
export const rowLength = (field: FieldSpec): number => field.shape.reduce((length, size) => length * size, 1);

/**
 * Bytes that one item takes: Σ over fields of elements × bytes per element.
 * @example itemBytes({ observation: uint8(84, 84), reward: float32() }) // 7060
 */
export function itemBytes(spec: Spec): number {
  return Object.values(spec).reduce((sum, field) => sum + rowLength(field) * bytesPerElement[field.dtype], 0);
}

/**
 * Refuses a spec that no buffer can store.
 * @throws TypeError for an unknown element type, RangeError for a dimension that is not a positive integer.
 */
export function validateSpec(caller: string, spec: Spec): void {
  for (const [name, field] of Object.entries(spec)) {
    if (!Object.hasOwn(bytesPerElement, field.dtype)) {
      throw new TypeError(
        `${caller}: field "${name}" has the unknown element type ${JSON.stringify(field.dtype)}; use uint8(), int32() or float32()`,
      );
    }
    for (const size of field.shape)
      requirePositiveInteger(caller, `every dimension of field "${name}"`, size);
  }
}
