import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { threadId } from "node:worker_threads";
import { createGenerator, generatorFromState, type Generator, type GeneratorState } from "@wayfield/portable";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEpisodicBuffer } from "./episodes.ts";
import { loadSnapshot, saveSnapshot, SnapshotError } from "./node.ts";
import type { Persistent } from "./persistent.ts";
import { prioritised } from "./prioritised.ts";
import { createReplayBuffer } from "./replay.ts";
import { createReservoirBuffer } from "./reservoir.ts";
import { uniform } from "./sampler.ts";
import { createSequenceBuffer } from "./sequences.ts";
import { float32, int32, uint8 } from "./spec.ts";
import { createTransitionBuffer } from "./transitions.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "replay-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** One buffer and what a user does with it, driven by a generator that can be swapped at a restore. */
interface Subject {
  buffer: Persistent;
  advance: (n: number) => void;
  sample: () => unknown;
}

type Make = (random: () => number) => Subject;

const contents = (batch: object): unknown =>
  Object.fromEntries(Object.entries(batch).filter(([name]) => !/argets/.test(name)));

const makeReplay =
  (sampler: typeof uniform): Make =>
  (random) => {
    const buffer = createReplayBuffer({ spec: { x: float32(3), k: uint8() }, capacity: 20, random, sampler });
    const batch = buffer.createBatch(16);
    return {
      buffer,
      advance: (n) => {
        buffer.add({ x: [n, 1, 2], k: n % 256 }, 1 + (n % 5));
      },
      sample: () => {
        buffer.sample(batch, 0.5);
        const held = buffer.updatePriorities(
          batch.ids,
          batch.ids.map((id) => 0.5 + (id % 7)),
        );
        return { ...(contents(batch) as object), held };
      },
    };
  };

const makers: [string, Make][] = [
  ["uniform", makeReplay(uniform)],
  ["prioritised", makeReplay(prioritised())],
  [
    "reservoir",
    (random) => {
      const buffer = createReservoirBuffer({ spec: { x: int32() }, capacity: 10, random });
      const batch = buffer.createBatch(8);
      return {
        buffer,
        advance: (n) => void buffer.add({ x: n }),
        sample: () => {
          buffer.sample(batch);
          return contents(batch);
        },
      };
    },
  ],
  [
    "transitions",
    (random) => {
      const buffer = createTransitionBuffer({
        observation: uint8(3),
        action: int32(),
        capacity: 30,
        random,
        stack: 3,
        steps: 2,
        sampler: prioritised(),
      });
      const batch = buffer.createBatch(8);
      return {
        buffer,
        advance: (n) => {
          if (n % 11 === 0) buffer.begin([n % 256, 0, 0]);
          else {
            buffer.step({
              action: n,
              reward: n,
              observation: [n % 256, 1, 2],
              terminated: n % 11 === 10,
              truncated: false,
            });
          }
        },
        sample: () => {
          buffer.sample(batch, 0.5);
          return contents(batch);
        },
      };
    },
  ],
  [
    "sequences",
    (random) => {
      const buffer = createSequenceBuffer({
        spec: { x: int32() },
        state: { h: float32(2) },
        capacity: 40,
        length: 4,
        burnIn: 2,
        overlap: 1,
        random,
        sampler: prioritised(),
      });
      const batch = buffer.createBatch(8);
      return {
        buffer,
        advance: (n) => {
          buffer.add({ x: n }, { h: [n, -n] });
          if (n % 13 === 12) buffer.endEpisode(1 + (n % 3));
        },
        sample: () => {
          buffer.sample(batch, 0.5);
          return contents(batch);
        },
      };
    },
  ],
  [
    "episodes",
    (random) => {
      const buffer = createEpisodicBuffer({
        spec: { x: int32() },
        capacity: 40,
        longest: 9,
        episodes: 6,
        random,
      });
      const batch = buffer.createBatch(8);
      return {
        buffer,
        advance: (n) => {
          buffer.add({ x: n });
          if (n % 9 === 8 || n % 7 === 6) buffer.endEpisode();
        },
        sample: () => {
          buffer.sample(batch);
          return contents(batch);
        },
      };
    },
  ],
];

const readGenerator = (metadata: unknown): Generator =>
  generatorFromState((metadata as { generator: GeneratorState }).generator);

describe.each(makers)("%s", (name, make) => {
  test.each([15, 73])(
    "saved after %i steps and restored, it goes on bit for bit as if never stopped",
    async (steps) => {
      const path = join(folder, `${name}-${steps}.bin`);
      const generator = createGenerator(5);
      const original = make(generator.nextUniform);
      for (let n = 0; n < steps; n++) original.advance(n);
      original.sample();
      await saveSnapshot(path, original.buffer, { metadata: { generator: [...generator.state()] } });
      let source = createGenerator(99);
      const restored = make(() => source.nextUniform());
      for (let n = 0; n < 35; n++) restored.advance(n);
      source = readGenerator(await loadSnapshot(path, restored.buffer));
      for (let n = steps; n < steps + 60; n++) {
        expect(restored.sample()).toEqual(original.sample());
        original.advance(n);
        restored.advance(n);
      }
    },
  );
});

async function savedBytes(path: string): Promise<Uint8Array> {
  const subject = makeReplay(prioritised())(createGenerator(1).nextUniform);
  for (let n = 0; n < 8; n++) subject.advance(n);
  await saveSnapshot(path, subject.buffer);
  return new Uint8Array(await readFile(path));
}

test("every truncation, and a flipped bit anywhere, is refused and leaves the buffer as it was", async () => {
  const path = join(folder, "damaged.bin");
  const whole = await savedBytes(path);
  const target = makeReplay(prioritised())(() => 0.3);
  for (let n = 50; n < 60; n++) target.advance(n);
  const before = JSON.stringify(target.buffer.snapshot());
  const refuse = async (bytes: Uint8Array): Promise<void> => {
    await writeFile(path, bytes);
    await expect(loadSnapshot(path, target.buffer)).rejects.toThrow(SnapshotError);
  };
  for (let length = 0; length < whole.length; length += length < 24 ? 1 : 17)
    await refuse(whole.subarray(0, length));
  for (let at = 0; at < whole.length; at += at < 24 ? 1 : 13) {
    const flipped = whole.slice();
    flipped[at]! ^= 1 << (at % 8);
    await refuse(flipped);
  }
  await refuse(Uint8Array.of(...whole, 0));
  expect(JSON.stringify(target.buffer.snapshot())).toBe(before);
});

test("a snapshot of other settings is refused with both named", async () => {
  const path = join(folder, "settings.bin");
  await savedBytes(path);
  const smaller = createReplayBuffer({
    spec: { x: float32(3), k: uint8() },
    capacity: 10,
    random: () => 0,
    sampler: prioritised(),
  });
  await expect(loadSnapshot(path, smaller)).rejects.toThrow(/"capacity":10.*"capacity":20/);
  const flatter = makeReplay(prioritised({ alpha: 0.5 }))(() => 0);
  await expect(loadSnapshot(path, flatter.buffer)).rejects.toThrow(/alpha 0.5/);
});

test("a snapshot holds live views of the part in use, never a copy", () => {
  const buffer = createReplayBuffer({ spec: { x: float32(2) }, capacity: 1000, random: () => 0 });
  buffer.add({ x: [1, 2] });
  const [column] = buffer.snapshot().arrays;
  expect(Array.from(column!)).toEqual([1, 2]);
  expect(column!.buffer.byteLength).toBe(8000);
});

test("folders that are not there are made", async () => {
  const subject = makeReplay(uniform)(() => 0);
  subject.advance(0);
  const path = join(folder, "missing", "too", "x.bin");
  await saveSnapshot(path, subject.buffer, { metadata: 7 });
  expect(await loadSnapshot(path, makeReplay(uniform)(() => 0).buffer)).toBe(7);
});

test("a folder that cannot be made gives the system's error and leaves no temporary file", async () => {
  const subject = makeReplay(uniform)(() => 0);
  await writeFile(join(folder, "file"), "no folder");
  await expect(saveSnapshot(join(folder, "file", "x.bin"), subject.buffer)).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("what killed processes of the same number left behind stops no save", async () => {
  const path = join(folder, "again.bin");
  for (let serial = 1; serial <= 300; serial++) {
    await writeFile(`${path}.${process.pid}-${threadId}-${serial}.tmp`, "left behind");
  }
  const bytes = await savedBytes(path);
  expect(bytes.length).toBeGreaterThan(0);
  await Promise.all(
    (await readdir(folder)).filter((name) => name.endsWith(".tmp")).map((name) => rm(join(folder, name))),
  );
});

test("killed at any moment of a save, the file is the old one or the new one, whole", async () => {
  const path = join(folder, "killed.bin");
  const code = `
import { createReplayBuffer } from "./replay.ts";
import { saveSnapshot } from "./node.ts";
import { float32 } from "./spec.ts";
const buffer = createReplayBuffer({ spec: { x: float32(1000) }, capacity: 500, random: () => 0 });
for (let n = 0; n < 500; n++) buffer.add({ x: new Float32Array(1000).fill(n) });
for (let save = 0; ; save++) {
  await saveSnapshot(process.argv[2], buffer, { metadata: save });
  process.stdout.write("saved\\n");
}`;
  const script = join(folder, "saver.mjs");
  await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: script,
  });
  const { nextUniform } = createGenerator(8);
  for (let kill = 0; kill < 12; kill++) {
    const child = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, 40 * nextUniform()));
    child.kill("SIGKILL");
    await once(child, "exit");
    const buffer = createReplayBuffer({ spec: { x: float32(1000) }, capacity: 500, random: () => 0.5 });
    expect(typeof (await loadSnapshot(path, buffer))).toBe("number");
    expect(buffer.size()).toBe(500);
  }
});
