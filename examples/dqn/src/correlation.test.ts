import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { createCorrelationMeter } from "./correlation.ts";

function correlationOf(samples: readonly ArrayLike<number>[], scale: readonly number[]): number {
  const meter = createCorrelationMeter(scale);
  for (const sample of samples) meter.add(sample);
  return meter.value();
}

test("three samples by hand", () => {
  // Mean 2, deviations −1, −1, 2: variance 6, covariance (−1)(−1) + (−1)(2) = −1.
  expect(correlationOf([[1], [1], [4]], [1])).toBeCloseTo(-1 / 6, 12);
  // A second feature, whose factor 10 makes it count a hundredfold: 0, 1, 0 has variance 2/3 and covariance −4/9.
  const both = [
    [1, 0],
    [1, 1],
    [4, 0],
  ];
  expect(correlationOf(both, [1, 10])).toBeCloseTo((-1 - 400 / 9) / (6 + 200 / 3), 12);
});

test("a slow walk is correlated, the same values shuffled are not", () => {
  const random = createRandomStream(3);
  let x = 0;
  const walk = Array.from({ length: 2000 }, () => [(x = 0.95 * x + random.normal()), 7]);
  // An autoregressive process of coefficient a has autocorrelation a at lag 1; the standard error is about 0.007.
  expect(Math.abs(correlationOf(walk, [1, 1]) - 0.95)).toBeLessThan(0.035);
  const shuffled = walk.map((value) => ({ value, at: random.uniform() })).sort((a, b) => a.at - b.at);
  const values = shuffled.map(({ value }) => value);
  expect(Math.abs(correlationOf(values, [1, 1]))).toBeLessThan(0.11);
});

test("what does not vary has no correlation, and nor has nothing", () => {
  expect(correlationOf([[0.1], [0.1], [0.1]], [1])).toBe(0);
  expect(correlationOf([], [1])).toBe(0);
});

test("a restored meter goes on where the saved one was", () => {
  const meter = createCorrelationMeter([1]);
  meter.add([1]);
  meter.add([1]);
  const other = createCorrelationMeter([1]);
  other.restore(JSON.parse(JSON.stringify(meter.state())) as ReturnType<typeof meter.state>);
  other.add([4]);
  expect(other.value()).toBeCloseTo(-1 / 6, 12);
  expect(meter.state().count).toBe(2);
});
