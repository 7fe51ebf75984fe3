import { open, type FileHandle } from "node:fs/promises";
import type { Json, Persistent, SnapshotArray } from "../persistent.ts";
import { hashFile, readFully, writeAtomically } from "./file.ts";

/** A snapshot file that cannot be used: not one, damaged, or of a version or buffer that does not fit. */
export class SnapshotError extends Error {
  /** Tells it from other errors where classes cannot be compared. */
  override readonly name = "SnapshotError";
}

/** Options of {@link saveSnapshot}. */
export interface SaveSnapshotOptions {
  /** Anything to be kept beside the buffer: the state of the random generator, the step of the training. Default null. */
  metadata?: Json;
}

const magic = new TextEncoder().encode("WFREPLAY");
const version = 1;
const prefixBytes = magic.length + 8;
const checksumBytes = 32;
const largestHeader = 1 << 24;

const bytesOf = ({ buffer, byteOffset, byteLength }: SnapshotArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** @throws Error on a host that keeps the high byte first: the arrays go to disk as they lie in memory. */
function requireLittleEndian(): void {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) {
    throw new Error("replay-buffer/node: expected a little-endian machine");
  }
}

function encodeHeader(state: Json, metadata: Json, lengths: readonly number[]): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify({ state, metadata, lengths }));
  const header = new Uint8Array(prefixBytes + text.length);
  header.set(magic);
  const view = new DataView(header.buffer);
  view.setUint32(magic.length, version, true);
  view.setUint32(magic.length + 4, text.length, true);
  header.set(text, prefixBytes);
  return header;
}

/**
 * Saves a buffer. The file appears whole or not at all, whatever kills the process; missing folders are made. The arrays are read where they
 * lie, so memory does not grow. Nothing may be added to the buffer until the promise settles.
 *
 * Layout: "WFREPLAY", version and header length (uint32), header (JSON: state, metadata, array lengths in bytes),
 * the arrays little-endian, SHA-256 of all that.
 * @throws The file system's error, with the old file untouched, if the disk is full or refuses.
 * @example await saveSnapshot("replay.bin", buffer, { metadata: { step, generator: [...state] } });
 */
export async function saveSnapshot(
  path: string,
  buffer: Persistent,
  { metadata = null }: SaveSnapshotOptions = {},
): Promise<void> {
  requireLittleEndian();
  const { state, arrays } = buffer.snapshot();
  const header = encodeHeader(
    state,
    metadata,
    arrays.map(({ byteLength }) => byteLength),
  );
  await writeAtomically(path, [header, ...arrays.map(bytesOf)]);
}

interface Header {
  state: Json;
  metadata: Json;
  lengths: readonly number[];
}

async function checkWhole(file: FileHandle, path: string, size: number): Promise<void> {
  const stored = new Uint8Array(checksumBytes);
  const position = size - checksumBytes;
  if (position < prefixBytes) throw new SnapshotError(`${path}: too short to be a snapshot (${size} bytes)`);
  await readFully(file, stored, position);
  const actual = await hashFile(file, position);
  if (!actual.every((byte, index) => byte === stored[index])) {
    throw new SnapshotError(`${path}: the checksum does not match; the file is damaged or cut short`);
  }
}

async function readHeader(file: FileHandle, path: string): Promise<{ header: Header; end: number }> {
  const prefix = new Uint8Array(prefixBytes);
  await readFully(file, prefix, 0);
  const view = new DataView(prefix.buffer);
  if (!magic.every((byte, index) => byte === prefix[index])) {
    throw new SnapshotError(`${path}: not a snapshot of a replay buffer`);
  }
  const found = view.getUint32(magic.length, true);
  if (found !== version) {
    throw new SnapshotError(`${path}: format version ${found}; this release reads version ${version}`);
  }
  const length = view.getUint32(magic.length + 4, true);
  if (length > largestHeader) throw new SnapshotError(`${path}: header of ${length} bytes`);
  const text = new Uint8Array(length);
  await readFully(file, text, prefixBytes);
  const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text)) as Header;
  return { header, end: prefixBytes + length };
}

/**
 * Restores a buffer made with the same settings as the saved one. The checksum of the whole file is verified before
 * the first byte of the buffer changes, so a bad file leaves the buffer as it was.
 * @returns The metadata that was saved with it.
 * @throws SnapshotError for a file that is no snapshot, damaged, or of another version; RangeError, naming both, for a
 * snapshot of a buffer with other settings (make the buffer with the snapshot's capacity).
 * @example const metadata = await loadSnapshot("replay.bin", buffer);
 */
export async function loadSnapshot(path: string, buffer: Persistent): Promise<Json> {
  requireLittleEndian();
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    await checkWhole(file, path, size);
    const { header, end } = await readHeader(file, path);
    const { arrays, commit } = buffer.restore(header.state);
    const lengths = arrays.map(({ byteLength }) => byteLength);
    if (JSON.stringify(lengths) !== JSON.stringify(header.lengths)) {
      throw new SnapshotError(
        `${path}: arrays of ${header.lengths.join(", ")} bytes do not fit ${lengths.join(", ")}`,
      );
    }
    let position = end;
    for (const array of arrays) {
      await readFully(file, bytesOf(array), position);
      position += array.byteLength;
    }
    commit();
    return header.metadata;
  } finally {
    await file.close();
  }
}
