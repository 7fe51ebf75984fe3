import { meanAndDeviation } from "@wayfield/test-kit";
import { describe, expect, test } from "vitest";
import { createRandomStream, type RandomStreamState } from "./random-stream.ts";

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next);

describe("createRandomStream", () => {
  test("gives the same numbers for the same seed and others for another", () => {
    const first = draw(5, createRandomStream(7).uniform);
    expect(draw(5, createRandomStream(7).uniform)).toEqual(first);
    expect(draw(5, createRandomStream(8).uniform)).not.toEqual(first);
    expect(draw(5, createRandomStream(7 + 2 ** 33).uniform)).not.toEqual(first);
  });

  test("uniform numbers have the mean and variance of the uniform distribution", () => {
    const { mean, deviation } = meanAndDeviation(draw(100_000, createRandomStream(1).uniform));
    // Four standard errors: 4 / √(12 · 10⁵).
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0037);
    expect(Math.abs(deviation - Math.sqrt(1 / 12))).toBeLessThan(0.0037);
  });

  test("normal numbers have mean 0, deviation 1 and the normal share beyond two deviations", () => {
    const values = draw(100_000, createRandomStream(2).normal);
    const { mean, deviation } = meanAndDeviation(values);
    expect(Math.abs(mean)).toBeLessThan(0.0127);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.009);
    const beyond = values.filter((value) => Math.abs(value) > 2).length / values.length;
    expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.0027);
  });

  test("a restored state continues where it was taken, normal numbers included", () => {
    const stream = createRandomStream(3);
    stream.normal();
    const state = stream.state();
    const ahead = [stream.normal(), stream.uniform(), stream.seed()];
    const other = createRandomStream(99);
    other.restore(JSON.parse(JSON.stringify(state)) as RandomStreamState);
    expect([other.normal(), other.uniform(), other.seed()]).toEqual(ahead);
  });

  test("streams split by different labels differ; by one label they are the same; the parent stays as it was", () => {
    const parent = createRandomStream(4);
    const before = parent.state();
    const a = draw(4, parent.split("a").uniform);
    expect(draw(4, parent.split("a").uniform)).toEqual(a);
    expect(draw(4, parent.split("b").uniform)).not.toEqual(a);
    expect(parent.state()).toEqual(before);
  });

  test("streams of neighbouring seeds are uncorrelated", () => {
    const a = draw(20_000, createRandomStream(10).normal);
    const b = draw(20_000, createRandomStream(11).normal);
    const correlation = a.reduce((sum, value, index) => sum + value * b[index]!, 0) / a.length;
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(a.length));
  });

  test("refuses a seed that is no safe integer, and a state that is none", () => {
    expect(() => createRandomStream(0.5)).toThrow(/safe integer as seed, got 0.5/);
    expect(() => createRandomStream(NaN)).toThrow(RangeError);
    expect(() => {
      createRandomStream(1).restore([1, 2, 3] as unknown as RandomStreamState);
    }).toThrow(/four unsigned 32-bit integers/);
  });
});
