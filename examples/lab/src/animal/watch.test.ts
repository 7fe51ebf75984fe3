import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { mapBrain, Watch } from "./watch.ts";

test("a watch keeps the latest samples", () => {
  const watch = new Watch(3);
  expect(watch.recording()).toBeUndefined();
  for (let step = 0; step < 5; step++)
    watch.note(Float32Array.of(step, 10 * step), { x: step, y: -step, heading: step });
  const { units, positions, headings, activity } = watch.recording()!;
  expect(units).toBe(2);
  expect(watch.samples).toBe(3);
  expect(new Set(headings)).toEqual(new Set([2, 3, 4]));
  headings.forEach((step, at) => {
    expect(Array.from(positions.subarray(2 * at, 2 * at + 2))).toEqual([step, -step]);
    expect(Array.from(activity.subarray(2 * at, 2 * at + 2))).toEqual([step, 10 * step]);
  });
  watch.clear();
  expect(watch.recording()).toBeUndefined();
});

test("another layer begins another recording", () => {
  const watch = new Watch(10);
  watch.note(Float32Array.of(1, 2), { x: 0, y: 0, heading: 0 });
  watch.note(Float32Array.of(1, 2, 3), { x: 0, y: 0, heading: 0 });
  expect(watch.recording()).toMatchObject({ units: 3, headings: Float32Array.of(0) });
});

test("a lattice comes before a hill, and a unit that likes the north points there", () => {
  const { uniform } = createRandomStream(1);
  const watch = new Watch(6000);
  const waves = [0, 1, 2].map((k) => (k * Math.PI) / 3);
  for (let step = 0; step < 6000; step++) {
    const [x, y, heading] = [2.4 * uniform() - 1.2, 2.4 * uniform() - 1.2, 2 * Math.PI * uniform() - Math.PI];
    const lattice = waves.reduce(
      (sum, a) => sum + Math.cos((2 * Math.PI * (x * Math.cos(a) + y * Math.sin(a))) / 0.6),
      0,
    );
    const hill = Math.exp(-(x * x + y * y) / 0.18);
    watch.note(Float32Array.of(hill, Math.max(0, lattice), Math.max(0, Math.sin(heading))), {
      x,
      y,
      heading,
    });
  }
  const maps = mapBrain(watch.recording()!, [-1.25, -1.25, 1.25, 1.25]);
  expect(maps.order[0]).toBe(1);
  expect(maps.gridScores[1]).toBeGreaterThan(0.8);
  expect(maps.gridScores[0]).toBeLessThan(0.37);
  expect(maps.resultants[2]).toBeGreaterThan(0.5);
  expect(maps.resultants[1]).toBeLessThan(0.1);
  expect(maps.correlograms).toHaveLength(3 * 63 * 63);
});
