import { createGenerator } from "@wayfield/portable";
import { describe, expect, test } from "vitest";
import { chiSquare } from "./chi-square.ts";
import { attachShared, createSharedStore } from "./shared.ts";
import { int32, uint8 } from "./spec.ts";

const spec = { n: int32(), bytes: uint8(5) };
const item = (n: number) => ({ n, bytes: new Uint8Array(5).fill(n) });

const hasSharedMemory = typeof SharedArrayBuffer !== "undefined";

// A page has shared memory only if it is cross-origin isolated, and not every browser's test page is.
describe.skipIf(!hasSharedMemory)("shared store", () => {
  test("what one hold adds another samples; the newest items stay", () => {
    const store = createSharedStore(spec, 4);
    const [writer, reader] = [attachShared(store), attachShared(store)];
    const ids = Array.from({ length: 10 }, (_, n) => writer.add(item(n)));
    expect(new Set(ids).size).toBe(10);
    expect(reader.size()).toBe(4);
    const batch = reader.createBatch(100);
    reader.sample(batch, createGenerator(1).nextUniform);
    expect(new Set(batch.columns.n)).toEqual(new Set([6, 7, 8, 9]));
    batch.ids.forEach((id, row) => {
      const n = batch.columns.n[row]!;
      expect(id).toBe(ids[n]);
      expect(Array.from(batch.columns.bytes.subarray(5 * row, 5 * row + 5))).toEqual([n, n, n, n, n]);
    });
  });

  test("sampling is uniform over the slots: χ² with 1 000 draws a slot", () => {
    const buffer = attachShared(createSharedStore(spec, 16));
    for (let n = 0; n < 16; n++) buffer.add(item(n));
    const batch = buffer.createBatch(16_000);
    buffer.sample(batch, createGenerator(2).nextUniform);
    const counts = new Float64Array(16);
    for (const slot of batch.slots) counts[slot]!++;
    const { statistic, bound } = chiSquare(counts, new Array<number>(16).fill(1 / 16));
    expect(statistic).toBeLessThan(bound);
  });

  test("a slot left locked by a dead writer is passed over by writers and readers", () => {
    const store = createSharedStore(spec, 3);
    const buffer = attachShared(store);
    for (let n = 0; n < 3; n++) buffer.add(item(n));
    new Int32Array(store.control)[2]! |= 1;
    for (let n = 3; n < 20; n++) buffer.add(item(n));
    const batch = buffer.createBatch(100);
    buffer.sample(batch, createGenerator(3).nextUniform);
    expect(new Set(batch.columns.n)).toEqual(new Set([18, 19]));
  });

  test("with every slot locked both give up loudly", () => {
    const store = createSharedStore(spec, 1);
    const buffer = attachShared(store);
    buffer.add(item(1));
    new Int32Array(store.control)[2]! |= 1;
    expect(() => buffer.add(item(2))).toThrow(/locked/);
    expect(() => {
      buffer.sample(buffer.createBatch(1), () => 0);
    }).toThrow(/could be read/);
  });

  test("an empty store refuses", () => {
    const buffer = attachShared(createSharedStore(spec, 1));
    expect(() => {
      buffer.sample(buffer.createBatch(1), () => 0);
    }).toThrow(/empty/);
  });
});

test.skipIf(hasSharedMemory)("without shared memory the error says what to serve", () => {
  expect(() => createSharedStore(spec, 1)).toThrow(/Cross-Origin-Opener-Policy/);
});
