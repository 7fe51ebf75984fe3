import { describe, expect, test } from "vitest";
import fixture from "../fixtures/lif-spikes.json";
import {
  createLeakyIntegrateAndFire,
  leakyIntegrateAndFireRate,
  type LeakyIntegrateAndFirePopulation,
} from "./leaky-integrate-and-fire.ts";

/** Exact spike times of unit 0 under a current by step. */
function spikeTimes(
  neurons: LeakyIntegrateAndFirePopulation,
  timeStep: number,
  current: ArrayLike<number>,
): number[] {
  const times: number[] = [];
  for (let step = 0; step < current.length; step++) {
    if (neurons.step([current[step]!]) > 0) times.push(step * timeStep + neurons.spikeOffset[0]!);
  }
  return times;
}

/** Hz, from the first to the last spike of ten seconds. */
function simulatedRate(current: number, timeStep: number): number {
  const neurons = createLeakyIntegrateAndFire(1, { timeStep });
  const times = spikeTimes(neurons, timeStep, new Float64Array(10_000 / timeStep).fill(current));
  return (1000 * (times.length - 1)) / (times.at(-1)! - times[0]!);
}

describe("the f-I curve, τ 20 ms, refractory 2 ms", () => {
  test.each([
    [1.05, 15.9],
    [1.2, 26.4],
    [1.5, 41.7],
    [2, 63.0],
    [4, 129.0],
  ])("at I = %f: %f Hz by hand, and as simulated at every step length", (current, expected) => {
    const closed = 1000 / (2 + 20 * Math.log(current / (current - 1)));
    expect(closed).toBeCloseTo(expected, 1);
    expect(leakyIntegrateAndFireRate(current)).toBeCloseTo(closed, 10);
    for (const timeStep of [0.1, 1, 2.5]) expect(simulatedRate(current, timeStep) / closed).toBeCloseTo(1, 6);
  });

  test("silent where the current does not reach the threshold", () => {
    expect(leakyIntegrateAndFireRate(1)).toBe(0);
    const neurons = createLeakyIntegrateAndFire(1, { timeStep: 1 });
    expect(spikeTimes(neurons, 1, new Float64Array(2000).fill(1))).toEqual([]);
    expect(neurons.potential[0]).toBeCloseTo(1, 10);
  });
});

test("spike times under a changing current are those of an independent solver", () => {
  const { current, spikes, lastPotential, ...constants } = fixture;
  const neurons = createLeakyIntegrateAndFire(1, constants);
  const times = spikeTimes(neurons, constants.timeStep, current);
  expect(times).toBeAllCloseTo(spikes, 1e-6);
  expect(neurons.potential[0]).toBeCloseTo(lastPotential, 6);
});

test("a long step holds several spikes; the same as many short ones", () => {
  const [long, short] = [10, 0.1].map((timeStep) => createLeakyIntegrateAndFire(2, { timeStep }));
  let counts = 0;
  for (let step = 0; step < 100; step++) counts += short!.step([0.5, 20]);
  expect(long!.step([0.5, 20])).toBe(counts);
  expect(long!.spikes[1]).toBe(counts);
  expect(counts).toBeGreaterThan(2);
  expect(long!.potential).toBeAllCloseTo(short!.potential, 1e-9);
  expect(long!.spikeOffset[0]).toBeNaN();
});

test("within the refractory time nothing happens", () => {
  const neurons = createLeakyIntegrateAndFire(1, { timeStep: 1, refractory: 3 });
  neurons.step([1000]);
  expect(neurons.spikes[0]).toBe(1);
  const left = neurons.refractoryLeft[0]!;
  neurons.step([1000]);
  expect(neurons.spikes[0]).toBe(0);
  expect(neurons.potential[0]).toBe(0);
  expect(neurons.refractoryLeft[0]).toBeCloseTo(left - 1, 12);
});

test("a step of more spikes than a byte counts is refused, and so is a current that is missing", () => {
  const neurons = createLeakyIntegrateAndFire(2, { timeStep: 500, refractory: 1 });
  expect(() => neurons.step([1e6, 0])).toThrow(/more than 255 times in a step of 500 ms/);
  expect(() => neurons.step([1])).toThrow(/expected 2 values in current, got 1/);
});

test("constants that make no neuron are refused", () => {
  expect(() => createLeakyIntegrateAndFire(0, { timeStep: 1 })).toThrow(
    /size to be a positive integer, got 0/,
  );
  expect(() => createLeakyIntegrateAndFire(1, { timeStep: 0 })).toThrow(
    /timeStep to be a positive number, got 0/,
  );
  expect(() => createLeakyIntegrateAndFire(1, { timeStep: 1, reset: 1 })).toThrow(
    /reset below threshold, got 1 and 1/,
  );
  expect(() => leakyIntegrateAndFireRate(1, { refractory: -1 })).toThrow(
    /refractory to be zero or a positive number/,
  );
});
