import { expect, test } from "vitest";
import { choice, flag, number, path } from "./options.ts";
import { UsageError } from "./usage-error.ts";

test("a number is read within its range, ends included", () => {
  const { parse } = number("", { default: 0.5, min: 0, max: 1 });
  expect(parse("0", "--x")).toBe(0);
  expect(parse("1e0", "--x")).toBe(1);
});

test.each(["1.5", "-0.1", "", " ", "abc", "NaN", "Infinity", "0x"])("%j is no number from 0 to 1", (text) => {
  const { parse } = number("", { default: 0.5, min: 0, max: 1 });
  expect(() => parse(text, "--x")).toThrow(
    new UsageError(`--x: expected a number from 0 to 1, got "${text}"`),
  );
});

test("a whole number refuses a fraction and says the bound it knows", () => {
  const { parse } = number("", { default: 1, min: 1, integer: true });
  expect(() => parse("2.5", "--steps")).toThrow('--steps: expected a whole number of at least 1, got "2.5"');
});

test("a choice takes its words only, and the first is the default", () => {
  const engine = choice("", ["auto", "wasm"]);
  expect(engine.fallback).toBe("auto");
  expect(engine.parse("wasm", "--engine")).toBe("wasm");
  expect(() => engine.parse("gpu", "--engine")).toThrow('--engine: expected auto, wasm, got "gpu"');
});

test("a flag is off until given, a path undefined", () => {
  expect(flag("").fallback).toBe(false);
  expect(flag("").parse("", "--fast")).toBe(true);
  expect(path("").fallback).toBeUndefined();
  expect(() => path("").parse("", "--out")).toThrow(UsageError);
});
