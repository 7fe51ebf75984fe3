import { describe, expect, test } from "vitest";
import { atan2, cos, exp, ln, sin, sinCos } from "./elementary.ts";
import { createGenerator } from "./generator.ts";

/** |a − b| in units of the last place of b. */
const unitsInTheLastPlace = (a: number, b: number): number =>
  a === b ? 0 : Math.abs(a - b) / (Math.abs(b) * Number.EPSILON);

function worst(
  f: (x: number) => number,
  reference: (x: number) => number,
  draw: (u: number) => number,
): number {
  const generator = createGenerator(1);
  let largest = 0;
  for (let n = 0; n < 20_000; n++) {
    const x = draw(generator.nextUniform());
    largest = Math.max(largest, unitsInTheLastPlace(f(x), reference(x)));
  }
  return largest;
}

describe("elementary functions", () => {
  test("ln stays within 2 units in the last place of Math.log", () => {
    expect(worst(ln, Math.log, (u) => u)).toBeLessThan(2);
    expect(worst(ln, Math.log, (u) => 10 ** (600 * u - 300))).toBeLessThan(2);
  });

  test("exp stays within 2 units in the last place of Math.exp", () => {
    expect(worst(exp, Math.exp, (u) => 1400 * u - 700)).toBeLessThan(2);
  });

  test("sin and cos stay within 1e-15 of Math.sin and Math.cos", () => {
    const generator = createGenerator(2);
    for (let n = 0; n < 20_000; n++) {
      const angle = 200 * generator.nextUniform() - 100;
      expect(Math.abs(sin(angle) - Math.sin(angle))).toBeLessThan(1e-15);
      expect(Math.abs(cos(angle) - Math.cos(angle))).toBeLessThan(1e-15);
    }
  });

  test("atan2 stays within 1e-15 of Math.atan2 all round", () => {
    const generator = createGenerator(3);
    for (let n = 0; n < 20_000; n++) {
      const [x, y] = [2 * generator.nextUniform() - 1, 2 * generator.nextUniform() - 1];
      expect(Math.abs(atan2(y, x) - Math.atan2(y, x))).toBeLessThan(1e-15);
    }
  });
  test("atan2 of the axes and of the zero vector", () => {
    expect([atan2(0, 1), atan2(1, 0), atan2(0, -1), atan2(-1, 0), atan2(0, 0)]).toEqual([
      0,
      Math.PI / 2,
      Math.PI,
      -Math.PI / 2,
      0,
    ]);
  });
  test("edges follow IEEE 754", () => {
    expect([ln(0), ln(-1), ln(Infinity), ln(1), ln(NaN)]).toEqual([-Infinity, NaN, Infinity, 0, NaN]);
    expect([exp(-Infinity), exp(Infinity), exp(0), exp(NaN), exp(1000)]).toEqual([
      0,
      Infinity,
      1,
      NaN,
      Infinity,
    ]);
    expect([sin(0), cos(0), sin(NaN)]).toEqual([0, 1, NaN]);
    expect(ln(5e-324)).toBeCloseTo(-744.4400719213812, 12);
    expect(exp(-745)).toBe(5e-324);
  });

  test("sinCos writes into the target it is given", () => {
    const target = { sin: 0, cos: 0 };
    expect(sinCos(Math.PI / 2, target)).toBe(target);
    expect(target.sin).toBe(1);
  });
});
