import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const file = encodeSafetensors({
  word: { shape: [3], data: Uint8Array.of(7, 8, 9) },
  weights: { shape: [2, 2], data: Float32Array.of(1, -2, 0.5, 4) },
  half: { shape: [], data: Float64Array.of(Math.PI) },
});

test.each([0, 1, 3, 5])(
  "a Buffer that starts %i bytes into its memory reads like any other bytes",
  (offset) => {
    const memory = new ArrayBuffer(offset + file.length + 8);
    new Uint8Array(memory).fill(0xff).set(file, offset);
    const buffer = Buffer.from(memory, offset, file.length);
    const { tensors } = decodeSafetensors(buffer);
    expect(tensors["word"]).toEqual({ shape: [3], data: Uint8Array.of(7, 8, 9) });
    expect(tensors["weights"]).toEqual({ shape: [2, 2], data: Float32Array.of(1, -2, 0.5, 4) });
    expect(tensors["half"]).toEqual({ shape: [], data: Float64Array.of(Math.PI) });
  },
);

test("what was read does not change with the Buffer it came from", () => {
  const buffer = Buffer.from(file);
  const { tensors } = decodeSafetensors(buffer);
  buffer.fill(0);
  expect([...tensors["word"]!.data]).toEqual([7, 8, 9]);
});
