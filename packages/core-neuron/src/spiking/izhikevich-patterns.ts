import { createIzhikevich, type IzhikevichParameters } from "./izhikevich.ts";

/** A firing pattern: a neuron, where it begins, and the current that shows the pattern. */
export interface IzhikevichPattern {
  /** The neuron's constants. */
  readonly parameters: IzhikevichParameters;
  /** Potential to begin with, mV. */
  readonly start: number;
  /** Length of a step, ms. */
  readonly timeStep: number;
  /** ms. */
  readonly duration: number;
  /** The current at a time in ms. */
  readonly current: (time: number) => number;
}

const onFrom =
  (begin: number, level: number) =>
  (time: number): number =>
    time > begin ? level : 0;

/** Pulses of one length and level on a base. */
const pulses =
  (begins: readonly number[], length: number, level: number, base = 0) =>
  (time: number): number =>
    begins.some((begin) => time > begin && time < begin + length) ? level : base;

const rampFrom =
  (begin: number, base: number, slope: number) =>
  (time: number): number =>
    base + (time > begin ? slope * (time - begin) : 0);

/** The neuron of class 1 and the integrator have another curve for the potential. */
const integrating = { slope: 4.1, offset: 108 };
const [released, held] = [80, 75];
const inhibited = (time: number): number => (time < 50 || time > 250 ? released : held);

/** The names of the patterns. */
export type IzhikevichPatternName =
  | "tonicSpiking"
  | "phasicSpiking"
  | "tonicBursting"
  | "phasicBursting"
  | "mixedMode"
  | "spikeFrequencyAdaptation"
  | "classOneExcitability"
  | "classTwoExcitability"
  | "spikeLatency"
  | "subthresholdOscillation"
  | "resonator"
  | "integrator"
  | "reboundSpike"
  | "reboundBurst"
  | "thresholdVariability"
  | "bistability"
  | "depolarisingAfterPotential"
  | "inhibitionInducedSpiking"
  | "inhibitionInducedBursting";

/**
 * Nineteen of the twenty firing patterns of Izhikevich (2004), figure 1, with the constants, currents and steps of the
 * author's own program. Left out is accommodation, for which that program changes the equation of the recovery.
 */
export const izhikevichPatterns: Readonly<Record<IzhikevichPatternName, IzhikevichPattern>> = {
  tonicSpiking: {
    parameters: { a: 0.02, b: 0.2, c: -65, d: 6 },
    start: -70,
    timeStep: 0.25,
    duration: 100,
    current: onFrom(10, 14),
  },
  phasicSpiking: {
    parameters: { a: 0.02, b: 0.25, c: -65, d: 6 },
    start: -64,
    timeStep: 0.25,
    duration: 200,
    current: onFrom(20, 0.5),
  },
  tonicBursting: {
    parameters: { a: 0.02, b: 0.2, c: -50, d: 2 },
    start: -70,
    timeStep: 0.25,
    duration: 220,
    current: onFrom(22, 15),
  },
  phasicBursting: {
    parameters: { a: 0.02, b: 0.25, c: -55, d: 0.05 },
    start: -64,
    timeStep: 0.2,
    duration: 200,
    current: onFrom(20, 0.6),
  },
  mixedMode: {
    parameters: { a: 0.02, b: 0.2, c: -55, d: 4 },
    start: -70,
    timeStep: 0.25,
    duration: 160,
    current: onFrom(16, 10),
  },
  spikeFrequencyAdaptation: {
    parameters: { a: 0.01, b: 0.2, c: -65, d: 8 },
    start: -70,
    timeStep: 0.25,
    duration: 85,
    current: onFrom(8.5, 30),
  },
  classOneExcitability: {
    parameters: { a: 0.02, b: -0.1, c: -55, d: 6, ...integrating },
    start: -60,
    timeStep: 0.25,
    duration: 300,
    current: rampFrom(30, 0, 0.075),
  },
  classTwoExcitability: {
    parameters: { a: 0.2, b: 0.26, c: -65, d: 0 },
    start: -64,
    timeStep: 0.25,
    duration: 300,
    current: rampFrom(30, -0.5, 0.015),
  },
  spikeLatency: {
    parameters: { a: 0.02, b: 0.2, c: -65, d: 6 },
    start: -70,
    timeStep: 0.2,
    duration: 100,
    current: pulses([10], 3, 7.04),
  },
  subthresholdOscillation: {
    parameters: { a: 0.05, b: 0.26, c: -60, d: 0 },
    start: -62,
    timeStep: 0.25,
    duration: 200,
    current: pulses([20], 5, 2),
  },
  resonator: {
    parameters: { a: 0.1, b: 0.26, c: -60, d: -1 },
    start: -62,
    timeStep: 0.25,
    duration: 400,
    current: pulses([40, 60, 280, 320], 4, 0.65),
  },
  integrator: {
    parameters: { a: 0.02, b: -0.1, c: -55, d: 6, ...integrating },
    start: -60,
    timeStep: 0.25,
    duration: 100,
    current: pulses([100 / 11, 100 / 11 + 5, 70, 80], 2, 9),
  },
  reboundSpike: {
    parameters: { a: 0.03, b: 0.25, c: -60, d: 4 },
    start: -64,
    timeStep: 0.2,
    duration: 200,
    current: pulses([20], 5, -15),
  },
  reboundBurst: {
    parameters: { a: 0.03, b: 0.25, c: -52, d: 0 },
    start: -64,
    timeStep: 0.2,
    duration: 200,
    current: pulses([20], 5, -15),
  },
  thresholdVariability: {
    parameters: { a: 0.03, b: 0.25, c: -60, d: 4 },
    start: -64,
    timeStep: 0.25,
    duration: 100,
    current: (time) => pulses([10, 80], 5, 1)(time) + pulses([70], 5, -6)(time),
  },
  bistability: {
    parameters: { a: 0.1, b: 0.26, c: -60, d: 0 },
    start: -61,
    timeStep: 0.25,
    duration: 300,
    current: pulses([37.5, 216], 5, 1.24, 0.24),
  },
  depolarisingAfterPotential: {
    parameters: { a: 1, b: 0.2, c: -60, d: -21 },
    start: -70,
    timeStep: 0.1,
    duration: 50,
    current: pulses([9], 2, 20),
  },
  inhibitionInducedSpiking: {
    parameters: { a: -0.02, b: -1, c: -60, d: 8 },
    start: -63.8,
    timeStep: 0.5,
    duration: 350,
    current: inhibited,
  },
  inhibitionInducedBursting: {
    parameters: { a: -0.026, b: -1, c: -45, d: -2 },
    start: -63.8,
    timeStep: 0.5,
    duration: 350,
    current: inhibited,
  },
};

/** What {@link runIzhikevichPattern} returns. */
export interface PatternTrace {
  /** Potential after every step, mV, `[steps]`; 30 in a step with a spike. */
  readonly potential: Float64Array;
  /** The current of every step, `[steps]`. */
  readonly current: Float64Array;
  /** ms. */
  readonly spikeTimes: number[];
}

/**
 * Runs a single neuron through a pattern.
 * @example const { spikeTimes } = runIzhikevichPattern(izhikevichPatterns.tonicBursting);
 */
export function runIzhikevichPattern(pattern: IzhikevichPattern): PatternTrace {
  const { parameters, start, timeStep, duration } = pattern;
  const neuron = createIzhikevich([parameters], { timeStep, start });
  const steps = Math.floor(duration / timeStep) + 1;
  const current = Float64Array.from({ length: steps }, (_, step) => pattern.current(step * timeStep));
  const spikeTimes: number[] = [];
  const potential = current.map((level, step) => {
    if (neuron.step([level]) === 0) return neuron.potential[0]!;
    spikeTimes.push(step * timeStep);
    return 30;
  });
  return { potential, current, spikeTimes };
}
