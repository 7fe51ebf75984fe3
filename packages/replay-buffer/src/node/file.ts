import { createHash, randomUUID, type Hash } from "node:crypto";
import { mkdir, open, rename, unlink, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/** Bytes that go to or come from the disk in one call. */
const chunkBytes = 1 << 20;

/** Writes all of a view; one call may write less than it was given. */
async function writeFully(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}

/** Makes a rename in a folder survive a power cut; some systems cannot open folders, and there nothing more can be done. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), "r").catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/**
 * Writes parts to a file that appears whole or not at all, followed by their SHA-256: temporary file beside the
 * target, every byte, fsync, rename, fsync of the folder. Missing folders are made. The parts are read in place, a megabyte at a time.
 */
export async function writeAtomically(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // A random name: process numbers repeat, in containers most of all, and what a killed save left must stop no other.
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, "wx");
  try {
    const hash = createHash("sha256");
    for (const part of parts) {
      for (let start = 0; start < part.length; start += chunkBytes) {
        const chunk = part.subarray(start, start + chunkBytes);
        hash.update(chunk);
        await writeFully(file, chunk);
      }
    }
    await writeFully(file, hash.digest());
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(path);
}

/** Fills a view from a position of a file. */
export async function readFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const length = Math.min(chunkBytes, bytes.length - done);
    const { bytesRead } = await file.read(bytes, done, length, position + done);
    if (bytesRead === 0) throw new RangeError(`the file ends ${bytes.length - done} bytes too early`);
    done += bytesRead;
  }
}

/** SHA-256 of the first `length` bytes of a file. */
export async function hashFile(file: FileHandle, length: number): Promise<Uint8Array> {
  const hash: Hash = createHash("sha256");
  const chunk = new Uint8Array(chunkBytes);
  for (let position = 0; position < length;) {
    const part = chunk.subarray(0, Math.min(chunkBytes, length - position));
    await readFully(file, part, position);
    hash.update(part);
    position += part.length;
  }
  return hash.digest();
}
