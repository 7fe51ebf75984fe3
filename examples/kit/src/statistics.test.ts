import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { bootstrap, bootstrapMean, meanOf, medianOf } from "./statistics.ts";

test("the mean, by hand", () => {
  expect(meanOf([1, 2, 6])).toBe(3);
  expect(meanOf([])).toBeNaN();
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[10, 9], 9.5],
  [[NaN, 7, NaN], 7],
  [[], NaN],
  [[NaN], NaN],
])("the median of %j is %d", (values, median) => {
  const given = [...values];
  expect(medianOf(given)).toBe(median);
  expect(given).toEqual(values);
});

test("the interval is from the 2.5 % to the 97.5 % point of 2000 draws", () => {
  let call = 0;
  // The draws come to 0, 1, …, 1999, and the things themselves, which are asked last, to 2000.
  const { value, low, high } = bootstrap(
    1,
    () => call++,
    () => 0,
  );
  expect([value, low, high]).toEqual([2000, 49, 1949]);
});

test("draws that come to nothing are left out, and where all do there is no interval", () => {
  let call = 0;
  const halved = bootstrap(
    1,
    () => (call++ % 2 === 0 ? NaN : call),
    () => 0,
  );
  // Of 2, 4, …, 2000 the 25th and the 975th.
  expect([halved.low, halved.high]).toEqual([50, 1950]);
  const none = bootstrapMean([], () => 0);
  expect([none.value, none.low, none.high]).toEqual([NaN, NaN, NaN]);
});

test("the interval of a mean is about two standard errors wide to either side", () => {
  const random = createRandomStream(7);
  const values = Array.from({ length: 400 }, random.normal);
  const { value, low, high } = bootstrapMean(values, random.uniform);
  expect(value).toBe(meanOf(values));
  // 2 × 1.96 / √400 = 0.196, give or take the deviation of this sample.
  expect(high - low).toBeGreaterThan(0.17);
  expect(high - low).toBeLessThan(0.22);
});
