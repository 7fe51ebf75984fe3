import { beforeEach, describe, expect, test } from "vitest";
import {
  defineEnvironment,
  restart,
  termination,
  transition,
  truncation,
  type Environment,
} from "./environment.ts";
import { discrete } from "./spaces.ts";

/** Counts to three; the first observation is drawn. */
function counter(): Environment<number, number> {
  let count = 0;
  return defineEnvironment({
    observationSpace: discrete(1000),
    actionSpace: discrete(2),
    begin: (random) => {
      count = 0;
      return restart(discrete(1000).sample(random));
    },
    advance: (action) => {
      count += 1;
      return count < 3 ? transition(count, action) : truncation(count, action);
    },
  });
}

describe("step results", () => {
  test("a transition goes on", () => {
    expect(transition(1, 2)).toEqual({
      observation: 1,
      reward: 2,
      terminated: false,
      truncated: false,
      info: {},
    });
  });
  test("a termination ends the task", () => {
    expect(termination(1, 2, { goal: 3 })).toEqual({
      observation: 1,
      reward: 2,
      terminated: true,
      truncated: false,
      info: { goal: 3 },
    });
  });
  test("a truncation cuts the episode", () => {
    expect(truncation(1, 2)).toMatchObject({ terminated: false, truncated: true });
  });
});

describe("defineEnvironment", () => {
  let environment: Environment<number, number>;
  beforeEach(() => {
    environment = counter();
  });
  test("needs a seed once", () => {
    expect(() => environment.reset()).toThrow(/seed/);
    environment.reset({ seed: 1 });
    expect(() => environment.reset()).not.toThrow();
  });
  test("repeats itself from a seed, and goes on without one", () => {
    const first = environment.reset({ seed: 1 }).observation;
    const second = environment.reset().observation;
    expect(second).not.toBe(first);
    expect(environment.reset({ seed: 1 }).observation).toBe(first);
    expect(environment.reset().observation).toBe(second);
  });
  test("refuses a step before reset and after the end", () => {
    expect(() => environment.step(0)).toThrow(/reset/);
    environment.reset({ seed: 1 });
    for (let n = 0; n < 3; n++) environment.step(0);
    expect(() => environment.step(0)).toThrow(/reset/);
    environment.reset();
    expect(environment.step(0).observation).toBe(1);
  });
  test.each([2, -1, NaN, 0.5])("refuses the action %s and does not move", (action) => {
    environment.reset({ seed: 1 });
    expect(() => environment.step(action)).toThrow(RangeError);
    expect(environment.step(0).observation).toBe(1);
  });
});
