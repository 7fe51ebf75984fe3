import { expect, test } from "vitest";
import { lambdaReturns, nStepReturns } from "./returns.ts";

const r = [1, 2, 3];
const discount = [0.5, 0.5, 0.5];
const v = [10, 20, 30];

test("λ-returns by hand, from the last backwards", () => {
  // G₂ = 3 + ½·30 = 18; G₁ = 2 + ½(½·20 + ½·18) = 11.5; G₀ = 1 + ½(½·10 + ½·11.5) = 6.375
  expect([...lambdaReturns(r, discount, v, { lambda: 0.5 })]).toEqual([6.375, 11.5, 18]);
});

test("λ = 0 is the one-step return, and λ = 1 the discounted sum with the last value behind it", () => {
  expect([...lambdaReturns(r, discount, v, { lambda: 0 })]).toEqual([
    ...nStepReturns(r, discount, v, { n: 1 }),
  ]);
  expect([...lambdaReturns(r, discount, v, { lambda: 1 })]).toEqual([1 + 1 + 0.75 + 3.75, 2 + 1.5 + 7.5, 18]);
});

test("n-step returns by hand, shorter at the end", () => {
  // 1 + ½·2 + ¼·20 = 7; 2 + ½·3 + ¼·30 = 11; 3 + ½·30 = 18
  expect([...nStepReturns(r, discount, v, { n: 2 })]).toEqual([7, 11, 18]);
});

test("nothing behind a discount of 0 counts", () => {
  expect([...lambdaReturns(r, [0.5, 0, 0.5], v, { lambda: 1 })].slice(0, 2)).toEqual([2, 2]);
  expect([...nStepReturns(r, [0, 0.5, 0.5], v, { n: 3 })][0]).toBe(1);
});

test("two episodes cut by a time limit, one behind the other, give what each gives alone", () => {
  // The first is cut behind its second reward in a state worth 20, the second is 4 and 6 and ends.
  // λ = ½: G₁ = 2 + ½·20 = 12 and G₀ = 1 + ½(½·10 + ½·12) = 6.5; G₃ = 6 and G₂ = 4 + ½(½·8 + ½·6) = 7.5.
  const rewards = [1, 2 + 0.5 * 20, 4, 6];
  const [discounts, values] = [
    [0.5, 0, 0.5, 0],
    [10, 20, 8, 99],
  ];
  expect([...lambdaReturns(rewards, discounts, values, { lambda: 0.5 })]).toEqual([6.5, 12, 7.5, 6]);
  expect([...lambdaReturns([1, 2], [0.5, 0.5], [10, 20], { lambda: 0.5 })]).toEqual([6.5, 12]);
  expect([...lambdaReturns([4, 6], [0.5, 0], [8, 99], { lambda: 0.5 })]).toEqual([7.5, 6]);
  // n = 2: 1 + ½·2 + ¼·20 = 7, 12, 4 + ½·6 = 7, 6.
  expect([...nStepReturns(rewards, discounts, values, { n: 2 })]).toEqual([7, 12, 7, 6]);
});

test("a discount kept at the cut brings the next episode's reward into this one", () => {
  expect([...lambdaReturns([0, 8], [0.5, 0], [0, 0], { lambda: 1 })]).toEqual([4, 8]);
});

test("bad sequences and numbers are refused by name", () => {
  expect(() => lambdaReturns([1], [1, 1], [1])).toThrow(/lambdaReturns: expected rT and discountT/);
  expect(() => lambdaReturns([1], [1], [1], { lambda: 1.1 })).toThrow(/lambda.*from 0 to 1, got 1.1/);
  expect(() => nStepReturns([1], [1], [1], { n: 0 })).toThrow(/n to be an integer of 1 or more, got 0/);
});
