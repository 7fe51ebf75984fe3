import { describe, expect, test } from "vitest";
import { seededRandom } from "./random.ts";
import { box, bytes, discrete, record } from "./spaces.ts";

const random = () => seededRandom(1);

describe("discrete", () => {
  test.each([0, 2])("contains %s of three", (value) => {
    expect(discrete(3).contains(value)).toBe(true);
  });
  test.each([-1, 3, 0.5, NaN, Infinity, "1", null, undefined, [1]])("does not contain %s", (value) => {
    expect(discrete(3).contains(value)).toBe(false);
  });
  test("samples every member about equally often", () => {
    const draw = random();
    const counts = [0, 0, 0];
    for (let n = 0; n < 3000; n++) counts[discrete(3).sample(draw)]! += 1;
    for (const count of counts)
      expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(3000 * (1 / 3) * (2 / 3)));
  });
  test.each([0, -1, 1.5, NaN])("refuses a count of %s", (count) => {
    expect(() => discrete(count)).toThrow(RangeError);
  });
});

describe("box", () => {
  const space = box({ shape: [2], low: [-1, 0], high: [1, 0.5] });
  test("contains its corners", () => {
    expect(space.contains(Float32Array.of(-1, 0))).toBe(true);
    expect(space.contains(Float32Array.of(1, 0.5))).toBe(true);
  });
  test.each([
    ["above", Float32Array.of(0, 0.51)],
    ["below", Float32Array.of(-1.01, 0)],
    ["NaN", Float32Array.of(NaN, 0)],
    ["infinite", Float32Array.of(Infinity, 0)],
    ["too short", Float32Array.of(0)],
    ["too long", Float32Array.of(0, 0, 0)],
    ["of another type", [0, 0]],
    ["of doubles", Float64Array.of(0, 0)],
  ])("does not contain a value that is %s", (_, value) => {
    expect(space.contains(value)).toBe(false);
  });
  test("contains its bounds when they are not 32-bit floats", () => {
    expect(box({ shape: [1], low: -Math.PI, high: Math.PI }).contains(Float32Array.of(Math.PI))).toBe(true);
  });
  test("samples inside, with the mean of a uniform variable", () => {
    const draw = random();
    let sum = 0;
    for (let n = 0; n < 2000; n++) {
      const value = space.sample(draw);
      expect(space.contains(value)).toBe(true);
      sum += value[0]!;
    }
    expect(Math.abs(sum / 2000)).toBeLessThan((5 * (2 / Math.sqrt(12))) / Math.sqrt(2000));
  });
  test.each([
    ["an empty shape", { shape: [], low: 0, high: 1 }],
    ["a zero dimension", { shape: [2, 0], low: 0, high: 1 }],
    ["bounds of the wrong length", { shape: [2], low: [0, 0, 0], high: 1 }],
    ["crossed bounds", { shape: [2], low: 1, high: [2, 0] }],
    ["NaN", { shape: [2], low: NaN, high: 1 }],
    ["an infinite bound", { shape: [2], low: 0, high: Infinity }],
  ])("refuses %s", (_, options) => {
    expect(() => box(options)).toThrow(RangeError);
  });
});

test("bytes contains byte arrays of its size and nothing else", () => {
  const space = bytes([2, 2, 3]);
  expect(space.contains(new Uint8Array(12))).toBe(true);
  expect(space.contains(new Uint8Array(11))).toBe(false);
  expect(space.contains(new Float32Array(12))).toBe(false);
  expect(space.contains(space.sample(random()))).toBe(true);
});

describe("record", () => {
  const space = record({ position: box({ shape: [2], low: 0, high: 1 }), cue: discrete(4) });
  test("contains what has every field in its space", () => {
    expect(space.contains({ position: Float32Array.of(0, 1), cue: 3 })).toBe(true);
    expect(space.contains(space.sample(random()))).toBe(true);
  });
  test.each([
    ["a field outside", { position: Float32Array.of(0, 1), cue: 4 }],
    ["a field missing", { cue: 3 }],
    ["a field more", { position: Float32Array.of(0, 1), cue: 3, other: 1 }],
    ["no object", 3],
    ["null", null],
  ])("does not contain a value with %s", (_, value) => {
    expect(space.contains(value)).toBe(false);
  });
});
