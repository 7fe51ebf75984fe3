import { concat, softmax, tensor2d } from "@tensorflow/tfjs-core";
import { dense } from "@wayfield/core-neuron";
import type { VisualGridNetworkParameters } from "@wayfield/grid-nav";
import type { NavigationCode, SavedCode } from "./code.ts";
import { readNumbers } from "./read-numbers.ts";
import { gatherRows, scatterRows } from "./recurrent-rows.ts";

/**
 * The place and head-direction activity that a grid network predicts: what the place-cell prediction agent has in place
 * of the grid code (Banino et al. 2018, Supplementary 3b).
 */
export class PredictionCode implements NavigationCode {
  readonly width: number;
  private readonly inner: NavigationCode;
  private readonly grid: VisualGridNetworkParameters;
  private readonly gridCodes: Float32Array;

  /** @param inner The grid code; this one's from here on. */
  constructor(inner: NavigationCode, grid: VisualGridNetworkParameters, worlds: number) {
    this.inner = inner;
    this.grid = grid;
    this.width = grid.placeHead.kernel.shape[1] + grid.headDirectionHead.kernel.shape[1];
    this.gridCodes = new Float32Array(worlds * inner.width);
  }

  forget(rows: readonly number[]): void {
    this.inner.forget(rows);
  }

  perceive(rows: readonly number[], target: Float32Array): void {
    const { grid, inner } = this;
    inner.perceive(rows, this.gridCodes);
    const codes = gatherRows(this.gridCodes, inner.width, rows);
    const predicted = readNumbers(() => {
      const code = tensor2d(codes, [rows.length, inner.width]);
      return concat([softmax(dense(grid.placeHead, code)), softmax(dense(grid.headDirectionHead, code))], 1);
    });
    scatterRows(predicted, target, this.width, rows);
  }

  save(): SavedCode {
    return this.inner.save();
  }

  restore(saved: SavedCode): void {
    this.inner.restore(saved);
  }

  dispose(): void {
    this.inner.dispose();
  }
}
