import { meanOf } from "@wayfield/example-kit/statistics";

/** Mean and standard deviation of a list of runs. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = meanOf(values);
  const variance = meanOf(values.map((value) => (value - mean) ** 2));
  return { mean, deviation: Math.sqrt(variance) };
}

/**
 * Gives Ctrl-C and the progress line a turn.
 * @throws The signal's reason once it is aborted.
 */
export async function breathe(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** A number short enough for a result file. */
export const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits));
