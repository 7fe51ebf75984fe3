import { assertPositiveInteger } from "../checks.ts";

/** A mixture of normal distributions over one variable, its components by rising mean. */
export interface GaussianMixture {
  /** Each component's share of the whole. */
  readonly weights: readonly number[];
  /** In the unit of the values. */
  readonly means: readonly number[];
  /** Standard deviations. */
  readonly deviations: readonly number[];
  /** Natural logarithm of the likelihood of the values. */
  readonly logLikelihood: number;
  /** Bayesian information criterion, (3K − 1) ln n − 2 ln L: less is better. */
  readonly bic: number;
}

/** Options of {@link fitGaussianMixture}. */
export interface GaussianMixtureOptions {
  /** Starts from different values, of which the likeliest end counts. Default 10. */
  starts?: number;
  /** Steps of a start at most. Default 500. */
  iterations?: number;
  /** No component is narrower than this share of the values' standard deviation. Default 0.05. */
  narrowest?: number;
}

interface Component {
  weight: number;
  mean: number;
  variance: number;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
};

/** Means far from each other: each next one is drawn by its squared distance from those before (k-means++). */
function drawMeans(values: readonly number[], count: number, random: () => number): number[] {
  const means = [values[Math.floor(random() * values.length)]!];
  while (means.length < count) {
    const distances = values.map((value) => Math.min(...means.map((mean) => (value - mean) ** 2)));
    let left = random() * distances.reduce((sum, distance) => sum + distance, 0);
    const at = distances.findIndex((distance) => (left -= distance) < 0);
    means.push(values[Math.max(0, at)]!);
  }
  return means;
}

const logDensity = (value: number, { weight, mean, variance }: Component): number =>
  Math.log(weight) - 0.5 * (Math.log(2 * Math.PI * variance) + (value - mean) ** 2 / variance);

/** Each component's share of a value, and the logarithm of the value's density. */
function share(value: number, components: readonly Component[]): { shares: number[]; logDensity: number } {
  const logs = components.map((component) => logDensity(value, component));
  const highest = Math.max(...logs);
  const raw = logs.map((log) => Math.exp(log - highest));
  const sum = raw.reduce((total, part) => total + part, 0);
  return { shares: raw.map((part) => part / sum), logDensity: highest + Math.log(sum) };
}

/** One step of expectation and maximisation. */
function improve(values: readonly number[], components: readonly Component[], leastVariance: number) {
  const parts = values.map((value) => share(value, components));
  const next = components.map((_, index): Component => {
    const total = Math.max(
      1e-12,
      parts.reduce((sum, { shares }) => sum + shares[index]!, 0),
    );
    const average = (of: (value: number) => number): number =>
      values.reduce((sum, value, at) => sum + parts[at]!.shares[index]! * of(value), 0) / total;
    const mean = average((value) => value);
    const variance = Math.max(
      leastVariance,
      average((value) => (value - mean) ** 2),
    );
    return { weight: total / values.length, mean, variance };
  });
  return { next, logLikelihood: parts.reduce((sum, part) => sum + part.logDensity, 0) };
}

function climb(values: readonly number[], first: Component[], leastVariance: number, iterations: number) {
  let components = first;
  let reached = -Infinity;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { next, logLikelihood } = improve(values, components, leastVariance);
    if (logLikelihood - reached < 1e-8 * Math.abs(logLikelihood)) break;
    reached = logLikelihood;
    components = next;
  }
  return { components, logLikelihood: improve(values, components, leastVariance).logLikelihood };
}

/**
 * Fits a mixture of normal distributions to values by expectation and maximisation, from several starts.
 * @param values At least as many as components; finite.
 * @param components How many normal distributions, K.
 * @param random Uniform numbers in [0, 1).
 * @throws RangeError for too few values or one that is not finite, or a number of components or starts that is none.
 * @example fitGaussianMixture(scales, 3, random).means;
 * @see Dempster, Laird & Rubin 1977, Journal of the Royal Statistical Society B 39: 1–38; Schwarz 1978, Annals of
 * Statistics 6: 461–464.
 */
export function fitGaussianMixture(
  values: ArrayLike<number>,
  components: number,
  random: () => number,
  { starts = 10, iterations = 500, narrowest = 0.05 }: GaussianMixtureOptions = {},
): GaussianMixture {
  assertPositiveInteger("fitGaussianMixture", "components", components);
  assertPositiveInteger("fitGaussianMixture", "starts", starts);
  const list = Array.from(values);
  if (list.length < components || !list.every(Number.isFinite)) {
    throw new RangeError(
      `fitGaussianMixture: expected ${components} or more finite values, got ${list.length}${list.every(Number.isFinite) ? "" : ", not all finite"}`,
    );
  }
  const variance = varianceOf(list);
  // Values that are all alike still have a width to divide by.
  const leastVariance = Math.max(narrowest ** 2 * variance, 1e-12 * (1 + meanOf(list) ** 2));
  const climbs = Array.from({ length: starts }, () => {
    const means = drawMeans(list, components, random);
    const spread = Math.max(variance / components ** 2, leastVariance);
    const first = means.map((mean) => ({ weight: 1 / components, mean, variance: spread }));
    return climb(list, first, leastVariance, iterations);
  });
  const best = climbs.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  const sorted = [...best.components].sort((a, b) => a.mean - b.mean);
  return {
    weights: sorted.map(({ weight }) => weight),
    means: sorted.map(({ mean }) => mean),
    deviations: sorted.map((component) => Math.sqrt(component.variance)),
    logLikelihood: best.logLikelihood,
    bic: (3 * components - 1) * Math.log(list.length) - 2 * best.logLikelihood,
  };
}
