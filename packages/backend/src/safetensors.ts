import { parseHeader, type HeaderEntry } from "./safetensors-header.ts";

/** A typed array that a safetensors file can hold. */
export type SafetensorsData = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Numbers with a shape, row-major, apart from any engine. */
export interface ArrayTensor {
  /** Extents, outermost first; `[]` is a scalar. */
  shape: readonly number[];
  /** The numbers: as many as the product of the shape. */
  data: SafetensorsData;
}

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** Arrays by name. */
  tensors: Record<string, ArrayTensor>;
  /** The file's free-form text metadata. */
  metadata: Record<string, string>;
}

const elementSize = (data: SafetensorsData): number => data.BYTES_PER_ELEMENT;

function dtypeOf(data: SafetensorsData): string {
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Int32Array) return "I32";
  return "U8";
}

function assertWritable(name: string, { shape, data }: ArrayTensor): void {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (name === "__metadata__")
    throw new RangeError('encodeSafetensors: the name "__metadata__" is reserved by the format');
  if (size === data.length) return;
  throw new RangeError(
    `encodeSafetensors: "${name}" has shape [${shape.join(", ")}], that is ${size} numbers, but ${data.length} were given`,
  );
}

/**
 * Writes arrays as a safetensors file (the format of huggingface/safetensors: an 8-byte little-endian header length,
 * a JSON header, then the raw little-endian numbers). Widest elements come first, so each array is aligned.
 * @param tensors Arrays by name.
 * @param metadata Free text by name.
 * @throws RangeError if an array's length is not the product of its shape.
 * @example const bytes = encodeSafetensors({ weight: { shape: [2, 3], data: new Float32Array(6) } });
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, ArrayTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = Object.entries(tensors).sort(([, a], [, b]) => elementSize(b.data) - elementSize(a.data));
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const [name, array] of entries) {
    assertWritable(name, array);
    header[name] = {
      dtype: dtypeOf(array.data),
      shape: array.shape,
      data_offsets: [offset, (offset += array.data.byteLength)],
    };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Half-precision bits (IEEE 754 binary16) as a number. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function fromBfloat(words: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(words, (word) => word << 16).buffer);
}

function readNumbers({ dtype }: HeaderEntry, copy: ArrayBuffer): SafetensorsData {
  switch (dtype) {
    case "F32":
      return new Float32Array(copy);
    case "F64":
      return new Float64Array(copy);
    case "I32":
      return new Int32Array(copy);
    case "F16":
      return Float32Array.from(new Uint16Array(copy), fromHalf);
    case "BF16":
      return fromBfloat(new Uint16Array(copy));
    case "U8":
    case "BOOL":
      return new Uint8Array(copy);
  }
}

/**
 * Reads a safetensors file, strictly: all of it or nothing.
 *
 * F32, F64, I32, U8 and BOOL come as they are; F16 and BF16 as Float32Array. The numbers are copies.
 * @param bytes The file; a Buffer of Node will do, and so will a part of a larger array.
 * @throws RangeError for a truncated file, a header longer than the file or than 100 MB, a header that is no JSON
 * object of the format, a name that stands twice, an element type that is not one of the above, offsets that overlap,
 * leave a hole or leave the file, and a length that does not fit the shape. The message names the array.
 * @example const { tensors, metadata } = decodeSafetensors(bytes);
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContent {
  const { entries, metadata, dataStart } = parseHeader(bytes);
  const tensors = Object.fromEntries(
    entries.map((entry) => {
      // Not slice: that of Node's Buffer is a view into memory that it shares.
      const copy = new Uint8Array(bytes.subarray(dataStart + entry.begin, dataStart + entry.end)).buffer;
      return [entry.name, { shape: entry.shape, data: readNumbers(entry, copy) }];
    }),
  );
  return { tensors, metadata };
}
