import { expect, test } from "vitest";
import { createGenerator, generatorFromState } from "./generator.ts";

test("draws the reference words of xoshiro128** from the state 1, 2, 3, 4", () => {
  // By hand from the published algorithm: result = rotl(s1 · 5, 7) · 9 with s1 = 2 is rotl(10, 7) · 9 = 1280 · 9 = 11520.
  // Then s1 becomes s1 ^ (s2 ^ s0) = 2 ^ (3 ^ 1) = 0, so the second word is 0.
  const generator = generatorFromState([1, 2, 3, 4]);
  expect([generator.nextWord(), generator.nextWord()]).toEqual([11520, 0]);
});

test("follows the published recurrence, written again with big integers", () => {
  const mask = 0xffffffffn;
  const rotate = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & mask;
  let s = [0x12345678n, 0x9abcdef0n, 0x0fedcba9n, 0x87654321n] as [bigint, bigint, bigint, bigint];
  const generator = generatorFromState(s.map(Number) as [number, number, number, number]);
  for (let n = 0; n < 1000; n++) {
    const result = (rotate((s[1] * 5n) & mask, 7n) * 9n) & mask;
    const shifted = (s[1] << 9n) & mask;
    let [a, b, c, d] = s;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11n);
    s = [a, b, c, d];
    expect(generator.nextWord()).toBe(Number(result));
  }
});

test("uniform numbers stay in [0, 1) at both ends of the word range", () => {
  const generator = createGenerator(5);
  for (let n = 0; n < 10_000; n++) {
    const u = generator.nextUniform();
    expect(u >= 0 && u < 1).toBe(true);
  }
});

test("refuses the all-zero state", () => {
  expect(() => generatorFromState([0, 0, 0, 0])).toThrow(/non-zero/);
});
