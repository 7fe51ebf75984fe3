import { correlogramOf, type Autocorrelograms } from "./autocorrelogram.ts";
import { createRingCorrelator, rotations } from "./rotated-ring.ts";

/**
 * How a ring's correlations with itself, rotated by 30, 60, 90, 120 and 150 degrees in this order, make a score.
 */
export type RotationContrast = (correlations: Float64Array) => number;

/**
 * The least correlation at 60 and 120 degrees minus the greatest at 30, 90 and 150 (Sargolini et al. 2006; Banino et
 * al. 2018, Supplementary 3d).
 * @example leastMinusGreatest(Float64Array.of(-0.4, 0.9, -0.5, 0.8, -0.3)); // 1.1
 */
export const leastMinusGreatest: RotationContrast = (r) =>
  Math.min(r[1]!, r[3]!) - Math.max(r[0]!, r[2]!, r[4]!);

/**
 * The mean correlation at 60 and 120 degrees minus the mean at 30, 90 and 150: laxer, what the code released with
 * Banino et al. 2018 does.
 * @example meanDifference(Float64Array.of(-0.4, 0.9, -0.5, 0.8, -0.3)); // 1.25
 */
export const meanDifference: RotationContrast = (r) => (r[1]! + r[3]!) / 2 - (r[0]! + r[2]! + r[4]!) / 3;

/** A way to score gridness. */
export interface GridScorer {
  /** Bins along each side of the maps that the radii are meant for. */
  readonly bins: number;
  /** Radius of the central peak that is left out: bins, or a function that finds it in an autocorrelogram. */
  readonly innerRadius: number | ((correlogram: Float32Array) => number);
  /** Outer radii of the rings that are tried, bins, least first. */
  readonly outerRadii: readonly number[];
  /** What makes a score of a ring's correlations. */
  readonly contrast: RotationContrast;
}

/**
 * The scorer of the paper: 32 bins, rings with outer radii of 8, 10, … 20 bins, least minus greatest. The paper leaves
 * out the central peak without saying how wide it is; here it is four bins, half the first outer radius. Put
 * {@link centralPeakRadius} in its place to measure it in each autocorrelogram.
 * @see Banino et al. 2018, Supplementary 3d.
 */
export const paperGridScorer: GridScorer = {
  bins: 32,
  innerRadius: 4,
  outerRadii: [8, 10, 12, 14, 16, 18, 20],
  contrast: leastMinusGreatest,
};

/**
 * The scorer of the code released with the paper (google-deepmind/grid-cells): 20 bins, ten rings from 4 bins to
 * between 8 and 20, means in place of least and greatest. It gives noise far higher scores than {@link paperGridScorer}.
 */
export const releasedGridScorer: GridScorer = {
  bins: 20,
  innerRadius: 4,
  outerRadii: Array.from({ length: 10 }, (_, ring) => 20 * (0.4 + (0.6 * ring) / 9)),
  contrast: meanDifference,
};

/** Scores of {@link gridScores}. */
export interface GridScores {
  /** Grid score of each unit; NaN where no ring could be scored. */
  readonly scores: Float32Array;
  /** Outer radius of the ring that gave it, bins. */
  readonly outerRadii: Float32Array;
}

/** Mean over the shifts of a whole distance from the centre, by distance. */
function radialMeans(correlogram: Float32Array): Float64Array {
  const size = Math.sqrt(correlogram.length);
  const reach = (size - 1) / 2;
  const [sums, counts] = [new Float64Array(reach + 1), new Float64Array(reach + 1)];
  correlogram.forEach((value, at) => {
    const radius = Math.round(Math.hypot((at % size) - reach, Math.floor(at / size) - reach));
    if (radius > reach || Number.isNaN(value)) return;
    sums[radius]! += value;
    counts[radius]! += 1;
  });
  return sums.map((sum, radius) => sum / counts[radius]!);
}

/**
 * Radius of the central peak of an autocorrelogram, bins: where its mean over a circle first falls below zero, or first
 * stops falling.
 * @param correlogram `[size, size]`.
 * @example const scorer = { ...paperGridScorer, innerRadius: centralPeakRadius };
 */
export function centralPeakRadius(correlogram: Float32Array): number {
  const means = radialMeans(correlogram);
  let radius = 1;
  while (radius + 1 < means.length && means[radius]! > 0 && means[radius + 1]! < means[radius]!) radius++;
  return radius;
}

function assertBins(bins: number, scorer: GridScorer): void {
  if (bins === scorer.bins) return;
  throw new RangeError(
    `gridScores: expected autocorrelograms of maps with ${scorer.bins} bins a side, which the scorer's radii are meant for, got ${bins}; make the maps with bins: ${scorer.bins} or give a scorer with radii for ${bins}`,
  );
}

/** The best score over rings, and the ring. */
function bestRing(
  correlations: Float64Array,
  { outerRadii, contrast }: GridScorer,
): { score: number; radius: number } {
  let best = { score: NaN, radius: NaN };
  for (const [ring, radius] of outerRadii.entries()) {
    const score = contrast(correlations.subarray(ring * rotations.length, (ring + 1) * rotations.length));
    if (score > best.score || (Number.isNaN(best.score) && !Number.isNaN(score))) best = { score, radius };
  }
  return best;
}

/**
 * Grid scores: how much better an autocorrelogram fits itself after the rotations of a hexagon (60, 120 degrees) than
 * after those of none (30, 90, 150), over rings around the central peak, the best ring counting.
 *
 * score = max over rings of contrast(r₃₀, r₆₀, r₉₀, r₁₂₀, r₁₅₀), r_α Pearson's correlation of the ring with the
 * autocorrelogram rotated by α (bilinear).
 * @param correlograms From {@link autocorrelograms}, of maps with the scorer's number of bins.
 * @param scorer Default {@link paperGridScorer}.
 * @throws RangeError if the maps have another number of bins than the scorer is meant for.
 * @example const { scores } = gridScores(autocorrelograms(maps)); // gridness above 0.37 is the paper's criterion
 * @see Sargolini et al. 2006, Science 312: 758–762; Banino et al. 2018, Supplementary 3d.
 */
export function gridScores(correlograms: Autocorrelograms, scorer: GridScorer = paperGridScorer): GridScores {
  const { units, bins } = correlograms;
  assertBins(bins, scorer);
  const { innerRadius, outerRadii } = scorer;
  const rings = createRingCorrelator(bins, outerRadii);
  const result = { scores: new Float32Array(units), outerRadii: new Float32Array(units) };
  for (let unit = 0; unit < units; unit++) {
    const correlogram = correlogramOf(correlograms, unit);
    const inner = typeof innerRadius === "number" ? innerRadius : innerRadius(correlogram);
    const { score, radius } = bestRing(rings.correlate(correlogram, inner), scorer);
    result.scores[unit] = score;
    result.outerRadii[unit] = radius;
  }
  return result;
}
