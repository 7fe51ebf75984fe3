import { expect, test } from "vitest";
import { decodeDigits, decodeIdx, readMnist } from "./mnist.ts";

/** An IDX file by hand: two images of 1 × 3. */
const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9);

test("reads the header and what follows it", () => {
  const digits = decodeDigits(images, labels);
  expect(digits).toMatchObject({ count: 2, rows: 1, columns: 3 });
  expect([...digits.images]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...digits.labels]).toEqual([7, 9]);
});

test("refuses what is no such file, or not a whole one", () => {
  expect(() => decodeIdx(labels, 3)).toThrow(/header 0, 0, 8, 3 and 3 extents, got 0, 0, 8, 1 in 10 bytes/);
  expect(() => decodeIdx(images.subarray(0, 20), 3)).toThrow(
    /2 × 1 × 3 = 6 values after the header, got 4; is the file whole/,
  );
  expect(() => decodeIdx(new Uint8Array(3), 1)).toThrow(/got 0, 0, 0 in 3 bytes/);
  const one = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7);
  expect(() => decodeDigits(images, one)).toThrow(/as many labels as images, got 1 and 2/);
  expect(() => decodeDigits(images, Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 10))).toThrow(/got 10 at 1/);
});

test("MNIST is whole: counts, sizes, the first labels and the count of each digit as published", async () => {
  const { train, test } = await readMnist();
  expect(train).toMatchObject({ count: 60_000, rows: 28, columns: 28 });
  expect(test).toMatchObject({ count: 10_000, rows: 28, columns: 28 });
  expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  expect([...test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  const counts = new Array<number>(10).fill(0);
  for (const label of test.labels) counts[label] = counts[label]! + 1;
  expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  // The well-known mean of the training pixels, 0.1307.
  const sum = train.images.reduce((total, value) => total + value, 0);
  expect(sum / train.images.length / 255).toBeCloseTo(0.1307, 4);
});
