import { createGenerator } from "@wayfield/portable";
import { expect, test } from "vitest";
import { chiSquare } from "./chi-square.ts";
import { createReplayBuffer } from "./replay.ts";
import { createReservoirBuffer } from "./reservoir.ts";
import { int32 } from "./spec.ts";

const spec = { x: int32() };

/** How often each of 40 items is sampled from 5 slots, over many streams. */
function countsOver(
  streams: number,
  make: (seed: number) => { add: (n: number) => void; draw: () => Int32Array },
) {
  const counts = new Float64Array(40);
  for (let seed = 0; seed < streams; seed++) {
    const { add, draw } = make(seed);
    for (let n = 0; n < 40; n++) add(n);
    for (const n of draw()) counts[n]!++;
  }
  return counts;
}

test("every item of the stream is as likely to be sampled, which a ring of the same size fails", () => {
  const fair = new Array<number>(40).fill(1 / 40);
  const reservoir = countsOver(30_000, (seed) => {
    const buffer = createReservoirBuffer({ spec, capacity: 5, random: createGenerator(seed).nextUniform });
    const batch = buffer.createBatch(1);
    return {
      add: (n) => buffer.add({ x: n }),
      draw: () => {
        buffer.sample(batch);
        return batch.columns.x;
      },
    };
  });
  // λ = 30 000 · 0.2² / 40 = 30 an item, so drift that makes the older half 20 % rarer (λ = 1 200) cannot pass 91.
  const { statistic, bound } = chiSquare(reservoir, fair);
  expect(statistic).toBeLessThan(bound);
  const ring = countsOver(1000, (seed) => {
    const buffer = createReplayBuffer({ spec, capacity: 5, random: createGenerator(seed).nextUniform });
    const batch = buffer.createBatch(1);
    return {
      add: (n) => buffer.add({ x: n }),
      draw: () => {
        buffer.sample(batch);
        return batch.columns.x;
      },
    };
  });
  expect(chiSquare(ring, fair).statistic).toBeGreaterThan(bound);
});

test("ids tell the place in the stream; the first `capacity` items are all kept", () => {
  const buffer = createReservoirBuffer({ spec, capacity: 3, random: createGenerator(1).nextUniform });
  expect([10, 11, 12].map((x) => buffer.add({ x }))).toEqual([true, true, true]);
  for (let x = 13; x < 60; x++) buffer.add({ x });
  expect([buffer.size(), buffer.count()]).toEqual([3, 50]);
  const batch = buffer.createBatch(30);
  buffer.sample(batch);
  expect(Array.from(batch.columns.x)).toEqual(Array.from(batch.ids, (id) => id + 10));
});

test("an empty reservoir refuses", () => {
  const buffer = createReservoirBuffer({ spec, capacity: 3, random: () => 0 });
  expect(() => {
    buffer.sample(buffer.createBatch(1));
  }).toThrow(/empty/);
});
