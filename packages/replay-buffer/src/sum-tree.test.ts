import { createGenerator } from "@wayfield/portable";
import { describe, expect, test } from "vitest";
import { createSumTree } from "./sum-tree.ts";

/** The definition: the first slot whose cumulated weight exceeds the mass. */
function findByDefinition(weights: Float64Array, fraction: number): number {
  const mass = fraction * weights.reduce((sum, weight) => sum + weight, 0);
  let cumulated = 0;
  for (let slot = 0; slot < weights.length; slot++) {
    cumulated += weights[slot]!;
    if (mass < cumulated) return slot;
  }
  return weights.findLastIndex((weight) => weight > 0);
}

function findAll(tree: ReturnType<typeof createSumTree>, fractions: number[]) {
  const slots = new Int32Array(fractions.length);
  const probabilities = new Float64Array(fractions.length);
  tree.find(Float64Array.from(fractions), slots, probabilities, fractions.length);
  return { slots: Array.from(slots), probabilities: Array.from(probabilities) };
}

describe("sum tree", () => {
  test.each([1, 2, 7, 8, 9, 63, 64, 65, 513, 1000])(
    "capacity %i: finds what the definition finds",
    (capacity) => {
      const { nextUniform, nextWord } = createGenerator(capacity);
      const tree = createSumTree(capacity);
      // Multiples of 1/8 add up exactly in every order, so both ways of summing must agree to the last slot.
      for (let slot = 0; slot < capacity; slot++) {
        tree.weights[slot] = (nextWord() % 5) / 8;
        tree.refresh(slot);
      }
      tree.weights[0] = 1;
      tree.refresh(0);
      const fractions = [0, 1 - 2 ** -53, ...Array.from({ length: 500 }, nextUniform)];
      const expected = fractions.map((fraction) => findByDefinition(tree.weights, fraction));
      expect(findAll(tree, fractions).slots).toEqual(expected);
    },
  );

  test("a slot of weight 0 is not found even when rounding pushes the mass past the end", () => {
    const { nextUniform } = createGenerator(3);
    for (let trial = 0; trial < 200; trial++) {
      const tree = createSumTree(100);
      for (let slot = 0; slot < 100; slot += 3)
        tree.weights[slot] = nextUniform() * 10 ** (20 * nextUniform() - 10);
      tree.weights[99] = 0;
      tree.rebuild();
      const { slots } = findAll(tree, [0, 0.5, 1 - 2 ** -53, 1]);
      for (const slot of slots) expect(tree.weights[slot]).toBeGreaterThan(0);
    }
  });

  test("100 000 updates leave no rounding behind", () => {
    const { nextUniform, nextWord } = createGenerator(4);
    const tree = createSumTree(300);
    for (let update = 0; update < 100_000; update++) {
      const slot = nextWord() % 300;
      tree.weights[slot] = nextUniform() * 10 ** (12 * nextUniform() - 6);
      tree.refresh(slot);
    }
    const updated = tree.total();
    tree.rebuild();
    expect(tree.total()).toBe(updated);
    for (let slot = 0; slot < 300; slot++) {
      tree.weights[slot] = 0;
      tree.refresh(slot);
    }
    expect(tree.total()).toBe(0);
  });

  test.each([1, 9, 600])(
    "capacity %i: slots refreshed together equal slots refreshed one by one",
    (capacity) => {
      const { nextUniform, nextWord } = createGenerator(capacity);
      const [together, singly] = [createSumTree(capacity), createSumTree(capacity)];
      for (let round = 0; round < 50; round++) {
        // In no order, with clashes and with gaps.
        const slots = Int32Array.from({ length: 32 }, () =>
          nextWord() % 5 === 0 ? -1 : nextWord() % capacity,
        );
        for (const slot of slots) {
          if (slot < 0) continue;
          together.weights[slot] = singly.weights[slot] = nextUniform();
          singly.refresh(slot);
        }
        together.refreshAll(slots, 32);
        expect(together.total()).toBe(singly.total());
      }
      const fractions = Array.from({ length: 200 }, nextUniform);
      expect(findAll(together, fractions)).toEqual(findAll(singly, fractions));
    },
  );

  test("probabilities are the weights over their sum", () => {
    const tree = createSumTree(3);
    tree.weights.set([1, 2, 5]);
    tree.rebuild();
    expect(findAll(tree, [0, 0.25, 0.9])).toEqual({ slots: [0, 1, 2], probabilities: [0.125, 0.25, 0.625] });
  });

  test.each([2.5, NaN, -1, 0])("a capacity of %d is refused", (capacity) => {
    expect(() => createSumTree(capacity)).toThrow(
      `createSumTree: expected the capacity to be a positive whole number, got ${capacity}`,
    );
  });

  test("a million slots cost under 9.2 bytes each", () => {
    expect(createSumTree(1_000_000).byteLength / 1_000_000).toBeLessThan(9.2);
  });
});
