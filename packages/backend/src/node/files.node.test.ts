import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFileOrExplain, writeFileAtomically } from "./files.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-files-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("makes missing folders, replaces the old file, leaves no temporary one", async () => {
  const path = join(folder, "deep", "weights.bin");
  await writeFileAtomically(path, Uint8Array.of(1));
  await writeFileAtomically(path, Uint8Array.of(2, 3));
  expect([...(await readFileOrExplain(path))]).toEqual([2, 3]);
  expect(await readdir(join(folder, "deep"))).toEqual(["weights.bin"]);
});

test("a failed write keeps the old file and removes the temporary one", async () => {
  const path = join(folder, "weights.bin");
  await writeFile(path, "old");
  await expect(writeFileAtomically(path, 5 as unknown as string)).rejects.toThrow();
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(folder)).toEqual(["weights.bin"]);
});

test("a missing file is named in the error", async () => {
  await expect(readFileOrExplain(join(folder, "none"))).rejects.toThrow(
    /cannot read ".*none".*check the path/,
  );
});
