/** Largest |a − b| over two lists of equal length; NaN beside NaN counts as equal, and so do equal infinities. */
export function maxAbsoluteDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let index = 0; index < a.length; index++) {
    const left = a[index]!;
    const right = b[index]!;
    if (Object.is(left, right) || left === right) continue;
    const difference = Math.abs(left - right);
    if (Number.isNaN(difference)) return Infinity;
    largest = Math.max(largest, difference);
  }
  return largest;
}
