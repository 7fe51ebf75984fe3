import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeSafetensors } from "@wayfield/backend";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root, typescriptArguments } from "../../../scripts/lib.mjs";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-grid-cells-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function example(...words: string[]): Promise<{ status: number | null; errors: string }> {
  const script = [...typescriptArguments, "scripts/example.ts", "grid-cells", ...words, "--out", folder];
  const child = spawn(process.execPath, script, { cwd: root });
  let errors = "";
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  child.stdout.resume();
  const [status] = (await once(child, "exit")) as [number | null];
  return { status, errors };
}

test("trains, goes on from its checkpoint, and leaves weights that say how they came about", async () => {
  const state = join(folder, "integrator.safetensors");
  const few = ["--code-updates", "2", "--paths", "12"];
  expect((await example("train", "--updates", "2", ...few)).status).toBe(0);
  expect((await example("train", "--updates", "3", "--resume", state, ...few)).status).toBe(0);
  const { metadata, tensors } = decodeSafetensors(
    new Uint8Array(await readFile(join(folder, "weights.safetensors"))),
  );
  expect(metadata["command"]).toMatch(/grid-cells train --seed 1 --updates 3/);
  expect(tensors["code.bottleneck.kernel"]?.shape).toEqual([256, 256]);
}, 120_000);

test("a file that is not there is explained", async () => {
  const { status, errors } = await example("--weights", "/nowhere.safetensors");
  expect(status).not.toBe(0);
  expect(errors).toMatch(/nowhere\.safetensors/);
});
