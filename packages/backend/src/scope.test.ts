import { add, scalar } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { countTensors, scope, tensorsLeftBy } from "./scope.ts";

test("a scope keeps only what it returns", () => {
  const before = countTensors();
  const kept = scope(() => add(scalar(1), scalar(2)));
  expect(countTensors()).toBe(before + 1);
  expect(kept).toBeAllCloseTo([3]);
  kept.dispose();
});

test("an asynchronous scope is refused by the types, and by tfjs at run time", () => {
  // @ts-expect-error a promise must not be returned from a scope
  expect(() => scope(() => Promise.resolve(scalar(1)))).toThrow(/returns a promise; await outside/);
});

test("tensorsLeftBy counts what a function leaves, also after waiting", async () => {
  const left: { dispose: () => void }[] = [];
  expect(await tensorsLeftBy(() => left.push(scalar(1)))).toBe(1);
  expect(await tensorsLeftBy(() => Promise.resolve().then(() => left.push(scalar(1), scalar(2))))).toBe(2);
  expect(await tensorsLeftBy(() => undefined)).toBe(0);
  for (const tensor of left) tensor.dispose();
});
