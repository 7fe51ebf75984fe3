import { describe, expect, test } from "vitest";
import fixture from "../fixtures/npz.json";
import { parseActivityCsv } from "./csv.ts";
import { readNpy, readNpz } from "./npy.ts";

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

describe("readNpy", () => {
  test.each(Object.entries(fixture.types))("reads %s", (type, file) => {
    const { shape, data } = readNpy(bytesOf(file));
    expect(shape).toEqual([2, 3]);
    expect([...data]).toEqual(type === "|b1" ? [0, 1, 1, 1, 1, 1] : [0, 1, 2, 3, 4, 5]);
    expect(data).toBeInstanceOf(type.endsWith("f4") ? Float32Array : Float64Array);
  });

  test.each(["objects", "text", "complex", "half", "fields"] as const)("refuses %s", (kind) => {
    expect(() => readNpy(bytesOf(fixture[kind]), kind)).toThrow(/expected numbers .*astype\("float32"\)/);
  });

  test("refuses whole numbers that it cannot hold, files cut short, and other files", () => {
    const file = bytesOf(fixture.types["<f8"]);
    expect(() => readNpy(bytesOf(fixture.large))).toThrow(/below 2\^53, got 1152921504606846976/);
    expect(() => readNpy(file.subarray(0, -1))).toThrow(/expected 48 bytes for the shape \(2, 3\).*got 47/);
    expect(() => readNpy(file.subarray(0, 40))).toThrow(/ends within its header/);
    expect(() => readNpy(new Uint8Array(100), "map.npy")).toThrow(/something else in map.npy/);
  });
});

describe("readNpz", () => {
  test.each(["stored", "compressed"] as const)("reads the arrays of a %s archive", (kind) => {
    const arrays = readNpz(bytesOf(fixture[kind]));
    expect(Object.keys(arrays).sort()).toEqual(Object.keys(fixture.arrays).sort());
    for (const [name, { shape, data }] of Object.entries(fixture.arrays)) {
      expect(arrays[name]!.shape, name).toEqual(shape);
      expect([...arrays[name]!.data], name).toEqual([data].flat());
    }
  });

  test("refuses what is no archive, or one that is damaged", () => {
    expect(() => readNpz(new Uint8Array(50))).toThrow(/expected a zip archive/);
    expect(() => readNpz(bytesOf(fixture.compressed).subarray(0, 200))).toThrow(/cannot be unpacked/);
  });
});

describe("parseActivityCsv", () => {
  test.each([
    ["names and commas", 'x,"y"\n1,2.5\n-3e-2, 4\n', ["x", "y"]],
    ["names of which one is missing", ",nanometre\n1,2.5\n-0.03,4\n", ["", "nanometre"]],
    ["tabs, no names", "1\t2.5\n-0.03\t4", undefined],
    [
      "semicolons, Windows line ends, comments, a byte order mark",
      "\uFEFF# m\r\n1;2.5\r\n\r\n-0.03;4\r\n",
      undefined,
    ],
  ])("reads %s", (_, text, names) => {
    const table = parseActivityCsv(text);
    expect({ ...table, data: [...table.data] }).toEqual({
      names,
      rows: 2,
      columns: 2,
      data: [1, 2.5, -0.03, 4],
    });
  });

  test.each([
    ["a word among numbers", "1,2\n3,x", /line 2, column 2, got "x"/],
    ["a missing value", "1,2\n\n3,", /line 3, column 2, got nothing/],
    ["not-a-number", "1,2\nNaN,2", /got "NaN"/],
    ["a missing value in the first row", "NaN,2\n3,4", /line 1, column 1, got "NaN"/],
    ["a word in the first row of numbers", "1,x\n3,4", /line 1, column 2, got "x".*names.*with #/],
    ["a first row of nothing but missing values", "nan;-inf\n3;4", /line 1, column 1, got "nan"/],
    ["R's missing values", "NA\tNA\n3\t4", /line 1, column 1, got "NA"/],
    ["a first row without values", ",\n3,4", /line 1, column 1, got nothing/],
    ["rows of different lengths", "x,y\n1,2\n3\n", /expected 2 numbers as in the first row, got 1 in line 3/],
    ["nothing", "", /rows of numbers, got none/],
    ["only names", "x,y\n", /got none/],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseActivityCsv(text)).toThrow(message);
  });
});
