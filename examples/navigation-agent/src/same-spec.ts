import type { TrainingSpec } from "./setup.ts";

/**
 * A checkpoint of another training would not fit the worlds and weights of this one.
 * @param stored What the checkpoint says; what it does not say is not compared.
 * @throws RangeError if it says otherwise.
 */
export function assertSameSpec(stored: Partial<TrainingSpec>, own: Omit<TrainingSpec, "modules">): void {
  for (const key of ["config", "world", "agent", "seed"] as const) {
    if (stored[key] === undefined || stored[key] === own[key]) continue;
    throw new RangeError(
      `restore: expected a checkpoint of ${key} ${own[key]}, got one of ${stored[key]}; start with --${key} ${stored[key]}`,
    );
  }
}
