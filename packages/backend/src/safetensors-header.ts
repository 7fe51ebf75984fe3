import { duplicateKey } from "./duplicate-key.ts";

/** Bytes an element takes, by the format's name of its type. */
const elementBytes = { F64: 8, F32: 4, I32: 4, F16: 2, BF16: 2, U8: 1, BOOL: 1 } as const;

/** An element type that is read. */
export type Dtype = keyof typeof elementBytes;

/** One array as the header describes it; offsets in bytes from the end of the header. */
export interface HeaderEntry {
  name: string;
  dtype: Dtype;
  shape: readonly number[];
  begin: number;
  end: number;
}

/** A checked header. */
export interface Header {
  entries: HeaderEntry[];
  metadata: Record<string, string>;
  /** Where in the file the numbers start. */
  dataStart: number;
}

/** The format's own limit on the header, in bytes. */
const headerLimit = 100_000_000;

const fail = (what: string): never => {
  throw new RangeError(`decodeSafetensors: ${what}`);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function headerLengthOf(bytes: Uint8Array): number {
  if (bytes.length < 8)
    fail(`expected at least 8 bytes, got ${bytes.length}; the file is truncated or no safetensors file`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(headerLimit))
    fail(`the header claims ${length.toString()} bytes, the format allows 100 MB`);
  if (8 + Number(length) > bytes.length) {
    fail(
      `the header claims ${length.toString()} bytes, the file has ${bytes.length - 8} after its length; it is truncated`,
    );
  }
  return Number(length);
}

function parseJson(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    fail(`the header is not JSON (${(error as Error).message})`);
  }
  if (!isRecord(parsed)) return fail("the header is not a JSON object");
  const twice = duplicateKey(text);
  if (twice !== undefined) fail(`the header names "${twice}" twice`);
  return parsed;
}

function checkMetadata(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (isRecord(value) && Object.values(value).every((text) => typeof text === "string"))
    return value as Record<string, string>;
  return fail("expected __metadata__ to map names to text");
}

function checkEntry(name: string, value: unknown): HeaderEntry {
  if (!isRecord(value)) return fail(`expected a record for "${name}"`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !(dtype in elementBytes)) {
    return fail(
      `"${name}" has the element type ${JSON.stringify(dtype)}, expected one of ${Object.keys(elementBytes).join(", ")}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every(isCount))
    return fail(`"${name}" has the shape ${JSON.stringify(shape)}`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    return fail(`"${name}" has the offsets ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  const expected = shape.reduce((size, extent) => size * extent, elementBytes[dtype as Dtype]);
  if (end - begin !== expected) {
    fail(
      `"${name}" of shape [${shape.join(", ")}] and type ${dtype} needs ${expected} bytes, its offsets give ${end - begin}`,
    );
  }
  return { name, dtype: dtype as Dtype, shape, begin, end };
}

/** Arrays must tile the data part: no overlap, no hole, nothing outside. */
function checkTiling(entries: readonly HeaderEntry[], dataLength: number): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < at)
      fail(`"${name}" overlaps the array before it (starts at ${begin}, that one ends at ${at})`);
    if (begin > at) fail(`${begin - at} bytes before "${name}" belong to no array`);
    if (end > dataLength)
      fail(`"${name}" ends at ${end}, the file's data at ${dataLength}; the file is truncated`);
    at = end;
  }
  if (at !== dataLength) fail(`${dataLength - at} bytes at the end belong to no array`);
}

/** Reads and checks the header of a safetensors file. */
export function parseHeader(bytes: Uint8Array): Header {
  const length = headerLengthOf(bytes);
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length));
  } catch {
    fail("the header is not UTF-8");
  }
  const { __metadata__: metadata, ...arrays } = parseJson(text);
  const entries = Object.entries(arrays).map(([name, value]) => checkEntry(name, value));
  checkTiling(entries, bytes.length - 8 - length);
  return { entries, metadata: checkMetadata(metadata), dataStart: 8 + length };
}
