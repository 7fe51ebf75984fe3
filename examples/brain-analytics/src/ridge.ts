import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** The penalties of Banino et al. 2018, Supplementary 3e: 30 from 1e-3 to 1e3, evenly spaced in their logarithm. */
export const paperPenalties: readonly number[] = Array.from(
  { length: 30 },
  (_, step) => 10 ** (-3 + (6 * step) / 29),
);

/** A table of numbers, `[rows, columns]`. */
export interface Table {
  rows: number;
  columns: number;
  data: Float32Array | Float64Array;
}

/** Predictions `[rows, targets]` for a matrix of features, one for each penalty: ŷ = (x − mean) W + offset. */
export type RidgePredictor = (features: Matrix) => Float64Array[];

/** A table as ml-matrix has it. */
export const matrixOf = ({ rows, columns, data }: Table): Matrix =>
  Matrix.from1DArray(rows, columns, Array.from(data));

/** What a ridge regression follows from: sums over samples, which add up over sets of them. */
export interface Sums {
  samples: number;
  /** Σx, `[1, features]`, and Σy, `[1, targets]`. */
  x: Matrix;
  y: Matrix;
  /** XᵀX, `[features, features]`, and XᵀY, `[features, targets]`. */
  xx: Matrix;
  xy: Matrix;
}

/**
 * The sums over some samples.
 * @param x - Features, `[samples, features]`.
 * @param y - Targets, `[samples, targets]`.
 */
export function sumsOf(x: Matrix, y: Matrix): Sums {
  const transposed = x.transpose();
  return {
    samples: x.rows,
    x: Matrix.rowVector(x.sum("column")),
    y: Matrix.rowVector(y.sum("column")),
    xx: transposed.mmul(x),
    xy: transposed.mmul(y),
  };
}

/** The sums over all samples of several sets. */
export const sumsOver = ([first, ...others]: readonly [Sums, ...Sums[]]): Sums =>
  others.reduce(
    (all, each) => ({
      samples: all.samples + each.samples,
      x: Matrix.add(all.x, each.x),
      y: Matrix.add(all.y, each.y),
      xx: Matrix.add(all.xx, each.xx),
      xy: Matrix.add(all.xy, each.xy),
    }),
    first,
  );

/**
 * Ridge regression for many penalties at once: for each λ the W that minimises ‖Y − X W‖² + λ ‖W‖², on centred columns;
 * the offset is not penalised. One eigendecomposition of XᵀX serves all.
 */
export function ridgeRegressions(
  { samples, x, y, xx, xy }: Sums,
  penalties: readonly number[] = paperPenalties,
): RidgePredictor {
  const [meanX, meanY] = [Matrix.div(x, samples), Matrix.div(y, samples)];
  // Σ (x − mean)(x − mean)ᵀ = Σ x xᵀ − samples · mean meanᵀ.
  const down = x.transpose();
  const covariance = Matrix.sub(xx, down.mmul(meanX));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const projected = eigenvectorMatrix.transpose().mmul(Matrix.sub(xy, down.mmul(meanY)));
  const scaled = penalties.map((penalty) => {
    const weights = projected.clone();
    realEigenvalues.forEach((value, row) => weights.mulRow(row, 1 / (Math.max(0, value) + penalty)));
    return weights;
  });
  return (rows) => {
    // Once along the eigenvectors, the rows are weighted for each penalty.
    const along = rows.clone().subRowVector(meanX).mmul(eigenvectorMatrix);
    return scaled.map((weights) => Float64Array.from(along.mmul(weights).addRowVector(meanY).to1DArray()));
  };
}
