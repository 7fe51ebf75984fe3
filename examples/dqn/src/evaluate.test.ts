import { expect, test } from "vitest";
import { meanOf } from "@wayfield/example-kit/statistics";
import { randomPolicy, testReturns } from "./evaluate.ts";
import { breakout, catchBall } from "./tasks.ts";

test("a paddle that stays in the middle catches the balls that fall there: one in five", () => {
  const still = { act: (states: ArrayLike<number>) => new Int32Array(states.length / 50).fill(1) };
  const returns = testReturns(catchBall, still, { episodes: 2000, seed: 5 });
  // A share of 0.2 has a standard error of 0.009, and the return is twice the share minus 1.
  expect(Math.abs(meanOf(returns) - (2 * 0.2 - 1))).toBeLessThan(0.072);
});

test("the same seed plays the same episodes", () => {
  const play = (seed: number) => testReturns(breakout, randomPolicy(breakout, 2), { episodes: 5, seed });
  expect(play(3)).toEqual(play(3));
});

test("a game that would never end is broken off", () => {
  const endless = {
    ...catchBall,
    create: () => ({
      ...catchBall.create(),
      step: () => ({
        observation: new Uint8Array(50),
        reward: 1,
        terminated: false,
        truncated: false,
        info: {},
      }),
    }),
  };
  expect(testReturns(endless, randomPolicy(endless, 1), { episodes: 1, seed: 1 })).toEqual([5000]);
});
