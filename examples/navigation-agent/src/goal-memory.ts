import { clearRows } from "./recurrent-rows.ts";

/** The code at the last goal of each world; zeros before the first one (Banino et al. 2018, Supplementary 3b). */
export class GoalMemory {
  /** `[worlds, width]`. */
  readonly codes: Float32Array;
  private readonly width: number;
  private readonly isWithheld: boolean;

  /** @param isWithheld The memory stays empty, whatever happens: the lesion of withholding the goal code. */
  constructor(size: number, width: number, isWithheld: boolean) {
    this.width = width;
    this.codes = new Float32Array(size * width);
    this.isWithheld = isWithheld;
  }

  /** Keeps the present code, `[worlds, width]`, of every world that reached its goal. */
  store(reached: Uint8Array, present: Float32Array): void {
    if (this.isWithheld) return;
    reached.forEach((isReached, row) => {
      const [from, to] = [row * this.width, (row + 1) * this.width];
      if (isReached === 1) this.codes.set(present.subarray(from, to), from);
    });
  }

  /**
   * All codes, a share of their units silenced and the rest raised to make up for it: a network that learned from such
   * codes does not rest on single units, so that lesions tell what units mean and not how they were used.
   * @param rate The share, from 0 to below 1.
   */
  recall(rate: number, uniform: () => number): Float32Array {
    if (rate === 0) return this.codes;
    return this.codes.map((activity) => (uniform() < rate ? 0 : activity / (1 - rate)));
  }

  /** Empties the memory of some worlds, whose episodes begin. */
  forget(rows: readonly number[]): void {
    clearRows(this.codes, this.width, rows);
  }
}
