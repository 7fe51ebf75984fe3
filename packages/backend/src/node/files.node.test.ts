import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeFileAtomically } from "./files.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the file holds the new content, in a folder made for it, and nothing else is left", async () => {
  const file = join(folder, "deep", "state.bin");
  await writeFileAtomically(file, "old");
  await writeFileAtomically(file, new Uint8Array([1, 2, 3]));
  expect([...(await readFile(file))]).toEqual([1, 2, 3]);
  expect(await readdir(join(folder, "deep"))).toEqual(["state.bin"]);
});

test("writes at the same time leave one of the contents, whole", async () => {
  const file = join(folder, "race.txt");
  const contents = ["a".repeat(100_000), "b".repeat(100_000)];
  await Promise.all(contents.map((content) => writeFileAtomically(file, content)));
  expect(contents).toContain(await readFile(file, "utf8"));
});

test("a write that fails leaves no temporary file", async () => {
  const taken = join(folder, "taken");
  await writeFileAtomically(join(taken, "inside"), "x");
  await expect(writeFileAtomically(taken, "y")).rejects.toThrow();
  expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
