import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { decode, type DecodingData } from "./decoding.ts";
import { matrixOf, ridgeRegressions, sumsOf, sumsOver } from "./ridge.ts";

describe("ridgeRegressions", () => {
  // By hand: x = −1, 0, 1 and y = −2, 0, 2 after centring; w = Σxy / (Σx² + λ) = 4 / (2 + λ).
  const features = matrixOf({ rows: 3, columns: 1, data: Float64Array.of(4, 5, 6) });
  const targets = matrixOf({ rows: 3, columns: 1, data: Float64Array.of(8, 10, 12) });

  test.each([
    [0, 2],
    [2, 1],
    [6, 0.5],
  ])("at the penalty %d the slope is %d", (penalty, slope) => {
    const predict = ridgeRegressions(sumsOf(features, targets), [penalty]);
    const [found] = predict(matrixOf({ rows: 2, columns: 1, data: Float64Array.of(5, 6) }));
    const [at5, at6] = found!;
    expect(at5).toBeCloseTo(10, 10);
    expect(at6! - at5!).toBeCloseTo(slope, 10);
  });

  test("two features that are the same share the weight", () => {
    const twice = matrixOf({ rows: 3, columns: 2, data: Float64Array.of(4, 4, 5, 5, 6, 6) });
    const predict = ridgeRegressions(sumsOf(twice, targets), [1e-9]);
    const [one, other] = [
      [6, 5],
      [5, 6],
    ].map((row) => predict(matrixOf({ rows: 1, columns: 2, data: Float64Array.from(row) }))[0]![0]!);
    expect(one).toBeCloseTo(other!, 5);
    expect(one).toBeCloseTo(11, 5);
  });
});

test("sums of parts add up to those of all", () => {
  const random = createRandomStream(7);
  const table = (rows: number, columns: number) => ({
    rows,
    columns,
    data: Float64Array.from({ length: rows * columns }, random.normal),
  });
  const [features, targets] = [matrixOf(table(20, 3)), matrixOf(table(20, 2))];
  const part = (from: number, to: number) =>
    sumsOf(features.subMatrix(from, to, 0, 2), targets.subMatrix(from, to, 0, 1));
  const [whole, added] = [sumsOf(features, targets), sumsOver([part(0, 4), part(5, 11), part(12, 19)])];
  expect(added.samples).toBe(20);
  for (const name of ["x", "y", "xx", "xy"] as const)
    added[name].to1DArray().forEach((value, at) => {
      expect(value).toBeCloseTo(whole[name].to1DArray()[at]!, 12);
    });
});

describe("decode", () => {
  /** Units that speak of a planted number and its square, and of nothing, with noise. */
  function planted(noise: number): DecodingData<"truth"> {
    const random = createRandomStream(3);
    const [samples, units] = [400, 12];
    const truth = Array.from({ length: samples }, random.normal);
    const weights = Array.from({ length: units }, random.normal);
    const features = truth.flatMap((value) =>
      weights.map((weight) => weight * value + noise * random.normal()),
    );
    return {
      features: { rows: samples, columns: units, data: Float64Array.from(features) },
      targets: { truth: { rows: samples, columns: 1, data: Float64Array.from(truth) } },
      episodes: truth.map((_, sample) => sample >> 2),
    };
  }

  test("finds a planted linear code; among other episodes' targets it finds nothing", () => {
    const { r, shuffled } = decode(planted(0.5), createRandomStream(1).uniform).truth;
    expect(r.low).toBeGreaterThan(0.9);
    expect(Math.abs(shuffled.value)).toBeLessThan(0.2);
  });

  test("the more noise, the less it finds", () => {
    const [clear, noisy] = [0.5, 8].map(
      (noise) => decode(planted(noise), createRandomStream(1).uniform).truth.r.value,
    );
    expect(noisy).toBeLessThan(clear! - 0.2);
  });

  test("r is that of all samples: by the definition, without noise and with targets of two columns", () => {
    const data = planted(0);
    const { truth } = data.targets;
    const both = {
      rows: truth.rows,
      columns: 2,
      data: Float64Array.from(Array.from(truth.data).flatMap((value) => [3 - 2 * value, value])),
    };
    const { r } = decode({ ...data, targets: { both } }, createRandomStream(1).uniform).both;
    expect(r.value).toBeGreaterThan(0.9999);
    expect(r.low).toBeGreaterThan(0.9999);
  });

  test("which folds the episodes fall into hardly matters", () => {
    const values = [1, 2, 3, 4].map(
      (seed) => decode(planted(4), createRandomStream(seed).uniform).truth.r.value,
    );
    expect(Math.max(...values) - Math.min(...values)).toBeLessThan(0.03);
  });

  test("few episodes are refused", () => {
    const data = planted(1);
    expect(() =>
      decode({ ...data, episodes: data.episodes.map((each) => each % 5) }, Math.abs as never),
    ).toThrow(/at least 10 episodes/);
  });
});
