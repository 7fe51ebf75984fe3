/** A number with so many digits after the point. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** A number as JSON holds it: NaN, for what did not happen, is not JSON. */
export const orNull = (value: number, digits = 2): number | null =>
  Number.isFinite(value) ? rounded(value, digits) : null;
