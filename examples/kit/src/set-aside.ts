import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";

/** The first name beside a file that is free: state.json becomes state-1.json, state-2.json and so on. */
function freeNameBeside(file: string): string {
  const ending = extname(file);
  const stem = join(dirname(file), basename(file, ending));
  let number = 1;
  while (existsSync(`${stem}-${number}${ending}`)) number++;
  return `${stem}-${number}${ending}`;
}

/**
 * Gives a file that is there another name, so that nothing is written over it.
 * @returns The new name; undefined if there was no such file.
 * @throws Error if it cannot be renamed.
 */
export async function setAside(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  const free = freeNameBeside(file);
  await rename(file, free);
  return free;
}
