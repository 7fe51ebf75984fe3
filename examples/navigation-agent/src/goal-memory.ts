import { clearRows } from "./recurrent-rows.ts";

/**
 * What an arrival at the goal does to the code that is kept of it: the share of the new code in what is kept, by how
 * often the goal has been reached in this episode, this time included.
 */
export type ArrivalShare = (arrivals: number) => number;

/** The code of the last arrival alone (Banino et al. 2018, Supplementary 3b). */
export const lastArrival: ArrivalShare = () => 1;

/**
 * The mean over all arrivals, k̄ₙ = k̄ₙ₋₁ + (kₙ − k̄ₙ₋₁)/n: each knows the place with an error of its own and comes in
 * over another part of the goal's rim, and the mean is nearer to its middle than any of them.
 */
export const meanOfArrivals: ArrivalShare = (arrivals) => 1 / arrivals;

/** What a {@link GoalMemory} takes. */
export interface GoalMemoryOptions {
  /** Numbers of a code. */
  width: number;
  arrivalShare: ArrivalShare;
  /** The memory stays empty, whatever happens: the lesion of withholding the goal code. Default false. */
  isWithheld?: boolean;
}

/** The code at the goal of each world; zeros until it has been reached. */
export class GoalMemory {
  /** `[worlds, width]`. */
  readonly codes: Float32Array;
  /** How often the goal has been reached in this episode, `[worlds]`. */
  readonly arrivals: Float32Array;
  private readonly options: GoalMemoryOptions;

  constructor(size: number, options: GoalMemoryOptions) {
    this.options = options;
    this.codes = new Float32Array(size * options.width);
    this.arrivals = new Float32Array(size);
  }

  /** Takes in the present code, `[worlds, width]`, of every world that reached its goal. */
  store(reached: Uint8Array, present: Float32Array): void {
    if (this.options.isWithheld === true) return;
    reached.forEach((isReached, row) => {
      if (isReached === 1) this.arrive(row, present);
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
    clearRows(this.codes, this.options.width, rows);
    clearRows(this.arrivals, 1, rows);
  }

  private arrive(row: number, present: Float32Array): void {
    const { width, arrivalShare } = this.options;
    const share = arrivalShare((this.arrivals[row]! += 1));
    for (let at = row * width; at < (row + 1) * width; at++)
      this.codes[at] = (1 - share) * this.codes[at]! + share * present[at]!;
  }
}
