/** @throws RangeError unless `value` is a whole number of at least 1. */
export function requirePositiveInteger(caller: string, what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${caller}: expected ${what} to be a positive whole number, got ${value}`);
  }
}

/** @throws RangeError unless `value` is a whole number from `low` to `high`. */
export function requireInteger(caller: string, what: string, value: number, low: number, high: number): void {
  if (!Number.isSafeInteger(value) || value < low || value > high) {
    throw new RangeError(
      `${caller}: expected ${what} to be a whole number from ${low} to ${high}, got ${value}`,
    );
  }
}

/** @throws RangeError unless `value` is a number from `low` to `high`. */
export function requireBetween(caller: string, what: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new RangeError(`${caller}: expected ${what} to be between ${low} and ${high}, got ${value}`);
  }
}
