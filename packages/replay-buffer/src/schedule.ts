import { requirePositiveInteger } from "./require.ts";

/** Options of {@link anneal}. */
export interface AnnealOptions {
  /** Value at step 0. */
  from: number;
  /** Value from step `steps` on. */
  to: number;
  /** Steps between the two. */
  steps: number;
}

/**
 * Linear annealing: v(t) = from + (to − from) · min(t / steps, 1). For β of prioritised replay: 0.4 → 1.
 * @throws RangeError unless `steps` is a positive whole number.
 * @example const beta = anneal(step, { from: 0.4, to: 1, steps: 100_000 });
 * @see Schaul et al. 2016, "Prioritized Experience Replay", section 3.4 (arXiv 1511.05952).
 */
export function anneal(step: number, { from, to, steps }: AnnealOptions): number {
  requirePositiveInteger("anneal", "steps", steps);
  return from + (to - from) * Math.min(Math.max(step, 0) / steps, 1);
}
