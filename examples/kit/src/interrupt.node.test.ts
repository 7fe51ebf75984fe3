import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root, typescriptArguments } from "../../../scripts/lib.mjs";

const fixture = fileURLToPath(new URL("fixtures/interrupted.ts", import.meta.url));

let out = "";
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "wayfield-interrupt-"));
});
afterEach(() => rm(out, { recursive: true }));

/** Starts an example, and sends it interrupts whenever it says one of some words. */
async function interrupt(word: string, interrupts: Record<string, number>) {
  const child = spawn(process.execPath, [...typescriptArguments, fixture, word, out], { cwd: root });
  let said = "";
  const left = new Map(Object.entries(interrupts));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    for (const [cue, count] of left) {
      if (!said.includes(cue)) continue;
      left.delete(cue);
      for (let sent = 0; sent < count; sent++) child.kill("SIGINT");
    }
  });
  const [status, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { status, signal, said };
}

test("the first Ctrl-C and its echo let an example save, and it ends with status 130 and no result", async () => {
  const { status, said } = await interrupt("saves", { begun: 2 });
  expect(status).toBe(130);
  expect(said.match(/Interrupted/g)).toHaveLength(1);
  expect(said).toContain("saved");
  expect(await readdir(out)).toEqual([]);
});

test("the second Ctrl-C ends an example in the middle of work that never pauses", async () => {
  const { signal, said } = await interrupt("stuck", { begun: 1, stuck: 1 });
  expect(said).toContain("stuck");
  expect(signal).toBe("SIGINT");
});

test("an example that never asks for the signal is ended by the first Ctrl-C, work or no work", async () => {
  const { signal, said } = await interrupt("deaf", { begun: 1 });
  expect(signal).toBe("SIGINT");
  expect(said).not.toContain("Interrupted");
});
