import { describe, expect, test } from "vitest";
import {
  copyRow,
  createColumn,
  createRowTarget,
  gatherRows,
  viewRows,
  writeRow,
  writeRows,
} from "./column.ts";
import { float32, uint8, viewOf, type FieldSpec } from "./spec.ts";

const plain = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes);
const row = (slot: number, length: number): number[] =>
  Array.from({ length }, (_, index) => (slot * 7 + index) % 251);

describe.each([
  ["rows of whole words", uint8(4, 3)],
  ["rows of odd bytes", uint8(7)],
  ["long rows", float32(300)],
  ["long rows of odd words", float32(301)],
  ["staged rows", float32(600)],
  ["staged rows of odd bytes", uint8(2051)],
  ["scalars", float32()],
] as [string, FieldSpec][])("%s over several chunks", (_name, field) => {
  const length = field.shape.reduce((product, size) => product * size, 1);
  const column = createColumn(field, 21, plain, { chunkBytes: length * 4 * 5 });
  const target = (rows: number) => {
    const array = viewOf(field.dtype, plain(rows * length * 4), 0, rows * length);
    return { array, target: createRowTarget("test", field, array) };
  };

  test("every row comes back as it was written", () => {
    expect(column.chunks.length).toBeGreaterThan(1);
    for (let slot = 0; slot < 21; slot++) writeRow(column, slot, row(slot, length));
    const { array, target: one } = target(21);
    gatherRows(
      column,
      Int32Array.from({ length: 21 }, (_, index) => 20 - index),
      21,
      one,
    );
    expect(Array.from(array)).toEqual(
      Array.from({ length: 21 }, (_, index) => row(20 - index, length)).flat(),
    );
  });

  test("rows written together equal rows written one by one", () => {
    const { array } = target(10);
    array.set(Array.from({ length: 10 }, (_, index) => row(50 + index, length)).flat());
    writeRows(column, 3, array, 2, 8);
    const { array: read, target: one } = target(1);
    for (let index = 0; index < 8; index++) {
      copyRow(column, 3 + index, one, 0);
      expect(Array.from(read)).toEqual(row(52 + index, length));
    }
  });

  test("live views cover the rows asked for and share the memory", () => {
    const views = viewRows(column, 13);
    expect(views.reduce((sum, view) => sum + view.length, 0)).toBe(13 * length);
    expect(views[0]!.buffer).toBe(column.chunks[0]!.buffer);
  });
});

test("shared memory has no stage, which threads would share", () => {
  const shared = createColumn(uint8(4096), 4, plain, { isShared: true });
  expect(shared.bytes[0]).toHaveLength(4 * 4096);
  expect(createColumn(uint8(4096), 4, plain).bytes[0]).toHaveLength(5 * 4096);
});

test("every bit of a float survives, signalling NaN included", () => {
  const column = createColumn(float32(2), 1, plain);
  new Uint32Array(column.chunks[0]!.buffer).set([0x7f800001, 0xffffffff]);
  const array = new Float32Array(2);
  copyRow(column, 0, createRowTarget("test", float32(2), array), 0);
  expect(Array.from(new Uint32Array(array.buffer))).toEqual([0x7f800001, 0xffffffff]);
});

test("an array between two words is refused", () => {
  const array = new Uint8Array(new ArrayBuffer(9), 1, 8);
  expect(() => createRowTarget("test", uint8(4), array)).toThrow(RangeError);
});
