import { expect, test } from "vitest";
import { describeOptions, flagOf, readOptions, splitCommandLine } from "./command-line.ts";
import { choice, flag, number, path } from "./options.ts";

const table = {
  learningRate: number("step size", { default: 0.1, quick: 0.2, min: 0 }),
  offset: number("", { default: 0 }),
  engine: choice("where it runs", ["auto", "cpu"]),
  fast: flag("skip a part"),
  out: path("folder"),
};

test("a name in camel case is a flag in kebab case", () => {
  expect(flagOf("learningRate")).toBe("--learning-rate");
});

test("values stand after a space or an equals sign, and words keep their order", () => {
  const { given, words } = splitCommandLine(
    ["a", "--learning-rate", "3", "--engine=cpu", "--fast", "b"],
    table,
  );
  expect([...given]).toEqual([
    ["learningRate", "3"],
    ["engine", "cpu"],
    ["fast", ""],
  ]);
  expect(words).toEqual(["a", "b"]);
});

test("a negative number is a value, another option is not", () => {
  expect(splitCommandLine(["--offset", "-3"], table).given.get("offset")).toBe("-3");
  expect(() => splitCommandLine(["--out", "--fast"], table)).toThrow(
    "--out: expected PATH after it, got --fast",
  );
  expect(() => splitCommandLine(["--out"], table)).toThrow("--out: expected PATH after it, got nothing");
});

test("an unknown option names its neighbour, or all there are", () => {
  expect(() => splitCommandLine(["--lerning-rate", "3"], table)).toThrow(
    "unknown option --lerning-rate; did you mean --learning-rate?",
  );
  expect(() => splitCommandLine(["-q"], table)).toThrow(
    "unknown option -q; expected one of --learning-rate, --offset, --engine, --fast, --out",
  );
});

test("a flag takes no value", () => {
  expect(() => splitCommandLine(["--fast=no"], table)).toThrow('--fast: takes no value, got "no"');
});

test("what is given wins over the quick default, which wins over the default", () => {
  const given = new Map([["learningRate", "5"]]);
  expect(readOptions(table, given, true).learningRate).toBe(5);
  expect(readOptions(table, new Map(), true).learningRate).toBe(0.2);
  expect(readOptions(table, new Map(), false)).toEqual({
    learningRate: 0.1,
    offset: 0,
    engine: "auto",
    fast: false,
    out: undefined,
  });
});

test("the help shows what follows an option and its defaults", () => {
  const lines = describeOptions(table).split("\n");
  expect(lines[0]).toBe("  --learning-rate X  step size (0.1, 0.2 with --quick)");
  expect(lines[2]).toBe("  --engine auto|cpu  where it runs (auto)");
  expect(lines[3]).toBe("  --fast             skip a part");
});
