import { expect, test } from "vitest";
import { denseFeatures, oneHot } from "./features.ts";
import { accumulatingTrace, createTrace, dutchTrace, replacingTrace } from "./trace.ts";

const x = oneHot(0);

test("a state met twice in a row: 1.5 accumulating, 1 replacing, 1.25 dutch, at decay 0.5 and α 0.5", () => {
  const meetTwice = (rule: typeof accumulatingTrace): number => {
    const z = createTrace(2, 0);
    rule(z, 0, x, 0.5);
    rule(z, 0.5, x, 0.5);
    return z.values[0]!;
  };
  expect(meetTwice(accumulatingTrace)).toBe(1.5);
  expect(meetTwice(replacingTrace)).toBe(1);
  // 0.5 · 1 + (1 − 0.5 · 0.5 · 1) · 1
  expect(meetTwice(dutchTrace)).toBe(1.25);
});

test("an entry below the cut-off is forgotten and can come back", () => {
  const z = createTrace(3, 0.2);
  z.add(1, denseFeatures([1, 0, 4]));
  z.decay(0.1);
  expect([...z.values]).toEqual([0, 0, 0.4]);
  expect(z.size()).toBe(1);
  z.add(1, x);
  expect([...z.values]).toEqual([1, 0, 0.4]);
  expect(z.size()).toBe(2);
});

test("entries that cancel are held once, so that weights move once", () => {
  const z = createTrace(1, 0);
  z.add(1, x);
  z.add(-1, x);
  z.add(1, x);
  const weights = new Float64Array(1);
  z.addTo(weights, 1);
  expect(weights[0]).toBe(1);
});
