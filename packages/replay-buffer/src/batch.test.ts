import { describe, expect, test } from "vitest";
import { createEpisodicBuffer } from "./episodes.ts";
import { createReplayBuffer } from "./replay.ts";
import { createReservoirBuffer } from "./reservoir.ts";
import { createSequenceBuffer } from "./sequences.ts";
import { attachShared, createSharedStore } from "./shared.ts";
import { float32, int32 } from "./spec.ts";
import { createTransitionBuffer } from "./transitions.ts";

const random = (): number => 0;

/** A buffer with items of a width, and what samples it. Items are rows of ones. */
interface Kind {
  readonly createBatch: (size: number) => object;
  readonly sample: (batch: never) => void;
}

const ones = (width: number): number[] => new Array<number>(width).fill(1);

const kinds: Readonly<Record<string, (width: number) => Kind>> = {
  createReplayBuffer: (width) => {
    const buffer = createReplayBuffer({ spec: { x: float32(width) }, capacity: 4, random });
    buffer.add({ x: ones(width) });
    return buffer;
  },
  createReservoirBuffer: (width) => {
    const buffer = createReservoirBuffer({ spec: { x: float32(width) }, capacity: 4, random });
    buffer.add({ x: ones(width) });
    return buffer;
  },
  createTransitionBuffer: (width) => {
    const buffer = createTransitionBuffer({
      observation: float32(width),
      action: int32(),
      capacity: 4,
      random,
    });
    buffer.begin(ones(width));
    const rest = { action: 0, reward: 1, terminated: true, truncated: false };
    buffer.step({ ...rest, observation: ones(width) });
    return buffer;
  },
  createSequenceBuffer: (width) => {
    const spec = { x: float32(width) };
    const buffer = createSequenceBuffer({ spec, state: {}, capacity: 4, length: 1, random });
    buffer.add({ x: ones(width) }, {});
    return buffer;
  },
  createEpisodicBuffer: (width) => {
    const spec = { x: float32(width) };
    const buffer = createEpisodicBuffer({ spec, capacity: 4, longest: 1, episodes: 2, random });
    buffer.add({ x: ones(width) });
    return buffer;
  },
};

if (typeof SharedArrayBuffer !== "undefined") {
  Object.assign(kinds, {
    attachShared: (width: number): Kind => {
      const buffer = attachShared(createSharedStore({ x: float32(width) }, 4));
      buffer.add({ x: ones(width) });
      return {
        createBatch: buffer.createBatch,
        sample: (batch) => {
          buffer.sample(batch, random);
        },
      };
    },
  });
}

describe.each(Object.entries(kinds))("%s", (name, make) => {
  test("refuses a batch with rows of another length, and leaves it as it was", () => {
    const [narrow, wide] = [make(2), make(3)];
    const batch = narrow.createBatch(2);
    const before = JSON.stringify(batch);
    expect(() => {
      wide.sample(batch as never);
    }).toThrow(RangeError);
    expect(() => {
      wide.sample(batch as never);
    }).toThrow(
      new RegExp(`^${name}\\.sample: expected a batch with .*float32\\(3\\).*, got .*float32\\(2\\)`),
    );
    expect(JSON.stringify(batch)).toBe(before);
  });

  test("takes the batch of another buffer that is made alike", () => {
    const batch = make(2).createBatch(2);
    make(2).sample(batch as never);
    expect(
      Array.from(Object.values((batch as { columns: Record<string, Float32Array> }).columns)[0]!),
    ).toEqual(ones(4));
  });
});

test("the order in which fields were named does not matter; their type and their number do", () => {
  const make = <S extends Parameters<typeof createReplayBuffer>[0]["spec"]>(spec: S) =>
    createReplayBuffer({ spec, capacity: 1, random });
  const buffer = make({ x: float32(2), n: int32() });
  buffer.add({ x: [1, 2], n: 3 });
  const batch = make({ n: int32(), x: float32(2) }).createBatch(1);
  buffer.sample(batch);
  expect([...batch.columns.x, ...batch.columns.n]).toEqual([1, 2, 3]);
  for (const spec of [{ x: int32(2), n: int32() }, { x: float32(2) }]) {
    const other = make(spec).createBatch(1);
    expect(() => {
      buffer.sample(other as never);
    }).toThrow(/with room for \{ n: int32\(\); x: float32\(2\) \}/);
  }
});

test("sequences of another length, or with another state, do not fit", () => {
  const make = (length: number, width: number) => {
    const buffer = createSequenceBuffer({
      spec: { x: float32() },
      state: { h: float32(width) },
      capacity: 8,
      length,
      random,
    });
    for (let x = 0; x < 4; x++) buffer.add({ x }, { h: ones(width) });
    return buffer;
  };
  const buffer = make(2, 3);
  for (const batch of [make(3, 3).createBatch(1), make(2, 2).createBatch(1)]) {
    expect(() => {
      buffer.sample(batch);
    }).toThrow(/x: float32\(\); time: 2; state: \{ h: float32\(3\) \}/);
  }
});
