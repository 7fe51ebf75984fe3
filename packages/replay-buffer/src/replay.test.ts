import { createGenerator } from "@wayfield/portable";
import { describe, expect, expectTypeOf, test } from "vitest";
import { chiSquare } from "./chi-square.ts";
import { prioritised } from "./prioritised.ts";
import { createReplayBuffer } from "./replay.ts";
import { uniform } from "./sampler.ts";
import { float32, int32, itemBytes, uint8, type Item } from "./spec.ts";

const spec = { image: uint8(2, 3), action: int32(), value: float32(3), reward: float32() };
const make = (capacity: number, sampler = uniform, seed = 1) =>
  createReplayBuffer({ spec, capacity, random: createGenerator(seed).nextUniform, sampler });
const item = (n: number): Item<typeof spec> => ({
  image: [n % 256, 1, 2, 3, 4, 5],
  action: n,
  value: [n, n + 0.5, -n],
  reward: n / 4,
});

test("types follow from the spec", () => {
  const buffer = make(1);
  const { columns } = buffer.createBatch(1);
  expectTypeOf(columns.image).toEqualTypeOf<Uint8Array>();
  expectTypeOf(columns.action).toEqualTypeOf<Int32Array>();
  expectTypeOf<Item<typeof spec>["value"]>().toEqualTypeOf<ArrayLike<number>>();
  expectTypeOf<Item<typeof spec>["reward"]>().toEqualTypeOf<number>();
  expect(itemBytes(spec)).toBe(6 + 4 + 12 + 4);
});

describe.each([
  ["uniform", uniform],
  ["prioritised", prioritised()],
])("%s", (_name, sampler) => {
  test("after wrapping round only the newest items come, each whole", () => {
    const buffer = make(5, sampler);
    for (let n = 0; n < 13; n++) expect(buffer.add(item(n))).toBe(n);
    expect(buffer.size()).toBe(5);
    const batch = buffer.createBatch(200);
    buffer.sample(batch);
    const seen = new Set<number>();
    for (let row = 0; row < 200; row++) {
      const n = batch.ids[row]!;
      seen.add(n);
      expect(batch.columns.action[row]).toBe(n);
      expect(batch.columns.reward[row]).toBe(n / 4);
      expect(Array.from(batch.columns.value.subarray(3 * row, 3 * row + 3))).toEqual([n, n + 0.5, -n]);
      expect(Array.from(batch.columns.image.subarray(6 * row, 6 * row + 6))).toEqual([n, 1, 2, 3, 4, 5]);
    }
    expect([...seen].sort((a, b) => a - b)).toEqual([8, 9, 10, 11, 12]);
  });

  test("capacity 1 holds the last item", () => {
    const buffer = make(1, sampler);
    for (let n = 0; n < 3; n++) buffer.add(item(n));
    const batch = buffer.createBatch(4);
    buffer.sample(batch, 1);
    expect(Array.from(batch.ids)).toEqual([2, 2, 2, 2]);
    expect(Array.from(batch.columns.action)).toEqual([2, 2, 2, 2]);
    expect(Array.from(batch.weights)).toEqual([1, 1, 1, 1]);
  });

  test("a batch larger than the buffer repeats items", () => {
    const buffer = make(100, sampler);
    for (let n = 0; n < 3; n++) buffer.add(item(n));
    const batch = buffer.createBatch(64);
    buffer.sample(batch);
    expect(new Set(batch.ids)).toEqual(new Set([0, 1, 2]));
  });

  test("an empty buffer refuses", () => {
    const buffer = make(4, sampler);
    expect(() => {
      buffer.sample(buffer.createBatch(1));
    }).toThrow(/empty buffer/);
  });

  test.each([1, 4, 5, 7, 23])("addBatch of %i rows equals that many adds", (count) => {
    const [one, many] = [make(5, sampler), make(5, sampler)];
    one.add(item(99));
    many.add(item(99));
    const columns = {
      image: new Uint8Array(6 * count),
      action: new Int32Array(count),
      value: new Float32Array(3 * count),
      reward: new Float32Array(count),
    };
    for (let n = 0; n < count; n++) {
      one.add(item(n));
      const { image, action, value, reward } = item(n);
      columns.image.set(Array.from(image), 6 * n);
      columns.value.set(Array.from(value), 3 * n);
      columns.action[n] = action;
      columns.reward[n] = reward;
    }
    expect(many.addBatch(columns, count)).toBe(1);
    const batches = [one, many].map((buffer) => {
      const batch = buffer.createBatch(50);
      buffer.sample(batch);
      return { ids: batch.ids, columns: batch.columns };
    });
    expect(batches[1]).toEqual(batches[0]);
  });

  test("the same seed samples the same, another seed does not", () => {
    const idsOf = (seed: number): number[] => {
      const buffer = make(50, sampler, seed);
      for (let n = 0; n < 50; n++) buffer.add(item(n));
      const batch = buffer.createBatch(20);
      buffer.sample(batch);
      return Array.from(batch.ids);
    };
    expect(idsOf(3)).toEqual(idsOf(3));
    expect(idsOf(4)).not.toEqual(idsOf(3));
  });

  test("a refused item changes nothing", () => {
    const buffer = make(4, sampler);
    buffer.add(item(7));
    expect(() => buffer.add({ ...item(8), value: [1, 2] })).toThrow(
      /3 element\(s\) for field "value", got 2/,
    );
    const { image, action, value } = item(8);
    expect(() => buffer.add({ image, action, value } as unknown as Item<typeof spec>)).toThrow(TypeError);
    expect(buffer.size()).toBe(1);
    expect(buffer.add(item(9))).toBe(1);
  });
});

test("uniform sampling: χ² over 20 slots, with the power to see one slot 10 % too rare", () => {
  const buffer = make(20);
  for (let n = 0; n < 33; n++) buffer.add(item(n));
  const counts = new Float64Array(20);
  const batch = buffer.createBatch(100);
  for (let draw = 0; draw < 2000; draw++) {
    buffer.sample(batch);
    for (const id of batch.ids) counts[id - 13]!++;
  }
  const fair = chiSquare(counts, new Array<number>(20).fill(1 / 20));
  expect(fair.statistic).toBeLessThan(fair.bound);
  // λ = 200 000 · 0.005² / 0.05 · (1 + 1/19) = 105, so a bound of 64 is passed with probability over 0.98.
  const skewed = Array.from({ length: 20 }, (_, slot) => (slot === 3 ? 0.045 : 0.955 / 19));
  expect(chiSquare(counts, skewed).statistic).toBeGreaterThan(fair.bound);
});

test("uniform sampling of a few slots among many finds exactly those", () => {
  const sampler = uniform(100_000);
  for (let slot = 0; slot < 100_000; slot++) sampler.insert(slot);
  for (let slot = 0; slot < 100_000; slot++) if (slot !== 5 && slot !== 99_999) sampler.remove(slot);
  const draw = { size: 2000, slots: new Int32Array(2000), probabilities: new Float64Array(2000) };
  sampler.draw(draw, createGenerator(9).nextUniform);
  const low = draw.slots.filter((slot) => slot === 5).length;
  expect(draw.slots.every((slot) => slot === 5 || slot === 99_999)).toBe(true);
  expect(Math.abs(low - 1000)).toBeLessThan(4.9 * Math.sqrt(500));
  expect(draw.probabilities[0]).toBe(0.5);
});

test("a batch can be sampled into the caller's own memory", () => {
  const memory = new Float32Array(100);
  const buffer = make(2);
  buffer.add(item(1));
  const batch = buffer.createBatch(2, { columns: { value: memory.subarray(10, 16) } });
  buffer.sample(batch);
  expect(Array.from(memory.subarray(9, 17))).toEqual([0, 1, 1.5, -1, 1, 1.5, -1, 0]);
  expect(() => buffer.createBatch(2, { columns: { value: memory } })).toThrow(/6 elements/);
  expect(() => buffer.createBatch(2, { columns: { value: new Int32Array(6) as never } })).toThrow(TypeError);
});

test("storage is within 1 % of the raw bytes, the index of uniform sampling included", () => {
  const atari = { observation: uint8(84, 84), action: int32(), reward: float32() };
  const vector = { observation: float32(64) };
  const random = (): number => 0;
  for (const shape of [atari, vector]) {
    const buffer = createReplayBuffer<typeof shape>({ spec: shape, capacity: 1000, random });
    expect(buffer.byteLength / (1000 * itemBytes(shape))).toBeLessThan(1.01);
  }
  const ranked = createReplayBuffer({ spec: atari, capacity: 1000, random, sampler: prioritised() });
  expect(ranked.byteLength / (1000 * itemBytes(atari))).toBeLessThan(1.01);
});

test.each([0, -1, 1.5, NaN, Infinity, 2 ** 31])("capacity %d is refused", (capacity) => {
  expect(() => make(capacity)).toThrow(RangeError);
});

test("a spec that cannot be stored is refused", () => {
  const random = (): number => 0;
  const wrong = { x: { dtype: "float64", shape: [] } } as unknown as { x: ReturnType<typeof float32> };
  expect(() => createReplayBuffer({ spec: wrong, capacity: 1, random })).toThrow(/float64/);
  expect(() => createReplayBuffer({ spec: { x: float32(0) }, capacity: 1, random })).toThrow(/field "x"/);
});
