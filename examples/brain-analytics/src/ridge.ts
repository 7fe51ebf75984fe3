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

/** A linear prediction: ŷ = (x − mean) W + offset. */
export interface LinearMap {
  /** Predictions `[rows, targets]` for a table of features. */
  predict: (features: Table) => Float64Array;
}

const matrixOf = ({ rows, columns, data }: Table): Matrix =>
  Matrix.from1DArray(rows, columns, Array.from(data));

/**
 * Ridge regression for many penalties at once: for each λ the W that minimises ‖Y − X W‖² + λ ‖W‖², on centred columns;
 * the offset is not penalised. One eigendecomposition of XᵀX serves all.
 * @param features `[samples, features]`.
 * @param targets `[samples, targets]`.
 * @returns One map for each penalty, in their order.
 */
export function ridgeRegressions(
  features: Table,
  targets: Table,
  penalties: readonly number[] = paperPenalties,
): LinearMap[] {
  const [x, y] = [matrixOf(features), matrixOf(targets)];
  const [meanX, meanY] = [x.mean("column"), y.mean("column")];
  x.subRowVector(meanX);
  y.subRowVector(meanY);
  const transposed = x.transpose();
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(transposed.mmul(x), {
    assumeSymmetric: true,
  });
  const projected = eigenvectorMatrix.transpose().mmul(transposed.mmul(y));
  return penalties.map((penalty) => {
    const scaled = projected.clone();
    realEigenvalues.forEach((value, row) => scaled.mulRow(row, 1 / (Math.max(0, value) + penalty)));
    const weights = eigenvectorMatrix.mmul(scaled);
    return {
      predict: (table) =>
        Float64Array.from(matrixOf(table).subRowVector(meanX).mmul(weights).addRowVector(meanY).to1DArray()),
    };
  });
}
