/** @throws RangeError unless a value is a finite number above zero. */
export function assertPositive(where: string, name: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new RangeError(`${where}: expected ${name} > 0, got ${value}`);
}

/** @throws RangeError unless a value is a positive integer. */
export function assertPositiveInteger(where: string, name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new RangeError(`${where}: expected ${name} to be a positive integer, got ${value}`);
}

/** @throws RangeError unless a value is from 0 to 1. */
export function assertShare(where: string, name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new RangeError(`${where}: expected ${name} from 0 to 1, got ${value}`);
}

/** @throws RangeError unless a list has the expected length. */
export function assertLength(where: string, name: string, list: ArrayLike<number>, expected: number): void {
  if (list.length === expected) return;
  throw new RangeError(`${where}: expected ${name} of length ${expected}, got ${list.length}`);
}
