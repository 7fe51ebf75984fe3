import { expect, test } from "vitest";
import { formatNumber, formatTable } from "./table.ts";

test.each([
  [12, "12"],
  [123456, "123456"],
  [0.123456, "0.1235"],
  [-98.7654, "-98.77"],
  [Number.NaN, "NaN"],
])("%d is printed as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("columns are aligned, numbers to the right", () => {
  const text = formatTable({
    columns: ["network", "error"],
    rows: [
      ["trained", 9],
      ["untrained", 81.25],
    ],
  });
  expect(text).toBe("network    error\n─────────  ─────\ntrained        9\nuntrained  81.25\n");
});
