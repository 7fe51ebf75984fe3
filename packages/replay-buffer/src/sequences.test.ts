import { createGenerator } from "@wayfield/portable";
import { describe, expect, test } from "vitest";
import { createEpisodicBuffer } from "./episodes.ts";
import { prioritised } from "./prioritised.ts";
import { uniform } from "./sampler.ts";
import { sequencePriorities } from "./sequence-priorities.ts";
import { createSequenceBuffer } from "./sequences.ts";
import { float32, int32 } from "./spec.ts";

interface Shape {
  length: number;
  burnIn: number;
  overlap: number;
  capacity: number;
}

const make = ({ length, burnIn, overlap, capacity }: Shape, sampler = uniform) =>
  createSequenceBuffer({
    spec: { serial: int32(), pair: float32(2) },
    state: { h: float32(2) },
    capacity,
    length,
    burnIn,
    overlap,
    random: createGenerator(11).nextUniform,
    sampler,
  });

/** Step n carries n; the state before it carries −n. */
const addSerial = (buffer: ReturnType<typeof make>, n: number): void => {
  buffer.add({ serial: n, pair: [n, 2 * n] }, { h: [-n, 0.5] });
};

interface Sequence {
  state: number;
  burnIn: number;
  steps: number[];
  trained: number[];
}

/** All distinct sequences that a buffer samples, by their first and last steps. */
function sequencesOf(buffer: ReturnType<typeof make>): Sequence[] {
  const batch = buffer.createBatch(Math.max(1, 20 * buffer.size()));
  buffer.sample(batch);
  const found = new Map<number, Sequence>();
  for (let row = 0; row < batch.size; row++) {
    const at = Array.from({ length: batch.time }, (_, time) => time * batch.size + row);
    const real = at.slice(0, batch.lengths[row]);
    const steps = real.map((place) => batch.columns.serial[place]!);
    expect(real.map((place) => batch.columns.pair[2 * place + 1]!)).toEqual(steps.map((step) => 2 * step));
    for (const place of at.slice(batch.lengths[row])) {
      expect([batch.columns.serial[place], batch.mask[place]]).toEqual([0, 0]);
    }
    found.set(batch.ids[row]!, {
      state: batch.state.h[2 * row]!,
      burnIn: batch.burnIn[row]!,
      steps,
      trained: real.filter((place) => batch.mask[place] === 1).map((place) => batch.columns.serial[place]!),
    });
  }
  return [...found].sort(([a], [b]) => a - b).map(([, sequence]) => sequence);
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

test("an episode of nine steps by hand: length 4, burn-in 2, overlap 2", () => {
  const buffer = make({ length: 4, burnIn: 2, overlap: 2, capacity: 100 });
  for (let n = 100; n < 109; n++) addSerial(buffer, n);
  expect(buffer.size()).toBe(3);
  buffer.endEpisode();
  // Trained parts begin every 2 steps: 100, 102, 104, 106. The one from 108 would repeat nothing but has one step
  // of which … the sequence from 106 already trains it.
  expect(sequencesOf(buffer)).toEqual([
    { state: -100, burnIn: 0, steps: range(100, 104), trained: range(100, 104) },
    { state: -100, burnIn: 2, steps: range(100, 106), trained: range(102, 106) },
    { state: -102, burnIn: 2, steps: range(102, 108), trained: range(104, 108) },
    { state: -104, burnIn: 2, steps: range(104, 109), trained: range(106, 109) },
  ]);
});

/** All sequences of episodes by the definition; `oldest` is the first step that is still held. */
function byDefinition(
  episodes: readonly (readonly [number, number])[],
  shape: Shape,
  oldest: number,
): Sequence[] {
  const period = shape.length - shape.overlap;
  return episodes.flatMap(([from, to]) =>
    range(0, Math.ceil((to - from) / period))
      .map((k) => {
        const trainedFrom = from + k * period;
        const start = Math.max(from, trainedFrom - shape.burnIn);
        const end = Math.min(to, trainedFrom + shape.length);
        const fresh = k === 0 || end > trainedFrom + shape.overlap;
        return { start, trainedFrom, end, fresh };
      })
      .filter(({ start, fresh }) => fresh && start >= oldest)
      .map(({ start, trainedFrom, end }) => ({
        state: -start,
        burnIn: trainedFrom - start,
        steps: range(start, end),
        trained: range(trainedFrom, end),
      })),
  );
}

describe.each([
  ["uniform", uniform],
  ["prioritised", prioritised()],
])("%s sequences against their definition", (_name, sampler) => {
  test.each([
    { length: 1, burnIn: 0, overlap: 0, capacity: 30 },
    { length: 4, burnIn: 0, overlap: 0, capacity: 50 },
    { length: 4, burnIn: 3, overlap: 1, capacity: 37 },
    { length: 8, burnIn: 4, overlap: 4, capacity: 60 },
    { length: 3, burnIn: 7, overlap: 2, capacity: 40 },
    { length: 5, burnIn: 2, overlap: 2, capacity: 7 },
  ])("%j: no sequence crosses an episode's end or the overwritten seam", (shape) => {
    const { nextWord } = createGenerator(shape.length, shape.burnIn);
    const buffer = make(shape, sampler);
    const episodes: [number, number][] = [];
    let serial = 1;
    for (let episode = 0; episode < 25; episode++) {
      const from = serial;
      const length = 1 + (nextWord() % 20);
      for (let step = 0; step < length; step++) addSerial(buffer, serial++);
      buffer.endEpisode();
      episodes.push([from, serial]);
      const want = byDefinition(episodes, shape, serial - shape.capacity);
      expect(buffer.size()).toBe(want.length);
      if (want.length > 0) expect(sequencesOf(buffer)).toEqual(want);
    }
  });
});

test("the oldest sequences go first when the index is full", () => {
  const buffer = createSequenceBuffer({
    spec: { serial: int32() },
    state: {},
    capacity: 100,
    length: 2,
    sequences: 3,
    random: createGenerator(1).nextUniform,
  });
  for (let n = 0; n < 12; n++) buffer.add({ serial: n }, {});
  const batch = buffer.createBatch(100);
  buffer.sample(batch);
  expect(new Set(batch.columns.serial.subarray(0, 100))).toEqual(new Set([6, 8, 10]));
});

test("priorities follow ids, and ids of lost sequences are passed over", () => {
  const shape = { length: 2, burnIn: 0, overlap: 0, capacity: 6 };
  const buffer = make(shape, prioritised({ alpha: 1, epsilon: 0 }));
  for (let n = 0; n < 6; n++) addSerial(buffer, n);
  expect(buffer.updatePriorities([0, 1, 2], [5, 0, 1])).toBe(3);
  addSerial(buffer, 6); // overwrites the first step of sequence 0
  expect(buffer.updatePriorities([0], [1000])).toBe(0);
  expect(sequencesOf(buffer).map(({ steps }) => steps)).toEqual([[4, 5]]);
});

test("R2D2's priority by hand: η · max + (1 − η) · mean over the trained steps", () => {
  const priorities = new Float64Array(2);
  sequencePriorities([-1, 9, 3, 1, 2, -2], [1, 0, 1, 1, 0, 1], priorities, { eta: 0.9 });
  expect(priorities).toBeAllCloseTo([0.9 * 3 + 0.1 * 2, 0.9 * 2 + 0.1 * 1.5], 1e-12);
  expect(() => {
    sequencePriorities([1, 2, 3], [1, 1, 1], priorities);
  }).toThrow(RangeError);
});

test.each([
  { length: 0, burnIn: 0, overlap: 0, capacity: 10 },
  { length: 4, burnIn: 0, overlap: 4, capacity: 10 },
  { length: 4, burnIn: 7, overlap: 0, capacity: 10 },
  { length: 4, burnIn: -1, overlap: 0, capacity: 10 },
])("%j is refused", (shape) => {
  expect(() => make(shape)).toThrow(RangeError);
});

test("a state of the wrong length is refused and changes nothing", () => {
  const buffer = make({ length: 1, burnIn: 0, overlap: 0, capacity: 10 });
  expect(() => {
    buffer.add({ serial: 1, pair: [1, 2] }, { h: [1] });
  }).toThrow(/state.*2 element/);
  expect(buffer.size()).toBe(0);
});

describe("episodic buffer", () => {
  const makeEpisodic = (capacity: number, episodes: number, sampler = uniform) =>
    createEpisodicBuffer({
      spec: { serial: int32() },
      capacity,
      longest: 5,
      episodes,
      random: createGenerator(2).nextUniform,
      sampler,
    });
  const wholeEpisodes = (buffer: ReturnType<typeof makeEpisodic>): number[][] => {
    const batch = buffer.createBatch(60);
    buffer.sample(batch);
    const found = new Map<number, number[]>();
    for (let row = 0; row < 60; row++) {
      const places = range(0, batch.lengths[row]!).map((time) => time * 60 + row);
      found.set(
        batch.ids[row]!,
        places.map((place) => batch.columns.serial[place]!),
      );
    }
    return [...found].sort(([a], [b]) => a - b).map(([, serials]) => serials);
  };
  const playLengths = (buffer: ReturnType<typeof makeEpisodic>, lengths: number[]): void => {
    let serial = 0;
    for (const length of lengths) {
      for (let step = 0; step < length; step++) buffer.add({ serial: serial++ });
      buffer.endEpisode();
    }
  };

  test("whole episodes come back, the empty one is passed over", () => {
    const buffer = makeEpisodic(100, 10);
    playLengths(buffer, [3, 0, 5, 1]);
    expect(wholeEpisodes(buffer)).toEqual([[0, 1, 2], [3, 4, 5, 6, 7], [8]]);
  });

  test("an episode that lost its first step is gone as a whole", () => {
    const buffer = makeEpisodic(8, 10);
    playLengths(buffer, [3, 5, 1]);
    expect(wholeEpisodes(buffer)).toEqual([[3, 4, 5, 6, 7], [8]]);
  });

  test("no more episodes than asked for", () => {
    const buffer = makeEpisodic(100, 2);
    playLengths(buffer, [1, 2, 3]);
    expect(wholeEpisodes(buffer)).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  test.each([4, 5])("an episode of %i steps, of 5 at most, gets the priority it ends with", (length) => {
    const buffer = makeEpisodic(100, 10, prioritised({ alpha: 1, epsilon: 0 }));
    playLengths(buffer, [length]); // priority 1, as nothing else was seen
    for (const priority of [3, undefined]) {
      for (let step = 0; step < length; step++) buffer.add({ serial: step });
      buffer.endEpisode(priority);
    }
    const batch = buffer.createBatch(60);
    buffer.sample(batch);
    // Priorities 1, 3 and, by default, the largest seen, 3: a share of 1/7, 3/7, 3/7.
    batch.ids.forEach((id, row) => {
      expect(batch.probabilities[row]).toBeCloseTo([1, 3, 3][id]! / 7, 12);
    });
    expect(new Set(batch.ids)).toEqual(new Set([0, 1, 2]));
  });

  test.each([4, 5])("an impossible priority of an episode of %i steps is refused", (length) => {
    const buffer = makeEpisodic(100, 10, prioritised());
    for (let step = 0; step < length; step++) buffer.add({ serial: step });
    expect(() => {
      buffer.endEpisode(-1);
    }).toThrow(/priority.*got -1/);
  });

  test("a step too many is refused", () => {
    const buffer = makeEpisodic(100, 2);
    playLengths(buffer, [5]);
    for (let step = 0; step < 5; step++) buffer.add({ serial: step });
    expect(() => {
      buffer.add({ serial: 5 });
    }).toThrow(/at most 5 steps/);
  });

  test("its errors give its own name", () => {
    const make = (capacity: number) =>
      createEpisodicBuffer({
        spec: { serial: float32() },
        capacity,
        longest: 5,
        episodes: 2,
        random: () => 0,
        sampler: prioritised(),
      });
    expect(() => make(4)).toThrow(/^createEpisodicBuffer: expected the capacity/);
    const buffer = make(10);
    const calls = [
      () => buffer.createBatch(0),
      () => {
        buffer.add({} as never);
      },
      () => {
        buffer.endEpisode(NaN);
      },
      () => {
        buffer.sample(buffer.createBatch(1));
      },
      () => buffer.updatePriorities([0], []),
    ];
    for (const call of calls) expect(call).toThrow(/^createEpisodicBuffer[.:]/);
  });
});
