import { expect, test } from "vitest";
import { createHodgkinHuxley } from "./hodgkin-huxley.ts";
import { recordRaster, spikeTimesOf } from "./population.ts";

/** Spikes of the second half of a second, when the onset is over. */
function steadyRate(level: number): number {
  const timeStep = 0.025;
  const raster = recordRaster(createHodgkinHuxley(1, { timeStep }), {
    steps: 1000 / timeStep,
    timeStep,
    drive: (current) => current.fill(level),
  });
  return 2 * spikeTimesOf(raster, 0).filter((time) => time > 500).length;
}

test("at rest: −65 mV, m 0.053, h 0.596, n 0.318, and it stays", () => {
  const axon = createHodgkinHuxley(1, { timeStep: 0.025 });
  expect(axon.sodiumActivation[0]).toBeCloseTo(0.0529, 4);
  expect(axon.sodiumInactivation[0]).toBeCloseTo(0.5961, 4);
  expect(axon.potassiumActivation[0]).toBeCloseTo(0.3177, 4);
  for (let step = 0; step < 4000; step++) axon.step([0]);
  expect(axon.potential[0]).toBeCloseTo(-65, 1);
});

test("type II: silent at 5 µA/cm², firing at once at some 50 Hz or more above 6.5", () => {
  expect(steadyRate(5)).toBe(0);
  expect(steadyRate(7)).toBeGreaterThan(48);
  expect(steadyRate(7)).toBeLessThan(66);
  expect(steadyRate(10)).toBeGreaterThan(62);
  expect(steadyRate(10)).toBeLessThan(74);
});

test("a spike overshoots zero by tens of millivolts", () => {
  const axon = createHodgkinHuxley(1, { timeStep: 0.01 });
  let peak = -Infinity;
  for (let step = 0; step < 2000; step++) {
    axon.step([10]);
    peak = Math.max(peak, axon.potential[0]!);
  }
  expect(peak).toBeGreaterThan(35);
  expect(peak).toBeLessThan(50);
});

test("a current that is missing is refused", () => {
  const axons = createHodgkinHuxley(2, { timeStep: 0.01 });
  expect(() => axons.step([10])).toThrow(/expected 2 values in current, got 1/);
});
