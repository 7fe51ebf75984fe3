import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

async function flushFolder(folder: string): Promise<void> {
  // Some systems (Windows) cannot open a folder; there the rename is as durable as it gets.
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/**
 * Writes a file so that at every moment either the old content or the new one is there, whole: to a temporary name
 * beside it, flushed, then renamed. Missing folders are made.
 * @throws Error from the file system; the old file is then untouched and the temporary one removed.
 * @example await writeFileAtomically("out/weights.safetensors", bytes);
 */
export async function writeFileAtomically(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, "w");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await flushFolder(dirname(path));
}

/**
 * Reads a file whole, with an error that says which file and what to do.
 * @throws Error if it cannot be read.
 */
export async function readFileOrExplain(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new Error(
      `readFileOrExplain: cannot read "${path}" (${(error as Error).message}); check the path`,
      { cause: error },
    );
  }
}
