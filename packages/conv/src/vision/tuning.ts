import { driftingGrating, type Grating } from "./gratings.ts";
import { answersOf, type UnitResponse } from "./grey-image.ts";

/** How units answer along one property of a stimulus. */
export interface TuningCurve {
  /** The property's values. */
  values: Float64Array;
  /** Mean response over a cycle, F0: one curve a unit, along `values`. */
  mean: Float64Array[];
  /** Amplitude of the response at the grating's own temporal frequency, F1: one curve a unit. */
  modulation: Float64Array[];
}

/** Options of the tuning functions: the gratings that are shown. */
export interface TuningOptions {
  /** Height and width of the pictures, pixels. */
  size: readonly [height: number, width: number];
  /** The grating, but for the property that is varied. */
  grating: Omit<Grating, "phase">;
  /** Pictures a cycle. Default 16. */
  frames?: number;
}

/** The response's harmonics over one cycle. */
export interface Harmonics {
  /** F0, the mean. */
  mean: number;
  /** F1, the amplitude of the first harmonic. */
  modulation: number;
}

/**
 * Mean F0 = (1/n) Σ rₜ and first harmonic F1 = (2/n) |Σ rₜ e^(−2πit/n)| of a response over one cycle.
 * @param responses One cycle, evenly sampled.
 * @throws RangeError for fewer than three samples, which hold no first harmonic.
 * @example responseHarmonics([1, 2, 1, 0]) // { mean: 1, modulation: 1 }
 */
export function responseHarmonics(responses: ArrayLike<number>): Harmonics {
  const n = responses.length;
  if (n < 3) throw new RangeError(`responseHarmonics: expected at least 3 samples a cycle, got ${n}`);
  let [sum, real, imaginary] = [0, 0, 0];
  for (let t = 0; t < n; t++) {
    const angle = (2 * Math.PI * t) / n;
    sum += responses[t]!;
    real += responses[t]! * Math.cos(angle);
    imaginary += responses[t]! * Math.sin(angle);
  }
  return { mean: sum / n, modulation: (2 / n) * Math.hypot(real, imaginary) };
}

/**
 * F1 / F0 of a response over one cycle of a drifting grating: above 1 a cell counts as simple, below as complex
 * (Skottun et al. 1991). A half-rectified sinusoid has π/2.
 * @param responses One cycle, evenly sampled, none negative.
 * @returns NaN where the cell was silent.
 * @throws RangeError for fewer than three samples.
 * @example modulationRatio([1, 1, 1, 1]) // 0
 */
export function modulationRatio(responses: ArrayLike<number>): number {
  const { mean, modulation } = responseHarmonics(responses);
  return mean > 0 ? modulation / mean : NaN;
}

/**
 * What units do over one cycle of a drifting grating: their tuning to phase.
 * @returns Responses of each unit, `[units][frames]`.
 * @example const [cycle] = cycleResponses(cell, { size: [25, 25], grating: { orientation: 0, frequency: 0.1 } });
 */
export function cycleResponses(
  response: UnitResponse,
  { size, grating, frames = 16 }: TuningOptions,
): Float64Array[] {
  // Copies, since a response may write its answers into one array again and again.
  const answers = Array.from(driftingGrating(size, grating, frames), (image) =>
    Float64Array.from(answersOf(response(image))),
  );
  return Array.from({ length: answers[0]!.length }, (_, unit) =>
    Float64Array.from(answers, (answer) => answer[unit]!),
  );
}

function tuningOver(
  response: UnitResponse,
  values: ArrayLike<number>,
  optionsFor: (value: number) => TuningOptions,
): TuningCurve {
  const harmonics = Array.from(values, (value) =>
    cycleResponses(response, optionsFor(value)).map(responseHarmonics),
  );
  const units = harmonics[0]?.length ?? 0;
  const curves = (pick: (at: Harmonics) => number): Float64Array[] =>
    Array.from({ length: units }, (_, unit) => Float64Array.from(harmonics, (at) => pick(at[unit]!)));
  return {
    values: Float64Array.from(values),
    mean: curves(({ mean }) => mean),
    modulation: curves(({ modulation }) => modulation),
  };
}

/**
 * Tuning to orientation, with drifting gratings (De Valois, Yund & Hepler 1982).
 * @param response The unit or units; any function of a picture.
 * @param orientations Radians. Default 36, evenly over half a turn.
 * @example const { values, mean } = orientationTuning(cell, { size: [25, 25], grating: { orientation: 0, frequency: 0.1 } });
 */
export function orientationTuning(
  response: UnitResponse,
  options: TuningOptions,
  orientations: ArrayLike<number> = Float64Array.from({ length: 36 }, (_, index) => (index * Math.PI) / 36),
): TuningCurve {
  return tuningOver(response, orientations, (orientation) => ({
    ...options,
    grating: { ...options.grating, orientation },
  }));
}

/**
 * Tuning to spatial frequency, with drifting gratings (De Valois, Albrecht & Thorell 1982).
 * @param response The unit or units.
 * @param frequencies Cycles a pixel.
 * @example const curve = frequencyTuning(cell, options, [0.05, 0.1, 0.2, 0.4]);
 */
export function frequencyTuning(
  response: UnitResponse,
  options: TuningOptions,
  frequencies: ArrayLike<number>,
): TuningCurve {
  return tuningOver(response, frequencies, (frequency) => ({
    ...options,
    grating: { ...options.grating, frequency },
  }));
}

/** The index of the largest value; the first of several. */
export function peakOf(curve: ArrayLike<number>): number {
  let peak = 0;
  for (let index = 1; index < curve.length; index++) if (curve[index]! > curve[peak]!) peak = index;
  return peak;
}

/** Steps from the peak to where a circular curve first falls to half its height, by straight lines between samples. */
function stepsToHalf(curve: ArrayLike<number>, peak: number, direction: 1 | -1): number {
  const n = curve.length;
  const at = (steps: number): number => curve[(((peak + direction * steps) % n) + n) % n]!;
  const half = curve[peak]! / 2;
  for (let steps = 1; steps <= n / 2; steps++) {
    if (at(steps) <= half) return steps - 1 + (at(steps - 1) - half) / (at(steps - 1) - at(steps));
  }
  return NaN;
}

/**
 * Half the width at half height of a tuning curve over evenly spaced values that close on themselves, such as
 * orientations over half a turn: how far from the peak the response falls to half, the mean of both sides. V1's median
 * is about 20–40° (De Valois, Yund & Hepler 1982; Ringach, Shapley & Hawken 2002).
 * @param period What the values close after: π for orientations.
 * @returns In the values' unit; NaN where the curve nowhere falls to half.
 * @example halfWidthAtHalfHeight(curve.mean[0]!) * 180 / Math.PI // degrees
 */
export function halfWidthAtHalfHeight(curve: ArrayLike<number>, period: number = Math.PI): number {
  const peak = peakOf(curve);
  const steps = (stepsToHalf(curve, peak, 1) + stepsToHalf(curve, peak, -1)) / 2;
  return (steps * period) / curve.length;
}
