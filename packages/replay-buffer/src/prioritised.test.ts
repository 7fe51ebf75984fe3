import { createGenerator } from "@wayfield/portable";
import { describe, expect, test } from "vitest";
import { chiSquare } from "./chi-square.ts";
import { prioritised } from "./prioritised.ts";
import { createReplayBuffer } from "./replay.ts";
import { anneal } from "./schedule.ts";
import { float32 } from "./spec.ts";

function bufferOf(
  priorities: readonly number[],
  { alpha = 1, epsilon = 0, capacity = priorities.length, seed = 1 } = {},
) {
  const buffer = createReplayBuffer({
    spec: { x: float32() },
    capacity,
    random: createGenerator(seed).nextUniform,
    sampler: prioritised({ alpha, epsilon }),
  });
  for (const [index, priority] of priorities.entries()) buffer.add({ x: index }, priority);
  return buffer;
}

function countsOf(buffer: ReturnType<typeof bufferOf>, size: number, batches: number): Float64Array {
  const counts = new Float64Array(buffer.size());
  const batch = buffer.createBatch(size);
  for (let index = 0; index < batches; index++) {
    buffer.sample(batch);
    for (const id of batch.ids) counts[id]!++;
  }
  return counts;
}

/** Probability of each id as the buffer reports it. */
function probabilitiesOf(buffer: ReturnType<typeof bufferOf>): Map<number, number> {
  const batch = buffer.createBatch(500);
  buffer.sample(batch);
  return new Map(Array.from(batch.ids, (id, row) => [id, batch.probabilities[row]!]));
}

describe("proportional prioritised replay", () => {
  test("frequencies follow p^α: χ² over 10 items, one draw a batch so that draws are independent", () => {
    const priorities = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const counts = countsOf(bufferOf(priorities, { alpha: 0.6 }), 1, 200_000);
    const expected = (alpha: number): number[] => {
      const masses = priorities.map((priority) => priority ** alpha);
      const total = masses.reduce((sum, mass) => sum + mass, 0);
      return masses.map((mass) => mass / total);
    };
    const right = chiSquare(counts, expected(0.6));
    expect(right.statistic).toBeLessThan(right.bound);
    // Control and power: an exponent off by 0.05 is refused (λ ≈ 157 against a bound of 46), and so is uniform.
    for (const alpha of [0.55, 0.65, 0]) {
      expect(chiSquare(counts, expected(alpha)).statistic).toBeGreaterThan(right.bound);
    }
  });

  test("stratified: equal priorities and a batch of their number draw every item exactly once", () => {
    const buffer = bufferOf(new Array<number>(16).fill(1));
    const batch = buffer.createBatch(16);
    for (let trial = 0; trial < 20; trial++) {
      buffer.sample(batch);
      expect(Array.from(batch.ids).sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, id) => id));
    }
  });

  test("importance weights by hand: P = 1/7, 2/7, 4/7 and β = ½ give 1, 1/√2, 1/2", () => {
    const buffer = bufferOf([1, 2, 4]);
    const batch = buffer.createBatch(100);
    buffer.sample(batch, 0.5);
    const weights = new Map(Array.from(batch.ids, (id, row) => [id, batch.weights[row]!]));
    expect([0, 1, 2].map((id) => weights.get(id)!)).toBeAllCloseTo([1, Math.SQRT1_2, 0.5]);
  });

  test("importance weights undo the bias: Σ x / (N P) estimates the plain mean, unweighted draws do not", () => {
    const priorities = [1, 2, 3, 4, 5, 6, 7, 8];
    const buffer = bufferOf(priorities, { seed: 5 });
    const batch = buffer.createBatch(1);
    const draws = 40_000;
    const sums = { weighted: 0, square: 0, plain: 0 };
    for (let draw = 0; draw < draws; draw++) {
      buffer.sample(batch, 1);
      const x = batch.columns.x[0]!;
      const corrected = x / (8 * batch.probabilities[0]!);
      sums.weighted += corrected;
      sums.square += corrected ** 2;
      sums.plain += x;
    }
    const mean = sums.weighted / draws;
    const error = Math.sqrt((sums.square / draws - mean ** 2) / draws);
    expect(Math.abs(mean - 3.5)).toBeLessThan(5 * error);
    expect(Math.abs(sums.plain / draws - 3.5)).toBeGreaterThan(20 * error);
  });

  test("the largest weight of a batch is 1 and weights order against probabilities", () => {
    const buffer = bufferOf([0.1, 1, 10, 100], { alpha: 0.7 });
    const batch = buffer.createBatch(64);
    buffer.sample(batch, 0.4);
    expect(Math.max(...batch.weights)).toBe(1);
    const smallest = Math.min(...batch.probabilities);
    batch.weights.forEach((weight, row) => {
      expect(weight).toBeCloseTo((smallest / batch.probabilities[row]!) ** 0.4, 6);
    });
  });

  test("new items enter at the largest priority seen", () => {
    const buffer = bufferOf([1, 4], { capacity: 3 });
    buffer.add({ x: 2 });
    expect(probabilitiesOf(buffer).get(2)).toBeCloseTo(4 / 9, 12);
  });

  test("an update for an overwritten id is passed over", () => {
    const buffer = bufferOf([1, 1, 1]);
    const stale = [0, 1];
    buffer.add({ x: 3 }, 1);
    expect(buffer.updatePriorities(stale, [100, 2])).toBe(1);
    const probabilities = probabilitiesOf(buffer);
    expect(probabilities.get(3)).toBeCloseTo(0.25, 12);
    expect(probabilities.get(1)).toBeCloseTo(0.5, 12);
  });

  test.each([-1, 0.5, 99, NaN])("an id that was never given out (%d) is passed over", (id) => {
    expect(bufferOf([1, 1]).updatePriorities([id], [5])).toBe(0);
  });

  test("priority 0 is never drawn beside others", () => {
    const counts = countsOf(bufferOf([0, 1, 0, 2, 0]), 10, 500);
    expect([counts[0], counts[2], counts[4]]).toEqual([0, 0, 0]);
    expect(counts[1]! + counts[3]!).toBe(5000);
  });

  test("all priorities 0 draw uniformly", () => {
    const counts = countsOf(bufferOf([0, 0, 0, 0]), 1, 40_000);
    const { statistic, bound } = chiSquare(counts, [0.25, 0.25, 0.25, 0.25]);
    expect(statistic).toBeLessThan(bound);
  });

  test("with ε an error of 0 is still replayed", () => {
    const buffer = bufferOf([0, 1], { epsilon: 0.25 });
    expect(probabilitiesOf(buffer).get(0)).toBeCloseTo(0.25 / 1.5, 12);
  });

  test.each([NaN, Infinity, -Infinity, -1, 1e101])(
    "priority %d is refused and changes nothing",
    (priority) => {
      const buffer = bufferOf([1, 1], { capacity: 3 });
      expect(() => buffer.updatePriorities([0, 1], [7, priority])).toThrow(/priority/);
      expect(() => buffer.add({ x: 9 }, priority)).toThrow(RangeError);
      expect(buffer.size()).toBe(2);
      expect(probabilitiesOf(buffer).get(0)).toBe(0.5);
    },
  );

  test("the largest priorities still add up to something finite", () => {
    const buffer = bufferOf(new Array<number>(100).fill(1e100));
    expect(probabilitiesOf(buffer).get(0)).toBeCloseTo(0.01, 12);
  });

  test.each([{ alpha: -0.1 }, { alpha: 1.1 }, { alpha: NaN }, { epsilon: -1 }, { epsilon: Infinity }])(
    "%j is refused",
    (options) => {
      expect(() => prioritised(options)).toThrow(RangeError);
    },
  );

  test.each([-0.1, 1.1, NaN])("β = %d is refused", (beta) => {
    const buffer = bufferOf([1]);
    expect(() => {
      buffer.sample(buffer.createBatch(1), beta);
    }).toThrow(/beta/);
  });

  test("as many priorities as ids", () => {
    expect(() => bufferOf([1]).updatePriorities([0], [1, 2])).toThrow(RangeError);
  });
});

test("β is annealed linearly and then stays", () => {
  const options = { from: 0.4, to: 1, steps: 100 };
  expect([0, 50, 100, 1000].map((step) => anneal(step, options))).toBeAllCloseTo([0.4, 0.7, 1, 1], 1e-12);
  expect(() => anneal(0, { ...options, steps: 0 })).toThrow(RangeError);
});
