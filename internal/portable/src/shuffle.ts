/**
 * Brings a list, typed or not, into random order, in place: every order is equally likely (Fisher and Yates). One number
 * of [0, 1) is drawn for each value but the first.
 */
export function shuffle<List extends { readonly length: number; [index: number]: unknown }>(
  values: List,
  uniform: () => number,
): List {
  const list: { [index: number]: unknown } = values;
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(uniform() * (last + 1));
    [list[last], list[other]] = [list[other], list[last]];
  }
  return values;
}
