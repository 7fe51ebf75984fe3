import { concat, slice, softmax, tensor2d, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import { dense } from "@wayfield/core-neuron";
import type { VisualGridNetworkParameters } from "@wayfield/grid-nav";
import type { NavigationCode, SavedCode } from "./code.ts";
import { throughHook, type LayerHook } from "./hooks.ts";
import { latticeActivity, latticeUnits, type Lattice } from "./lattice.ts";
import { readNumbers } from "./read-numbers.ts";
import { gatherRows, scatterRows } from "./recurrent-rows.ts";

/** Something that is read off a grid code. */
export interface Readout {
  width: number;
  /** Codes `[rows, inner width]` → `[rows, width]`. What it makes on the way is the surrounding scope's. */
  read: (codes: Tensor2D) => Tensor2D;
}

/**
 * The place and head-direction activity that a grid network predicts, beside each other: what the place-cell prediction
 * agent has in place of the grid code (Banino et al. 2018, Supplementary 3b).
 */
export const predictionReadout = ({
  placeHead,
  headDirectionHead,
}: VisualGridNetworkParameters): Readout => ({
  width: placeHead.kernel.shape[1] + headDirectionHead.kernel.shape[1],
  read: (codes) =>
    concat<Tensor2D>([softmax(dense(placeHead, codes)), softmax(dense(headDirectionHead, codes))], 1),
});

/** The lattice cells that the predicted place cells drive, then the predicted head-direction cells. */
export function latticeReadout(grid: VisualGridNetworkParameters, lattice: Lattice): Readout {
  const predicted = predictionReadout(grid);
  const places = grid.placeHead.kernel.shape[1];
  return {
    width: latticeUnits + predicted.width - places,
    read: (codes) => {
      const both = predicted.read(codes);
      const [rows] = both.shape;
      return tidy(() =>
        concat<Tensor2D>(
          [
            latticeActivity(lattice, slice(both, [0, 0], [rows, places])),
            slice(both, [0, places], [rows, predicted.width - places]),
          ],
          1,
        ),
      );
    },
  };
}

/** A code that is read off another one. */
export class ReadoutCode implements NavigationCode {
  readonly width: number;
  readonly readFrom: Float32Array;
  private readonly inner: NavigationCode;
  private readonly readout: Readout;
  private readonly hook: LayerHook | undefined;

  /**
   * @param inner This one's from here on.
   * @param hook Sees what is read as the layer `gridCode`.
   */
  constructor(inner: NavigationCode, readout: Readout, worlds: number, hook?: LayerHook) {
    this.inner = inner;
    this.readout = readout;
    this.hook = hook;
    this.width = readout.width;
    this.readFrom = new Float32Array(worlds * inner.width);
  }

  forget(rows: readonly number[]): void {
    this.inner.forget(rows);
  }

  perceive(rows: readonly number[], target: Float32Array): void {
    const { inner, readout, hook, width } = this;
    inner.perceive(rows, this.readFrom);
    const codes = gatherRows(this.readFrom, inner.width, rows);
    const read = readNumbers(() => readout.read(tensor2d(codes, [rows.length, inner.width])));
    scatterRows(throughHook(hook, "gridCode", read, width, rows), target, width, rows);
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
