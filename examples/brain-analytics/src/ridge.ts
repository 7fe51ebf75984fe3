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

/** A linear prediction: ŷ = x W + b. */
export interface LinearMap {
  /** Predictions `[rows, targets]` for a matrix of features. */
  predict: (features: Matrix) => Float64Array;
}

/** Solves for some targets `[samples, targets]`: one map for each penalty, in their order. */
export type RidgeSolver = (targets: Table, penalties: readonly number[]) => LinearMap[];

/** A table as ml-matrix has it. */
export const matrixOf = ({ rows, columns, data }: Table): Matrix =>
  Matrix.from1DArray(rows, columns, Array.from(data));

/**
 * Ridge regression for many targets and penalties at once: for each λ the W that minimises ‖Y − X W‖² + λ ‖W‖², on
 * centred columns; the offset is not penalised. One eigendecomposition of XᵀX serves all.
 * @param features `[samples, features]`.
 */
export function ridgeSolver(features: Table): RidgeSolver {
  const x = matrixOf(features);
  const meanX = Matrix.rowVector(x.mean("column"));
  x.subRowVector(meanX);
  const transposed = x.transpose();
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(transposed.mmul(x), {
    assumeSymmetric: true,
  });
  const projection = eigenvectorMatrix.transpose().mmul(transposed);
  return (targets, penalties) => {
    const y = matrixOf(targets);
    const meanY = Matrix.rowVector(y.mean("column"));
    const projected = projection.mmul(y.subRowVector(meanY));
    return penalties.map((penalty) => {
      const scaled = projected.clone();
      realEigenvalues.forEach((value, row) => scaled.mulRow(row, 1 / (Math.max(0, value) + penalty)));
      const weights = eigenvectorMatrix.mmul(scaled);
      const offset = Matrix.sub(meanY, meanX.mmul(weights));
      return {
        predict: (rows) => Float64Array.from(rows.mmul(weights).addRowVector(offset).to1DArray()),
      };
    });
  };
}
