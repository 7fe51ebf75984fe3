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

/**
 * Ridge regression for many penalties at once: for each λ the W that minimises ‖Y − X W‖² + λ ‖W‖², on centred columns;
 * the offset is not penalised. One eigendecomposition of XᵀX serves all.
 * @param features `[samples, features]`.
 * @param targets `[samples, targets]`.
 */
export function ridgeRegressions(
  features: Table,
  targets: Table,
  penalties: readonly number[] = paperPenalties,
): RidgePredictor {
  const [x, y] = [matrixOf(features), matrixOf(targets)];
  const [meanX, meanY] = [x.mean("column"), y.mean("column")];
  x.subRowVector(meanX);
  y.subRowVector(meanY);
  const transposed = x.transpose();
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(transposed.mmul(x), {
    assumeSymmetric: true,
  });
  const projected = eigenvectorMatrix.transpose().mmul(transposed.mmul(y));
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
