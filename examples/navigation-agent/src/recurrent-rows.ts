import { tensor2d } from "@tensorflow/tfjs-core";
import type { LstmState } from "@wayfield/core-neuron";

/** The rows that are asked for of a matrix, behind each other. The matrix itself where it is all rows. */
export function gatherRows(matrix: Float32Array, width: number, rows: readonly number[]): Float32Array {
  if (rows.length * width === matrix.length) return matrix;
  const gathered = new Float32Array(rows.length * width);
  rows.forEach((row, place) => {
    gathered.set(matrix.subarray(row * width, (row + 1) * width), place * width);
  });
  return gathered;
}

/** Puts rows that stand behind each other at their places in a matrix. */
export function scatterRows(
  values: Float32Array,
  matrix: Float32Array,
  width: number,
  rows: readonly number[],
): void {
  if (values.length === matrix.length) {
    matrix.set(values);
    return;
  }
  rows.forEach((row, place) => {
    matrix.set(values.subarray(place * width, (place + 1) * width), row * width);
  });
}

/** Zeros some rows of a matrix. */
export function clearRows(matrix: Float32Array, width: number, rows: readonly number[]): void {
  for (const row of rows) matrix.fill(0, row * width, (row + 1) * width);
}

/**
 * The LSTM state of many worlds, kept as plain numbers: a few microseconds a step buy that single worlds can begin
 * anew, and that it can be saved.
 */
export class RecurrentRows {
  readonly units: number;
  readonly hidden: Float32Array;
  readonly cell: Float32Array;

  constructor(size: number, units: number) {
    this.units = units;
    this.hidden = new Float32Array(size * units);
    this.cell = new Float32Array(size * units);
  }

  /** The state of some worlds as tensors, the caller's. */
  read(rows: readonly number[]): LstmState {
    const tensorOf = (matrix: Float32Array): LstmState["hidden"] =>
      tensor2d(gatherRows(matrix, this.units, rows), [rows.length, this.units]);
    return { hidden: tensorOf(this.hidden), cell: tensorOf(this.cell) };
  }

  /** Takes over a state; the tensors stay the caller's. */
  write({ hidden, cell }: LstmState, rows: readonly number[]): void {
    scatterRows(hidden.dataSync<"float32">(), this.hidden, this.units, rows);
    scatterRows(cell.dataSync<"float32">(), this.cell, this.units, rows);
  }

  /** Forgets everything about some worlds. */
  clear(rows: readonly number[]): void {
    clearRows(this.hidden, this.units, rows);
    clearRows(this.cell, this.units, rows);
  }
}
