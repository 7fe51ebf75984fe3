import { getHeapStatistics } from "node:v8";
import { describe, expect, test } from "vitest";
import { prioritised } from "./prioritised.ts";
import { createReplayBuffer } from "./replay.ts";
import { uniform } from "./sampler.ts";
import { float32, int32, uint8 } from "./spec.ts";
import { createTransitionBuffer } from "./transitions.ts";

// A generator whose numbers are made where they are used, so that what is counted is ours.
let state = 1;
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return (state >>> 8) / 16777216;
};

/** Bytes of garbage a call, after the compiler has had its time; the smallest of several runs, for it works beside us. */
function garbagePerCall(call: () => void): number {
  for (let warm = 0; warm < 30_000; warm++) call();
  const runs = Array.from({ length: 8 }, () => {
    const before = getHeapStatistics().used_heap_size;
    for (let index = 0; index < 2000; index++) call();
    return getHeapStatistics().used_heap_size - before;
  });
  return Math.min(...runs.map(Math.abs)) / 2000;
}

/** One number of garbage is 12 bytes or more. */
const oneNumber = 8;

describe.each([
  ["uniform", uniform],
  ["prioritised", prioritised()],
])("%s", (_name, sampler) => {
  test("sampling and updating make no garbage", () => {
    const buffer = createReplayBuffer({
      spec: {
        x: float32(64),
        frame: uint8(30, 30),
        wide: uint8(32, 32),
        screen: uint8(84, 84),
        action: int32(),
        done: uint8(),
      },
      capacity: 1000,
      random,
      sampler,
    });
    for (let n = 0; n < 1000; n++)
      buffer.add({
        x: new Float32Array(64),
        frame: new Uint8Array(900),
        wide: new Uint8Array(1024),
        screen: new Uint8Array(7056),
        action: n,
        done: 0,
      });
    const batch = buffer.createBatch(32);
    const errors = new Float64Array(32).fill(0.5);
    expect(
      garbagePerCall(() => {
        buffer.sample(batch, 0.4);
        buffer.updatePriorities(batch.ids, errors);
      }),
    ).toBeLessThan(oneNumber);
  });

  test("sampling stacked transitions makes no garbage", () => {
    const buffer = createTransitionBuffer({
      observation: uint8(8, 8),
      action: int32(),
      capacity: 500,
      random,
      sampler,
      stack: 4,
      steps: 3,
    });
    buffer.begin(new Uint8Array(64));
    for (let action = 0; action < 400; action++) {
      buffer.step({
        action,
        reward: 0.5,
        observation: new Uint8Array(64),
        terminated: false,
        truncated: false,
      });
    }
    const batch = buffer.createBatch(8);
    expect(
      garbagePerCall(() => {
        buffer.sample(batch, 0.4);
      }),
    ).toBeLessThan(oneNumber);
  });
});

test("the measure sees one view a call", () => {
  const array = new Float32Array(64);
  let kept = array;
  const garbage = garbagePerCall(() => {
    kept = array.subarray(1);
  });
  expect(kept).toHaveLength(63);
  expect(garbage).toBeGreaterThan(oneNumber);
});
