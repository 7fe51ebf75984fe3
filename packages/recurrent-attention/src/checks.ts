/** @throws RangeError unless a value is a positive integer. */
export function assertPositiveInteger(where: string, name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new RangeError(`${where}: expected ${name} to be a positive integer, got ${value}`);
}

/** @throws RangeError unless a value is a finite number above zero. */
export function assertPositive(where: string, name: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new RangeError(`${where}: expected ${name} > 0, got ${value}`);
}

/** @throws RangeError for a list with a number that is not finite. */
export function assertFinite(where: string, name: string, list: ArrayLike<number>): void {
  for (let at = 0; at < list.length; at++) {
    if (Number.isFinite(list[at])) continue;
    throw new RangeError(`${where}: expected ${name} to be finite, got ${list[at]} at index ${at}`);
  }
}

/** @throws RangeError unless a list has the expected length. */
export function assertLength(where: string, name: string, list: ArrayLike<unknown>, expected: number): void {
  if (list.length === expected) return;
  throw new RangeError(`${where}: expected ${name} of length ${expected}, got ${list.length}`);
}

/** @throws RangeError for a label that is no class. */
export function assertLabels(where: string, labels: ArrayLike<number>, classes: number): void {
  for (const label of Array.from(labels)) {
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new RangeError(`${where}: expected labels from 0 to ${classes - 1}, got ${label}`);
  }
}
