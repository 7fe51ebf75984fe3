import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useBackend } from "@wayfield/backend";
import { pretrainCommand } from "./commands.ts";
import { runTraining } from "./run-training.ts";

/** Counts up to four from somewhere, and tells what its log holds then. */
async function logAfter(folder: string, from: number): Promise<number[]> {
  let done = from;
  await runTraining(
    {
      done: () => done,
      advance: () => Promise.resolve({ value: (done += 1) }),
      save: () => Promise.resolve(Uint8Array.of(done)),
    },
    {
      total: 4,
      perLine: 1,
      checkpoint: join(folder, "state"),
      checkpointEvery: 1000,
      log: join(folder, "log.jsonl"),
      signal: new AbortController().signal,
      progress: { goOnFrom: () => undefined, update: () => undefined, finish: () => undefined },
      note: () => "",
    },
  );
  const lines = (await readFile(join(folder, "log.jsonl"), "utf8")).trim().split("\n");
  return lines.map((line) => (JSON.parse(line) as { done: number }).done);
}

test("a pretraining that is interrupted leaves its state, and the modules that were there", async () => {
  await useBackend("wasm");
  const folder = await mkdtemp(join(tmpdir(), "wayfield-pretraining-"));
  await writeFile(join(folder, "modules.safetensors"), "whole");
  const { metrics } = await pretrainCommand.run({
    options: { world: "square", config: "fast", updates: 2, checkpointEvery: 1000 },
    seed: 1,
    quick: false,
    out: folder,
    checkpoint: undefined,
    checkpointFile: (fileName) => Promise.resolve(join(folder, fileName)),
    resume: undefined,
    resumeCommand: () => "",
    signal: AbortSignal.abort(),
    progress: () => ({ goOnFrom: () => undefined, update: () => undefined, finish: () => undefined }),
    figure: () => Promise.resolve(),
    log: () => undefined,
  });
  expect(metrics).toEqual({ updates: 0 });
  expect(await readFile(join(folder, "modules.safetensors"), "utf8")).toBe("whole");
  expect((await readFile(join(folder, "pretraining.safetensors"))).length).toBeGreaterThan(1000);
  await rm(folder, { recursive: true });
}, 60_000);

test("the log begins anew with a new training, and goes on from where a training goes on", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wayfield-log-"));
  expect(await logAfter(folder, 0)).toEqual([1, 2, 3, 4]);
  expect(await logAfter(folder, 0)).toEqual([1, 2, 3, 4]);
  // A checkpoint that is older than the last lines, the last of which was cut off as it was written.
  await writeFile(join(folder, "log.jsonl"), '{"done":1}\n{"done":2}\n{"done":3}\n{"do');
  expect(await logAfter(folder, 2)).toEqual([1, 2, 3, 4]);
  await rm(folder, { recursive: true });
});
