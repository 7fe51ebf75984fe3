import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSafetensors } from "@wayfield/backend";
import { afterEach, beforeEach, expect, test } from "vitest";
import { labelCheckpoint, readCheckpoint, type CheckpointLabel } from "./checkpoint.ts";

let file = "";
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-glimpse-"));
  file = join(folder, "checkpoint.safetensors");
});
afterEach(() => rm(folder, { recursive: true }));

const label: CheckpointLabel = { task: "digits", model: "learned", seed: 1, epochs: 20 };
const bytes = encodeSafetensors({ weight: { shape: [2], data: Float32Array.of(1, 2) } }, { state: "{}" });

test("a checkpoint of the same training is read", async () => {
  const labelled = labelCheckpoint(bytes, label);
  await writeFile(file, labelled);
  expect(Buffer.compare(await readCheckpoint(file, label), labelled)).toBe(0);
});

test.each<Partial<CheckpointLabel>>([{ task: "cluttered" }, { model: "random" }, { seed: 2 }, { epochs: 1 }])(
  "one of another training is refused: %o",
  async (change) => {
    await writeFile(file, labelCheckpoint(bytes, label));
    await expect(readCheckpoint(file, { ...label, ...change })).rejects.toThrow(
      /--resume: expected .*, got one of --task digits --model learned --epochs 20 --seed 1; give the options/,
    );
  },
);

test("one that does not say what it is of is refused", async () => {
  await writeFile(file, bytes);
  await expect(readCheckpoint(file, label)).rejects.toThrow("got one of a training it does not name");
});
