import { createGenerator } from "@wayfield/portable";
import { describe, expect, test } from "vitest";
import { prioritised } from "./prioritised.ts";
import { uniform } from "./sampler.ts";
import { int32, uint8, float32 } from "./spec.ts";
import { createTransitionBuffer } from "./transitions.ts";

interface Transition {
  observation: number[];
  action: number;
  reward: number;
  discount: number;
  nextObservation: number[];
}

/** One episode as the definition sees it: O₀ … O_T, A₀ … A_{T−1}, R₁ … R_T, and how it ended. */
interface Episode {
  observations: number[];
  actions: number[];
  rewards: number[];
  ending: "terminated" | "truncated" | "open";
}

const discount = 0.9;

/** The transition that starts at step t of an episode, by the definition, or undefined while it is not whole. */
function byDefinition(episode: Episode, t: number, stack: number, steps: number): Transition | undefined {
  const length = episode.actions.length;
  const m = Math.min(steps, length - t);
  if (m < steps && episode.ending === "open") return undefined;
  const terminal = episode.ending === "terminated" && t + m === length;
  const state = (at: number): number[] =>
    Array.from({ length: stack }, (_, index) => episode.observations[Math.max(0, at - stack + 1 + index)]!);
  const rewards = episode.rewards.slice(t, t + m);
  return {
    observation: state(t),
    action: episode.actions[t]!,
    reward: rewards.reduceRight((sum, reward) => reward + discount * sum, 0),
    discount: terminal ? 0 : discount ** m,
    nextObservation: state(terminal ? t + m - 1 : t + m),
  };
}

/** Plays random short episodes and returns what was played, with the id that the buffer gives each observation. */
function play(buffer: ReturnType<typeof make>, seed: number, actions: number) {
  const { nextUniform } = createGenerator(seed);
  const episodes: { episode: Episode; firstId: number }[] = [];
  let serial = 0;
  let nextId = 0;
  for (let done = 0; done < actions;) {
    const episode: Episode = { observations: [serial], actions: [], rewards: [], ending: "open" };
    episodes.push({ episode, firstId: nextId++ });
    buffer.begin([serial++, 0]);
    while (episode.ending === "open" && done < actions) {
      const draw = nextUniform();
      const terminated = draw < 0.08;
      const truncated = draw > 0.92;
      if (draw > 0.46 && draw < 0.5) {
        // Walked away from: the next `begin` truncates it here.
        episode.ending = "truncated";
        break;
      }
      const action = done++;
      const reward = Math.floor(nextUniform() * 16) / 16;
      buffer.step({ action, reward, observation: [serial, 0], terminated, truncated });
      episode.actions.push(action);
      episode.rewards.push(reward);
      if (!terminated) nextId++;
      episode.observations.push(serial++);
      if (terminated) episode.ending = "terminated";
      else if (truncated) episode.ending = "truncated";
    }
    if (episode.ending === "truncated" && done >= actions) break;
  }
  return { episodes, count: nextId };
}

const make = (capacity: number, stack: number, steps: number, sampler = uniform) =>
  createTransitionBuffer({
    observation: float32(2),
    action: int32(),
    capacity,
    random: createGenerator(7).nextUniform,
    sampler,
    stack,
    steps,
    discount,
  });

/** Id → transition for all that may be sampled: whole, and with every observation of their first state still held. */
function expected(played: ReturnType<typeof play>, capacity: number, stack: number, steps: number) {
  const oldest = played.count - capacity;
  const all = new Map<number, Transition>();
  for (const { episode, firstId } of played.episodes) {
    for (let t = 0; t < episode.actions.length; t++) {
      const transition = byDefinition(episode, t, stack, steps);
      if (transition && firstId + Math.max(0, t - stack + 1) >= oldest) all.set(firstId + t, transition);
    }
  }
  return all;
}

describe.each([
  ["uniform", uniform],
  ["prioritised", prioritised()],
])("%s transitions against their definition", (_name, sampler) => {
  test.each([
    [1, 1, 1000],
    [1, 1, 2],
    [1, 3, 1000],
    [4, 1, 1000],
    [4, 3, 1000],
    [4, 3, 7],
    [3, 5, 40],
    [2, 2, 13],
  ])("stack %i, %i steps, capacity %i", (stack, steps, capacity) => {
    for (let seed = 1; seed <= 8; seed++) {
      const buffer = make(capacity, stack, steps, sampler);
      const want = expected(play(buffer, seed, 150 + seed), capacity, stack, steps);
      expect(buffer.size()).toBe(want.size);
      if (want.size === 0) continue;
      const batch = buffer.createBatch(20 * want.size);
      buffer.sample(batch);
      const { columns } = batch;
      const seen = new Set(batch.ids);
      // With 20 draws an item, one is missed with probability e⁻²⁰ (uniform) or never (stratified).
      expect(seen.size).toBe(want.size);
      batch.ids.forEach((id, row) => {
        const width = 2 * stack;
        const firstOf = (array: Float32Array): number[] =>
          Array.from(array.subarray(row * width, (row + 1) * width)).filter((_, index) => index % 2 === 0);
        const { reward, discount: gamma, ...rest } = want.get(id)!;
        expect({
          observation: firstOf(columns.observation),
          action: columns.action[row],
          nextObservation: firstOf(columns.nextObservation),
        }).toEqual(rest);
        expect(columns.reward[row]).toBeCloseTo(reward, 5);
        expect(columns.discount[row]).toBeCloseTo(gamma, 6);
      });
    }
  });
});

describe("a three-step return by hand, γ = 0.9, rewards 1, 2, 4", () => {
  const ended = (ending: { terminated: boolean; truncated: boolean }) => {
    const buffer = make(20, 1, 3);
    buffer.begin([0, 0]);
    [1, 2, 4].forEach((reward, index) => {
      const last = index === 2;
      buffer.step({
        action: index,
        reward,
        observation: [index + 1, 0],
        terminated: last && ending.terminated,
        truncated: last && ending.truncated,
      });
    });
    const batch = buffer.createBatch(60);
    buffer.sample(batch);
    const row = batch.ids.indexOf(1);
    const { reward, discount: gamma, nextObservation } = batch.columns;
    return { reward: reward[row], discount: gamma[row], next: nextObservation[2 * row] };
  };

  test("termination: 2 + 0.9 · 4 and nothing to bootstrap from", () => {
    expect(ended({ terminated: true, truncated: false })).toEqual({
      reward: Math.fround(5.6),
      discount: 0,
      next: 2,
    });
  });

  test("truncation: the same return, then 0.81 of the value of the last observation", () => {
    expect(ended({ terminated: false, truncated: true })).toEqual({
      reward: Math.fround(5.6),
      discount: Math.fround(0.81),
      next: 3,
    });
  });

  test("both at once is a termination", () => {
    expect(ended({ terminated: true, truncated: true }).discount).toBe(0);
  });
});

test("a step's priority goes to the transitions that it completes", () => {
  const buffer = make(20, 1, 2, prioritised({ alpha: 1, epsilon: 0 }));
  const step = (action: number, terminated: boolean, priority: number): void => {
    buffer.step({ action, reward: 0, observation: [0, 0], terminated, truncated: false }, priority);
  };
  buffer.begin([0, 0]);
  step(0, false, 100);
  expect(buffer.size()).toBe(0);
  step(1, false, 1);
  step(2, true, 3);
  const batch = buffer.createBatch(100);
  buffer.sample(batch);
  const probabilities = new Map(Array.from(batch.ids, (id, row) => [id, batch.probabilities[row]!]));
  expect([0, 1, 2].map((id) => probabilities.get(id)!)).toBeAllCloseTo([1 / 7, 3 / 7, 3 / 7], 1e-12);
});

test("transitions of 84 × 84 frames, stacked by four, cost within 1 % of one frame each", () => {
  const buffer = createTransitionBuffer({
    observation: uint8(84, 84),
    action: int32(),
    capacity: 2000,
    random: () => 0,
    stack: 4,
    sampler: prioritised(),
  });
  expect(buffer.byteLength / 2000).toBeLessThan(84 * 84 * 1.01);
  const { columns } = buffer.createBatch(2);
  expect(columns.observation).toHaveLength(2 * 4 * 84 * 84);
});

test("stepping without an episode, and rows of another length, are refused", () => {
  const buffer = make(20, 1, 1);
  const outcome = { action: 0, reward: 0, observation: [0, 0], terminated: true, truncated: false };
  expect(() => {
    buffer.step(outcome);
  }).toThrow(/begin/);
  buffer.begin([0, 0]);
  expect(() => {
    buffer.step({ ...outcome, observation: [1] });
  }).toThrow(/createTransitionBuffer.step: expected 2 element\(s\) for field "observation", got 1/);
  buffer.step(outcome);
  expect(() => {
    buffer.step(outcome);
  }).toThrow(/begin/);
  expect(buffer.size()).toBe(1);
});

describe("a step that says less than it must is refused, and nothing is written", () => {
  const whole = { action: 0, reward: 0, observation: [0, 0], terminated: false, truncated: false };
  test.each([
    ["no reward", { reward: undefined }, 'for field "reward", got undefined'],
    ["no action", { action: undefined }, 'for field "action", got undefined'],
    ["no observation", { observation: undefined }, 'for field "observation", got undefined'],
    ["done in place of terminated", { terminated: undefined, done: true }, "terminated to be true or false"],
    ["no word on truncation", { truncated: undefined }, "truncated to be true or false, got undefined"],
  ])("%s", (_, change, message) => {
    const buffer = make(20, 1, 1);
    buffer.begin([0, 0]);
    const before = JSON.stringify(buffer.snapshot());
    const step = (): void => {
      buffer.step({ ...whole, ...change } as never);
    };
    expect(step).toThrow(TypeError);
    expect(step).toThrow(message);
    expect(JSON.stringify(buffer.snapshot())).toBe(before);
  });

  test("an episode without a first observation does not begin", () => {
    const buffer = make(20, 1, 1);
    expect(() => {
      buffer.begin(undefined as never);
    }).toThrow(
      /createTransitionBuffer.begin: expected 2 element\(s\) for field "observation", got undefined/,
    );
    expect(() => {
      buffer.step(whole);
    }).toThrow(/begin/);
  });
});

test.each([
  [6, 4, 3],
  [2, 0, 1],
  [2, 1, 0],
])("capacity %i with stack %i and %i steps is refused", (capacity, stack, steps) => {
  expect(() => make(capacity, stack, steps)).toThrow(RangeError);
});
