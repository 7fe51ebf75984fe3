import { unzipSync } from "fflate";
import type { Numbers } from "./map-stack.ts";

/** An array of numbers as numpy had it, rows first whatever the order in the file. */
export interface NumberArray {
  /** Length along each axis. */
  readonly shape: readonly number[];
  /** Single precision if the file was, double otherwise. */
  readonly data: Numbers;
}

/** How one kind of number is read. */
interface NumberType {
  bytes: number;
  read: (view: DataView, at: number, isLittle: boolean) => number;
}

const safe = (value: bigint): number => {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
    throw new RangeError(`readNpy: expected whole numbers below 2^53, got ${value.toString()}`);
  return Number(value);
};

/** By numpy's type code without its byte order. */
const numberTypes: Readonly<Record<string, NumberType>> = {
  f4: { bytes: 4, read: (view, at, isLittle) => view.getFloat32(at, isLittle) },
  f8: { bytes: 8, read: (view, at, isLittle) => view.getFloat64(at, isLittle) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  i2: { bytes: 2, read: (view, at, isLittle) => view.getInt16(at, isLittle) },
  i4: { bytes: 4, read: (view, at, isLittle) => view.getInt32(at, isLittle) },
  i8: { bytes: 8, read: (view, at, isLittle) => safe(view.getBigInt64(at, isLittle)) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u2: { bytes: 2, read: (view, at, isLittle) => view.getUint16(at, isLittle) },
  u4: { bytes: 4, read: (view, at, isLittle) => view.getUint32(at, isLittle) },
  u8: { bytes: 8, read: (view, at, isLittle) => safe(view.getBigUint64(at, isLittle)) },
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

interface Header {
  code: string;
  isLittle: boolean;
  isFortran: boolean;
  shape: number[];
  dataStart: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** The text of the header and where it ends. */
function headerText(bytes: Uint8Array, name: string): { text: string; end: number } {
  if (bytes.length < 10 || !magic.every((byte, at) => bytes[at] === byte))
    throw new TypeError(`readNpy: expected an array as numpy.save writes it, got something else in ${name}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirstVersion = bytes[6] === 1;
  const length = isFirstVersion ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = isFirstVersion ? 10 : 12;
  if (start + length > bytes.length) throw new RangeError(`readNpy: ${name} ends within its header`);
  return { text: new TextDecoder().decode(bytes.subarray(start, start + length)), end: start + length };
}

function parseHeader(bytes: Uint8Array, name: string): Header {
  const { text, end } = headerText(bytes, name);
  const type = /'descr':\s*'([<>|=]?)(\w+)'/.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text);
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text);
  const code = type?.[2] ?? "";
  if (!(code in numberTypes) || !order || !shape) {
    const got = /'descr':\s*([^]*?),\s*'fortran_order'/.exec(text)?.[1] ?? text.trim();
    throw new TypeError(
      `readNpy: expected numbers (${Object.keys(numberTypes).join(", ")}) in ${name}, got ${got}; save it with .astype("float32")`,
    );
  }
  return {
    code,
    isLittle: type![1] !== ">",
    isFortran: order[1] === "True",
    shape: shape[1]!
      .split(",")
      .filter((part) => part.trim() !== "")
      .map(Number),
    dataStart: end,
  };
}

/** Where the number that stands at a place in column order belongs in row order. */
function rowOrderPlace(at: number, shape: readonly number[]): number {
  let [left, place, stride] = [at, 0, shape.reduce((product, length) => product * length, 1)];
  for (const length of shape) {
    stride /= length;
    place += (left % length) * stride;
    left = Math.floor(left / length);
  }
  return place;
}

/**
 * Reads an array that `numpy.save` wrote: floating point of 4 or 8 bytes, whole numbers, booleans, of either byte
 * order, in row or column order.
 * @param bytes The file.
 * @param name What error messages call it.
 * @throws TypeError for another format, or a type that is not numbers (pickled objects, text, records, complex).
 * @throws RangeError for a file that is too short, or whole numbers of 2⁵³ or more.
 * @example const { shape, data } = readNpy(new Uint8Array(await file.arrayBuffer()));
 * @see The numpy documentation, numpy.lib.format.
 */
export function readNpy(bytes: Uint8Array, name = "the file"): NumberArray {
  const { code, isLittle, isFortran, shape, dataStart } = parseHeader(bytes, name);
  const { bytes: width, read } = numberTypes[code]!;
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length < dataStart + count * width) {
    throw new RangeError(
      `readNpy: expected ${count * width} bytes for the shape (${shape.join(", ")}) in ${name}, got ${bytes.length - dataStart}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, count * width);
  const data = code === "f4" ? new Float32Array(count) : new Float64Array(count);
  for (let at = 0; at < count; at++)
    data[isFortran ? rowOrderPlace(at, shape) : at] = read(view, at * width, isLittle);
  return { shape, data };
}

/**
 * Reads the arrays of a file that `numpy.savez` or `numpy.savez_compressed` wrote, by name.
 * @param bytes The file.
 * @throws TypeError if it is no zip archive, and for what {@link readNpy} refuses.
 * @example const { positions, activity } = readNpz(await readFile("recording.npz"));
 */
export function readNpz(bytes: Uint8Array): Record<string, NumberArray> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes);
  } catch (error) {
    throw new TypeError(
      "readNpz: expected a zip archive as numpy.savez writes it; this one cannot be unpacked",
      {
        cause: error,
      },
    );
  }
  return Object.fromEntries(
    Object.entries(files).map(([file, content]) => [file.replace(/\.npy$/, ""), readNpy(content, file)]),
  );
}
