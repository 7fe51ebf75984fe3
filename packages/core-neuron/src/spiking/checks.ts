/** @throws RangeError unless every value of a record is a positive number. */
export function assertPositive(where: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value > 0 && Number.isFinite(value)) continue;
    throw new RangeError(`${where}: expected ${name} to be a positive number, got ${value}`);
  }
}

/** @throws RangeError unless every value of a record is zero or a positive number. */
export function assertNotNegative(where: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value >= 0 && Number.isFinite(value)) continue;
    throw new RangeError(`${where}: expected ${name} to be zero or a positive number, got ${value}`);
  }
}

/** @throws RangeError unless every value of a record lies in [0, 1]. */
export function assertShare(where: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value >= 0 && value <= 1) continue;
    throw new RangeError(`${where}: expected ${name} in [0, 1], got ${value}`);
  }
}

/** @throws RangeError unless a list has the given length. */
export function assertLength(where: string, name: string, list: ArrayLike<unknown>, length: number): void {
  if (list.length === length) return;
  throw new RangeError(`${where}: expected ${length} values in ${name}, got ${list.length}`);
}
