import { assertPositiveInteger } from "../checks.ts";
import { fitGaussianMixture, type GaussianMixture } from "./gaussian-mixture.ts";

/** Modules of grid scales: mixtures of one to several normal distributions, and the one that the criterion prefers. */
export interface ScaleModules {
  /** The mixture with the least criterion. */
  readonly best: GaussianMixture;
  /** Each mixture that was tried, by rising number of components. */
  readonly tried: readonly GaussianMixture[];
  /** Each module's mean scale over that of the one before. */
  readonly ratios: readonly number[];
}

const finite = (values: ArrayLike<number>): number[] => Array.from(values).filter(Number.isFinite);

/**
 * How many modules grid scales fall into: mixtures of 1, 2, … normal distributions are fitted, and the Bayesian
 * information criterion chooses.
 * @param scales Scales of grid units; entries that are not finite are left out.
 * @param random Uniform numbers in [0, 1).
 * @param most Components at most. Default 8.
 * @throws RangeError without a finite scale.
 * @example const { best, ratios } = scaleModules(scales, random); // best.means.length modules
 * @see Banino et al. 2018, Supplementary 3d (three modules); Stensola et al. 2012, Nature 492: 72–78.
 */
export function scaleModules(
  scales: ArrayLike<number>,
  random: () => number,
  { most = 8 }: { most?: number } = {},
): ScaleModules {
  assertPositiveInteger("scaleModules", "most", most);
  const values = finite(scales);
  if (values.length === 0) throw new RangeError("scaleModules: expected at least one finite scale, got none");
  const tried = Array.from({ length: Math.min(most, values.length) }, (_, index) =>
    fitGaussianMixture(values, index + 1, random),
  );
  const best = tried.reduce((a, b) => (b.bic < a.bic ? b : a));
  return { best, tried, ratios: best.means.slice(1).map((mean, index) => mean / best.means[index]!) };
}

/** Options of {@link scaleDiscreteness}. */
export interface ScaleDiscretenessOptions {
  /** Bins of the histogram. Default 13. */
  bins?: number;
  /** How often the scales are jittered. Default 500. */
  shuffles?: number;
  /** What the histogram spans; the default is from the least to the greatest scale. */
  range?: readonly [low: number, high: number];
}

/** Whether scales cluster. */
export interface ScaleDiscreteness {
  /** Standard deviation of the histogram's counts: large where scales cluster. */
  readonly discreteness: number;
  /** The same for jittered scales, `[shuffles]`. */
  readonly chance: Float64Array;
  /** Share of jittered lists at least as discrete, the scales themselves counted among them. */
  readonly probability: number;
}

function deviationOfCounts(
  values: readonly number[],
  bins: number,
  [low, high]: readonly [number, number],
): number {
  const counts = new Float64Array(bins);
  for (const value of values) {
    if (value >= low && value <= high)
      counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]! += 1;
  }
  const mean = counts.reduce((sum, count) => sum + count, 0) / bins;
  return Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / bins);
}

/** Mirrors a value at the ends of a range until it lies inside. */
function reflect(value: number, [low, high]: readonly [number, number]): number {
  const period = 2 * (high - low);
  const within = (((value - low) % period) + period) % period;
  return low + Math.min(within, period - within);
}

/**
 * Do scales come in discrete steps? The standard deviation of a histogram's counts is compared with that of the same
 * scales, each moved at random by up to half the smallest scale. What that takes beyond the range is mirrored back into
 * it (the paper does not say): otherwise the jitter widens the whole distribution, and any scales at all look discrete.
 * @param scales Scales of grid units; entries that are not finite are left out.
 * @param random Uniform numbers in [0, 1).
 * @throws RangeError for fewer than two finite scales, or scales that are all the same.
 * @example scaleDiscreteness(scales, random).probability < 0.002; // the paper's modules
 * @see Banino et al. 2018, Supplementary 3d.
 */
export function scaleDiscreteness(
  scales: ArrayLike<number>,
  random: () => number,
  { bins = 13, shuffles = 500, range }: ScaleDiscretenessOptions = {},
): ScaleDiscreteness {
  assertPositiveInteger("scaleDiscreteness", "bins", bins);
  assertPositiveInteger("scaleDiscreteness", "shuffles", shuffles);
  const values = finite(scales);
  if (values.length < 2)
    throw new RangeError(`scaleDiscreteness: expected two or more finite scales, got ${values.length}`);
  const least = Math.min(...values);
  const span = range ?? ([least, Math.max(...values)] as const);
  if (!(span[0] < span[1]))
    throw new RangeError(`scaleDiscreteness: expected a range with an extent, got ${span[0]} to ${span[1]}`);
  const discreteness = deviationOfCounts(values, bins, span);
  const chance = Float64Array.from({ length: shuffles }, () =>
    deviationOfCounts(
      values.map((value) => reflect(value + (random() - 0.5) * least, span)),
      bins,
      span,
    ),
  );
  const atLeast = chance.filter((other) => other >= discreteness).length;
  return { discreteness, chance, probability: (atLeast + 1) / (shuffles + 1) };
}
