import { assertPositiveInteger } from "../checks.ts";
import type { Numbers } from "./map-stack.ts";
import { assertFiniteActivity, countByBin, sumByBin, unitsOf } from "./rate-map.ts";
import { assertRates } from "./rates.ts";

/** Options of {@link directionalTuning}. */
export interface DirectionalTuningOptions {
  /** Bins around the circle. Default 20 (Banino et al. 2018, Supplementary 3d). */
  bins?: number;
}

/** How the activity of units depends on where the head points. */
export interface DirectionalTuning {
  /** Mean activity in each bin of heading, `[units, bins]`; bin 0 begins at heading 0. NaN where never taken. */
  readonly curves: Float32Array;
  /** How many units. */
  readonly units: number;
  /** Bins around the circle. */
  readonly bins: number;
  /** Length of the mean resultant vector of each curve, from 0 (flat) to 1; NaN for a silent unit. */
  readonly resultants: Float32Array;
  /** Its direction, radians, from −π to π. */
  readonly directions: Float32Array;
}

/** The mean resultant vector of a tuning curve. */
function resultantOf(curve: Float32Array): { length: number; direction: number } {
  let [x, y, total] = [0, 0, 0];
  curve.forEach((rate, bin) => {
    if (Number.isNaN(rate)) return;
    const angle = (2 * Math.PI * (bin + 0.5)) / curve.length;
    x += rate * Math.cos(angle);
    y += rate * Math.sin(angle);
    total += rate;
  });
  return { length: Math.hypot(x, y) / total, direction: Math.atan2(y, x) };
}

/** The bin of every heading. */
function binHeadings(headings: Numbers, bins: number): Int32Array {
  const turn = 2 * Math.PI;
  return Int32Array.from(headings, (heading, sample) => {
    if (!Number.isFinite(heading))
      throw new RangeError(`directionalTuning: expected finite headings, got ${heading} at sample ${sample}`);
    const share = heading / turn - Math.floor(heading / turn);
    return Math.min(bins - 1, Math.floor(share * bins));
  });
}

/**
 * Directional tuning: the mean activity by heading, and its mean resultant vector
 *
 * R = |Σᵢ βᵢ (cos αᵢ, sin αᵢ)| / Σᵢ βᵢ, with αᵢ the middle of bin i and βᵢ the mean rate in it.
 * @param headings `[samples]`, radians.
 * @param activity Rates of 0 or more, `[samples, units]`.
 * @throws RangeError for lengths that differ, a value that is not finite, or a negative mean rate.
 * @example const { resultants } = directionalTuning(headings, rates); // head-direction cells in the paper: above 0.47
 * @see Banino et al. 2018, Supplementary 3d.
 */
export function directionalTuning(
  headings: Numbers,
  activity: Numbers,
  { bins = 20 }: DirectionalTuningOptions = {},
): DirectionalTuning {
  assertPositiveInteger("directionalTuning", "bins", bins);
  const units = unitsOf("directionalTuning", activity, headings.length);
  const where = binHeadings(headings, bins);
  const sums = sumByBin(where, activity, units, bins);
  if (!sums.every(Number.isFinite)) assertFiniteActivity("directionalTuning", activity, units);
  const counts = countByBin(where, bins);
  const curves = Float32Array.from(
    { length: units * bins },
    (_, at) => sums[(at % bins) * units + Math.floor(at / bins)]! / counts[at % bins]!,
  );
  assertRates("directionalTuning", curves);
  const vectors = Array.from({ length: units }, (_, unit) =>
    resultantOf(curves.subarray(unit * bins, (unit + 1) * bins)),
  );
  return {
    curves,
    units,
    bins,
    resultants: Float32Array.from(vectors, ({ length }) => length),
    directions: Float32Array.from(vectors, ({ direction }) => direction),
  };
}

/**
 * The Rayleigh test: how probable a mean resultant of this length or more is among directions drawn at random.
 *
 * p ≈ exp(√(1 + 4n + 4(n² − (nR)²)) − (1 + 2n)), good to three digits for n of ten or more.
 * @param resultant R, from 0 to 1.
 * @param count n, how many directions: spikes, or bins of a tuning curve. With the paper's 20 bins, p is 0.01 at R = 0.47.
 * @throws RangeError unless R is within 0 to 1 and n is a positive integer.
 * @example rayleighTest(0.47, 20); // 0.01
 * @see Zar 1999, Biostatistical Analysis, section 27.1.
 */
export function rayleighTest(resultant: number, count: number): number {
  assertPositiveInteger("rayleighTest", "count", count);
  if (!(resultant >= 0 && resultant <= 1))
    throw new RangeError(`rayleighTest: expected a resultant from 0 to 1, got ${resultant}`);
  const sum = count * resultant;
  return Math.min(1, Math.exp(Math.sqrt(1 + 4 * count + 4 * (count ** 2 - sum ** 2)) - (1 + 2 * count)));
}
