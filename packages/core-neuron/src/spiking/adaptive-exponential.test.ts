import { describe, expect, test } from "vitest";
import {
  adaptiveExponentialPatterns,
  createAdaptiveExponential,
  type AdaptiveExponentialPattern,
} from "./adaptive-exponential.ts";
import { recordRaster, spikeTimesOf } from "./population.ts";
import {
  adaptationIndex,
  burstIndex,
  coefficientOfVariation,
  interSpikeIntervals,
} from "./spike-statistics.ts";

/** Spike times of one second at 0.05 ms. */
function run({ parameters, current }: AdaptiveExponentialPattern): Float64Array {
  const neurons = createAdaptiveExponential([parameters], { timeStep: 0.05 });
  const drive = (input: Float64Array): unknown => input.fill(current);
  return spikeTimesOf(recordRaster(neurons, { steps: 20_000, timeStep: 0.05, drive }), 0);
}

const expectations: Record<
  keyof typeof adaptiveExponentialPatterns,
  (t: Float64Array, i: Float64Array) => boolean
> = {
  tonic: (t, i) => t.length > 50 && coefficientOfVariation(i) < 0.05,
  adapting: (t, i) => adaptationIndex(i) > 0.03 && i.at(-1)! > 5 * i[0]! && burstIndex(i) === 0,
  initialBurst: (t, i) => burstIndex(i.subarray(0, 2)) === 1 && burstIndex(i.subarray(2)) === 0,
  regularBursting: (t, i) => burstIndex(i) > 0.4 && Math.max(...i.subarray(-10)) > 100,
  delayedAccelerating: (t, i) => t[0]! > 30 && adaptationIndex(i) < 0 && i[0]! > 1.5 * i.at(-1)!,
  delayedRegularBursting: (t, i) => t[0]! > 50 && burstIndex(i) > 0.6 && Math.max(...i.subarray(-10)) > 50,
  transient: (t) => t.length >= 1 && t.length <= 3 && t.at(-1)! < 100,
  irregular: (t, i) => coefficientOfVariation(i.subarray(10)) > 0.4,
};
const patterns: Record<string, AdaptiveExponentialPattern> = adaptiveExponentialPatterns;

describe("the patterns of Naud et al. 2008", () => {
  test.each(Object.entries(expectations))("%s", (name, isShown) => {
    const times = run(patterns[name]!);
    expect(isShown(times, interSpikeIntervals(times))).toBe(true);
  });

  test("no other pattern passes for a given one, but for those that share its trait", () => {
    for (const [name, isShown] of Object.entries(expectations)) {
      const alike = Object.values(patterns).filter((pattern) => {
        const times = run(pattern);
        return isShown(times, interSpikeIntervals(times));
      });
      expect(alike.length, name).toBeLessThanOrEqual(3);
    }
  });
});

test("below the rheobase it settles at the root of its equation", () => {
  const { parameters } = adaptiveExponentialPatterns.tonic;
  const neurons = createAdaptiveExponential([parameters], { timeStep: 0.05 });
  for (let step = 0; step < 20_000; step++) neurons.step([100]);
  const { leak, rest, threshold, sharpness, coupling } = parameters;
  const v = neurons.potential[0]!;
  expect(neurons.adaptation[0]).toBeCloseTo(coupling * (v - rest), 6);
  const balance =
    leak * (sharpness * Math.exp((v - threshold) / sharpness) - (v - rest)) - coupling * (v - rest) + 100;
  expect(balance).toBeCloseTo(0, 6);
});

test("constants that make no neuron are refused", () => {
  const { parameters } = adaptiveExponentialPatterns.tonic;
  expect(() => createAdaptiveExponential([{ ...parameters, sharpness: 0 }], { timeStep: 0.1 })).toThrow(
    /sharpness to be a positive number, got 0/,
  );
  const neuron = createAdaptiveExponential([parameters], { timeStep: 0.1 });
  expect(() => neuron.step([])).toThrow(/expected 1 values in current, got 0/);
});
