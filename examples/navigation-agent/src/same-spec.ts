import type { TrainingSpec } from "./setup.ts";

type Named = Omit<TrainingSpec, "modules">;

/** The first thing in which a training that is stored differs from another; what it does not say is not compared. */
export const differenceOf = (stored: Partial<Named>, own: Named): keyof Named | undefined =>
  (["config", "world", "agent", "seed"] as const).find(
    (key) => stored[key] !== undefined && stored[key] !== own[key],
  );

/**
 * A checkpoint of another training would not fit the worlds and weights of this one.
 * @throws RangeError if it says otherwise.
 */
export function assertSameSpec(stored: Partial<Named>, own: Named): void {
  const key = differenceOf(stored, own);
  if (key === undefined) return;
  throw new RangeError(
    `restore: expected a checkpoint of ${key} ${own[key]}, got one of ${stored[key]}; start with --${key} ${stored[key]}`,
  );
}
