import {
  broadcast_util,
  util,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import type { Workspace } from "./workspace.ts";

const floatBytes = 4;

/** A matrix in memory: element (i, j) at address + i·rowStep + j·columnStep. */
export interface MatrixView {
  address: number;
  rows: number;
  columns: number;
  rowStep: number;
  columnStep: number;
}

/** A row-major matrix, or its transpose without moving anything. */
export function matrixAt(address: number, rows: number, columns: number, transposed = false): MatrixView {
  const step = columns * floatBytes;
  return transposed
    ? { address, rows: columns, columns: rows, rowStep: floatBytes, columnStep: step }
    : { address, rows, columns, rowStep: step, columnStep: floatBytes };
}

/** target = left·right, or target += left·right; the target is row-major. */
export function multiplyInto(
  { kernels, scratch }: Workspace,
  target: number,
  left: MatrixView,
  right: MatrixView,
  accumulate = false,
): void {
  const { rows, columns: depth } = left;
  const { columns } = right;
  kernels.gemm(
    left.address,
    left.rowStep,
    left.columnStep,
    right.address,
    right.rowStep,
    right.columnStep,
    target,
    columns * floatBytes,
    rows,
    columns,
    depth,
    accumulate,
    scratch(kernels.gemmScratch(rows, columns, depth)),
  );
}

/** For each matrix of a broadcast batch, its number among the operand's own. */
function batchIndices(own: readonly number[], shared: readonly number[]): Int32Array {
  const strides = util.computeStrides([...own, 1]);
  const padding = shared.length - own.length;
  const indices = new Int32Array(util.sizeFromShape([...shared]));
  for (let batch = 0; batch < indices.length; batch++) {
    let rest = batch;
    for (let axis = shared.length - 1; axis >= padding; axis--) {
      const position = rest % shared[axis]!;
      rest = Math.floor(rest / shared[axis]!);
      if (own[axis - padding] !== 1) indices[batch]! += position * strides[axis - padding]!;
    }
  }
  return indices;
}

/** tfjs's `BatchMatMul` for float32: y = op(a)·op(b), the leading axes broadcast. */
export function batchMatMul(
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
): TensorInfo {
  const { a, b } = inputs as unknown as { a: TensorInfo; b: TensorInfo };
  const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
  const viewOf = (tensor: TensorInfo, transposed: boolean, index: number): MatrixView => {
    const [rows, columns] = tensor.shape.slice(-2) as [number, number];
    const address = workspace.addressOf(tensor) + index * rows * columns * floatBytes;
    return matrixAt(address, rows, columns, transposed);
  };
  const left = viewOf(a, transposeA, 0);
  const right = viewOf(b, transposeB, 0);
  util.assert(
    left.columns === right.rows,
    () =>
      `matMul: expected equal inner extents, got ${left.columns} and ${right.rows} of [${a.shape.join(", ")}] and [${b.shape.join(", ")}]; check transposeA and transposeB`,
  );
  const outer = [a.shape.slice(0, -2), b.shape.slice(0, -2)] as const;
  const batch = broadcast_util.assertAndGetBroadcastShape(...outer);
  const [lefts, rights] = outer.map((own) => batchIndices(own, batch)) as [Int32Array, Int32Array];
  const { info, address } = workspace.output([...batch, left.rows, right.columns]);
  const size = left.rows * right.columns * floatBytes;
  lefts.forEach((leftIndex, index) => {
    multiplyInto(
      workspace,
      address + index * size,
      viewOf(a, transposeA, leftIndex),
      viewOf(b, transposeB, rights[index]!),
    );
  });
  return info;
}
