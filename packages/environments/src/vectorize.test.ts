import { describe, expect, test } from "vitest";
import { defineEnvironment, restart, termination, transition, type Environment } from "./environment.ts";
import { deriveSeed, seededRandom, type UniformSource } from "./random.ts";
import { box, discrete, type BoxSpace } from "./spaces.ts";
import { vectorize } from "./vectorize.ts";

type Walk = Environment<Float32Array, number> & { readonly observationSpace: BoxSpace };

/** A random walk on 0 … 1 whose steps the action scales; it ends at either side. */
function walk(width = 1, actions = 3): Walk {
  const observationSpace = box({ shape: [width], low: 0, high: 1 });
  let random: UniformSource;
  let position = 0.5;
  const observe = () => new Float32Array(width).fill(position);
  const environment = defineEnvironment<Float32Array, number>({
    observationSpace,
    actionSpace: discrete(actions),
    begin: (source) => {
      random = source;
      position = 0.25 + random() / 2;
      return restart(observe());
    },
    advance: (action) => {
      position = Math.min(1, Math.max(0, position + (random() - 0.5) * action));
      return position === 0 || position === 1 ? termination(observe(), position) : transition(observe(), 0);
    },
  });
  return { ...environment, observationSpace };
}

describe("vectorize", () => {
  test("does in each row what the environment does alone", () => {
    const size = 3;
    const vector = vectorize(Array.from({ length: size }, () => walk(2)));
    const alone = Array.from({ length: size }, () => walk(2));
    const observe = (world: number) => [...vector.observations.subarray(2 * world, 2 * world + 2)];
    vector.reset({ seed: 9 });
    alone.forEach((environment, world) => {
      const { observation } = environment.reset({ seed: deriveSeed(9, world) });
      expect(observe(world)).toEqual([...observation]);
    });
    const random = seededRandom(1);
    let ends = 0;
    for (let n = 0; n < 100; n++) {
      const actions = Int32Array.from({ length: size }, () => Math.floor(random() * 3));
      vector.step(actions);
      alone.forEach((environment, world) => {
        const result = environment.step(actions[world]!);
        expect(vector.rewards[world]).toBe(Math.fround(result.reward));
        expect(vector.terminated[world]).toBe(Number(result.terminated));
        expect(vector.truncated[world]).toBe(0);
        let { observation } = result;
        if (result.terminated) {
          ends += 1;
          expect([...vector.finalObservations.subarray(2 * world, 2 * world + 2)]).toEqual([...observation]);
          ({ observation } = environment.reset());
        }
        expect(observe(world)).toEqual([...observation]);
      });
    }
    expect(ends).toBeGreaterThan(size);
  });
  test("takes a seed for each world", () => {
    const vector = vectorize([walk(), walk(), walk()]);
    vector.reset({ seeds: [4, 5, 4] });
    expect(vector.observations[0]).toBe(vector.observations[2]);
    expect(vector.observations[0]).not.toBe(vector.observations[1]);
  });
  test("resets no world when one seed is bad", () => {
    const vector = vectorize([walk(), walk()]);
    vector.reset({ seed: 1 });
    const before = [...vector.observations];
    for (const bad of [-1, 0.5, NaN]) {
      expect(() => {
        vector.reset({ seeds: [4, bad] });
      }).toThrow(/world 1.*expected a seed/);
    }
    expect([...vector.observations]).toEqual(before);
  });
  test("moves no world when one action is bad", () => {
    const vector = vectorize([walk(), walk()]);
    vector.reset({ seed: 1 });
    const before = [...vector.observations];
    for (const bad of [[1, 3], [1, NaN], [1], [1, 1, 1]]) {
      expect(() => {
        vector.step(bad);
      }).toThrow(RangeError);
    }
    expect([...vector.observations]).toEqual(before);
  });
  test.each([
    [2, 3],
    [3, 2],
  ])("an action counts by its own world's space: %i and %i actions", (...counts) => {
    const vector = vectorize(counts.map((count) => walk(1, count)));
    vector.reset({ seed: 1 });
    const before = [...vector.observations];
    const small = counts.indexOf(2);
    expect(() => {
      vector.step([2, 2]);
    }).toThrow(`step: expected actions in the action space, got 2 for world ${small}`);
    expect([...vector.observations]).toEqual(before);
    vector.step(counts.map((count) => count - 1));
    expect(vector.observations[0]).not.toBe(before[0]);
    expect(vector.observations[1]).not.toBe(before[1]);
  });
  test("refuses an environment that is there twice", () => {
    const one = walk();
    expect(() => vectorize([one, walk(), one])).toThrow(
      "vectorize: expected 3 environments, each an object of its own, got 2 different ones; make each anew",
    );
  });
  test("refuses a step before reset, wrong numbers of seeds, and worlds that do not match", () => {
    const vector = vectorize([walk(), walk()]);
    expect(() => {
      vector.step([0, 0]);
    }).toThrow(/reset/);
    expect(() => {
      vector.reset({ seeds: [1] });
    }).toThrow(RangeError);
    expect(() => {
      vector.reset({ seed: 1, seeds: [1, 2] });
    }).toThrow(RangeError);
    expect(() => vectorize([])).toThrow(RangeError);
    expect(() => vectorize([walk(1), walk(2)])).toThrow(RangeError);
  });
});
