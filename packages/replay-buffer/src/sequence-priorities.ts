import { requireBetween } from "./require.ts";

/** Options of {@link sequencePriorities}. */
export interface SequencePrioritiesOptions {
  /** Weight η of the largest error against the mean, in [0, 1]. Default 0.9. */
  eta?: number;
}

/**
 * One priority a sequence from its errors: pᵦ = η · maxₜ |δₜᵦ| + (1 − η) · meanₜ |δₜᵦ| over the trained steps.
 * @param errors TD errors `[time, batch]`.
 * @param mask `[time, batch]`, 1 for trained steps.
 * @param priorities `[batch]`, written; a sequence without trained steps gets 0.
 * @throws RangeError unless the errors and the mask hold whole rows of `priorities.length`.
 * @example sequencePriorities(errors, batch.mask, priorities); buffer.updatePriorities(batch.ids, priorities);
 * @see Kapturowski et al. 2019 (R2D2), section 2.3, with η = 0.9.
 */
export function sequencePriorities(
  errors: ArrayLike<number>,
  mask: ArrayLike<number>,
  priorities: Float64Array | Float32Array,
  { eta = 0.9 }: SequencePrioritiesOptions = {},
): void {
  requireBetween("sequencePriorities", "eta", eta, 0, 1);
  const size = priorities.length;
  if (errors.length !== mask.length || errors.length % size !== 0) {
    throw new RangeError(
      `sequencePriorities: expected errors and mask of [time, ${size}] elements, got ${errors.length} and ${mask.length}`,
    );
  }
  for (let row = 0; row < size; row++) {
    let largest = 0;
    let sum = 0;
    let count = 0;
    for (let index = row; index < errors.length; index += size) {
      if (mask[index] === 0) continue;
      const error = Math.abs(errors[index]!);
      largest = Math.max(largest, error);
      sum += error;
      count++;
    }
    priorities[row] = count === 0 ? 0 : eta * largest + ((1 - eta) * sum) / count;
  }
}
