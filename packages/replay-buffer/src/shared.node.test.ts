import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { createGenerator } from "@wayfield/portable";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { copyRow, createColumn, createRowTarget } from "./column.ts";
import { attachShared, createSharedStore, type SharedStore } from "./shared.ts";
import { int32 } from "./spec.ts";

const width = 512;
const spec = { writer: int32(), serial: int32(), payload: int32(width) };
type Store = SharedStore<typeof spec>;

/** Every word of an item is a function of who wrote it and when, so a mixture of two items shows. */
const word = (writer: number, serial: number, index: number): number =>
  Math.imul(writer * 0x9e3779b1 + serial, 0x85ebca6b) ^ index;

const writerCode = `
import { workerData, parentPort } from "node:worker_threads";
import { attachShared } from "./shared.ts";
const { store, stop, writer } = workerData;
const buffer = attachShared(store);
const payload = new Int32Array(${width});
let serial = 0;
while (Atomics.load(stop, 0) === 0) {
  for (let index = 0; index < ${width}; index++) payload[index] = Math.imul(writer * 0x9e3779b1 + serial, 0x85ebca6b) ^ index;
  buffer.add({ writer, serial, payload });
  serial++;
}
parentPort.postMessage(serial);
`;

async function startWriters(store: Store, stop: Int32Array, count: number): Promise<Promise<number>[]> {
  const bundle = await build({
    stdin: { contents: writerCode, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
  });
  const code = bundle.outputFiles[0]!.text;
  return Array.from({ length: count }, (_, writer) => {
    const worker = new Worker(code, { eval: true, workerData: { store, stop, writer } });
    return new Promise<number>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  });
}

const isTorn = (writer: number, serial: number, payload: Int32Array, start: number): boolean => {
  for (let index = 0; index < width; index++) {
    if (payload[start + index] !== word(writer, serial, index)) return true;
  }
  return false;
};

/** A reader that asks no questions: what sampling would be without versions. */
function createCarelessReader(store: Store): (slot: number) => boolean {
  let next = 0;
  const columns = Object.values(spec).map((field) =>
    createColumn(field, store.capacity, () => store.chunks[next++]!, { isShared: true }),
  );
  const arrays = [new Int32Array(1), new Int32Array(1), new Int32Array(width)];
  const fields = Object.values(spec);
  const targets = arrays.map((words, index) => createRowTarget("test", fields[index]!, words));
  return (slot) => {
    columns.forEach((column, index) => {
      copyRow(column, slot, targets[index]!, 0);
    });
    return isTorn(arrays[0]![0]!, arrays[1]![0]!, arrays[2]!, 0);
  };
}

test("four writers lapping a reader over 8 slots: no sample is ever torn, while careless reads are", async () => {
  const store = createSharedStore(spec, 8);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const writers = await startWriters(store, stop, 4);
  const buffer = attachShared(store);
  while (buffer.size() < 8) await new Promise((resolve) => setTimeout(resolve, 5));
  const batch = buffer.createBatch(32);
  const { nextUniform } = createGenerator(1);
  const careless = createCarelessReader(store);
  const { writer, serial, payload } = batch.columns;
  const newest = new Float64Array(4);
  let torn = 0;
  let carelesslyTorn = 0;
  for (let round = 0; round < 8000; round++) {
    buffer.sample(batch, nextUniform);
    for (let row = 0; row < 32; row++) {
      if (isTorn(writer[row]!, serial[row]!, payload, row * width)) torn++;
      newest[writer[row]!] = Math.max(newest[writer[row]!]!, serial[row]!);
    }
    for (let slot = 0; slot < 8; slot++) if (careless(slot)) carelesslyTorn++;
  }
  Atomics.store(stop, 0, 1);
  const written = await Promise.all(writers);
  expect(torn).toBe(0);
  // The control: the race is real in this very run.
  expect(carelesslyTorn).toBeGreaterThan(0);
  // And the writers wrote over each other all along: many laps of the 8 slots were seen.
  expect(Math.min(...newest)).toBeGreaterThan(8);
  expect(written.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(8 * 100);
});
