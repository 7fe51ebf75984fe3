import { describe, expect, test } from "vitest";
import { createIzhikevich, izhikevichTypes, type IzhikevichParameters } from "./izhikevich.ts";
import { izhikevichPatterns, runIzhikevichPattern, type IzhikevichPattern } from "./izhikevich-patterns.ts";
import { recordRaster, spikeTimesOf } from "./population.ts";
import {
  adaptationIndex,
  burstIndex,
  coefficientOfVariation,
  interSpikeIntervals,
} from "./spike-statistics.ts";

/** One second at 0.1 ms under a constant current of 10. */
function intervalsOf(parameters: IzhikevichParameters): Float64Array {
  const raster = recordRaster(createIzhikevich([parameters], { timeStep: 0.1 }), {
    steps: 10_000,
    timeStep: 0.1,
    drive: (current) => current.fill(10),
  });
  return interSpikeIntervals(spikeTimesOf(raster, 0));
}

describe("a raster", () => {
  const halfMillisecond = () => createIzhikevich([izhikevichTypes.regularSpiking], { timeStep: 0.5 });
  const drive = (current: Float64Array): unknown => current.fill(10);

  test("is dated in the population's own steps", () => {
    const seen: number[] = [];
    const { times } = recordRaster(halfMillisecond(), {
      steps: 400,
      drive: (current, time) => {
        seen.push(time);
        current.fill(10);
      },
    });
    expect(seen.at(-1)).toBe(399 * 0.5);
    // A regular spiking neuron under 10 fires within 10 ms and then every 20 to 50 ms (Izhikevich 2003, figure 2).
    expect(times.length).toBeGreaterThanOrEqual(4);
    expect(times[0]).toBeLessThan(10);
    expect(recordRaster(halfMillisecond(), { steps: 400, timeStep: 0.5, drive }).times).toEqual(times);
  });

  test("in another step than the population's is refused: its rates would be halved", () => {
    expect(() => recordRaster(halfMillisecond(), { steps: 400, timeStep: 1, drive })).toThrow(
      /recordRaster: expected the population's own timeStep of 0.5 ms, got 1/,
    );
  });
});

describe("the types of 2003 at I = 10", () => {
  test("regular spiking slows down, then keeps time", () => {
    const intervals = intervalsOf(izhikevichTypes.regularSpiking);
    expect(intervals[0]).toBeCloseTo(24, 0);
    expect(intervals.at(-1)).toBeCloseTo(45.2, 0);
    expect(burstIndex(intervals)).toBe(0);
  });

  test("intrinsically bursting: one burst, then single spikes", () => {
    const intervals = intervalsOf(izhikevichTypes.intrinsicallyBursting);
    expect(Math.max(intervals[0]!, intervals[1]!)).toBeLessThan(6);
    expect(burstIndex(intervals.subarray(2))).toBe(0);
    expect(intervals.at(-1)).toBeCloseTo(31.6, 0);
  });

  test("chattering: burst after burst", () => {
    const intervals = intervalsOf(izhikevichTypes.chattering);
    expect(burstIndex(intervals)).toBeGreaterThan(0.7);
    expect(coefficientOfVariation(intervals)).toBeGreaterThan(1);
  });

  test("fast spiking: fast, without adaptation", () => {
    const intervals = intervalsOf(izhikevichTypes.fastSpiking);
    expect(intervals.at(-1)).toBeCloseTo(8, 0);
    expect(Math.abs(adaptationIndex(intervals))).toBeLessThan(0.005);
  });

  test("low-threshold spiking: adapts from 3 to 14 ms", () => {
    const intervals = intervalsOf(izhikevichTypes.lowThresholdSpiking);
    expect(intervals[0]).toBeCloseTo(3.1, 0);
    expect(intervals.at(-1)).toBeCloseTo(13.9, 0);
  });
});

/** What each pattern must show, by its spikes alone: `t` times, `i` intervals. */
const expectations: Record<
  keyof typeof izhikevichPatterns,
  (t: readonly number[], i: Float64Array) => boolean
> = {
  tonicSpiking: (t, i) => t.length >= 4 && Math.abs(i.at(-1)! / i.at(-2)! - 1) < 0.1,
  phasicSpiking: (t) => t.length === 1,
  tonicBursting: (t, i) => i.filter((x) => x > 20).length >= 2 && burstIndex(i) > 0.7,
  phasicBursting: (t, i) => t.length > 3 && burstIndex(i) === 1 && t.at(-1)! < 100,
  mixedMode: (t, i) => burstIndex(i.subarray(0, 2)) === 1 && burstIndex(i.subarray(2)) === 0 && i.length > 3,
  spikeFrequencyAdaptation: (t, i) => t.length > 4 && i.every((x, k) => k === 0 || x > i[k - 1]!),
  // Class 1 starts from slow firing and speeds up much; class 2 starts at its own rate.
  classOneExcitability: (t, i) => i[0]! > 2 * i.at(-1)! && i[0]! > 35,
  classTwoExcitability: (t, i) => i[0]! < 2 * i.at(-1)! && i[0]! < 25,
  spikeLatency: (t) => t.length === 1 && t[0]! > 20,
  subthresholdOscillation: (t) => t.length === 1 && t[0]! < 30,
  // Of two doublets, 20 and 40 ms apart, only the one at its own rhythm is answered; the integrator wants the closer.
  resonator: (t) => t.length === 1 && t[0]! > 320,
  integrator: (t) => t.length === 1 && t[0]! < 30,
  reboundSpike: (t) => t.length === 1 && t[0]! > 25,
  reboundBurst: (t, i) => t.length > 3 && t[0]! > 25 && burstIndex(i) === 1,
  thresholdVariability: (t) => t.length === 1 && t[0]! > 80,
  bistability: (t, i) => t.length > 3 && t[0]! > 37 && t.at(-1)! < 221 && coefficientOfVariation(i) < 0.05,
  depolarisingAfterPotential: (t) => t.length === 1,
  inhibitionInducedSpiking: (t) => t.length > 2 && t[0]! > 50 && t.at(-1)! < 250,
  inhibitionInducedBursting: (t, i) => t[0]! > 50 && t.at(-1)! < 250 && burstIndex(i) > 0.7,
};

const patterns: Record<string, IzhikevichPattern> = izhikevichPatterns;

describe("the patterns of 2004, at the steps of the author's program", () => {
  test.each(Object.entries(expectations))("%s", (name, isShown) => {
    const { spikeTimes } = runIzhikevichPattern(patterns[name]!);
    expect(isShown(spikeTimes, interSpikeIntervals(spikeTimes))).toBe(true);
  });

  test("every expectation tells its pattern from most others", () => {
    for (const [name, isShown] of Object.entries(expectations)) {
      const others = Object.values(patterns).filter((pattern) => {
        const { spikeTimes } = runIzhikevichPattern(pattern);
        return spikeTimes.length > 0 && isShown(spikeTimes, interSpikeIntervals(spikeTimes));
      });
      expect(others.length, name).toBeLessThanOrEqual(8);
    }
  });

  test("without its current the phasic neuron is silent", () => {
    const silent = { ...izhikevichPatterns.phasicSpiking, current: () => 0 };
    expect(runIzhikevichPattern(silent).spikeTimes).toEqual([]);
  });

  test("subthreshold oscillation: the potential rings after the spike", () => {
    const { potential } = runIzhikevichPattern(izhikevichPatterns.subthresholdOscillation);
    const late = potential.subarray(120);
    const turns = late.filter(
      (v, k) => k > 0 && k < late.length - 1 && v > late[k - 1]! && v >= late[k + 1]!,
    ).length;
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  test("depolarising after-potential: after its spike the potential stays above where it began", () => {
    const { potential, spikeTimes } = runIzhikevichPattern(izhikevichPatterns.depolarisingAfterPotential);
    const after = potential.subarray(
      Math.round(spikeTimes[0]! / 0.1) + 20,
      Math.round(spikeTimes[0]! / 0.1) + 50,
    );
    expect(Math.max(...after)).toBeGreaterThan(-60);
    expect(potential.at(-1)).toBeLessThan(-68);
  });
});

test("what is no population is refused", () => {
  expect(() => createIzhikevich([], { timeStep: 1 })).toThrow(/number of neurons to be a positive integer/);
  expect(() => createIzhikevich([izhikevichTypes.resonator], { timeStep: -1 })).toThrow(
    /timeStep to be a positive/,
  );
  const neuron = createIzhikevich([izhikevichTypes.resonator], { timeStep: 1 });
  expect(() => neuron.step([])).toThrow(/expected 1 values in current, got 0/);
});
