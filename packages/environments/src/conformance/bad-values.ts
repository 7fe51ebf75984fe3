import type { AnySpace, Space } from "../spaces.ts";

const strangers: readonly unknown[] = [undefined, null, NaN, "0", {}, []];

const isKnown = (space: Space<unknown>): space is AnySpace & Space<unknown> =>
  ["discrete", "box", "record"].includes(space.kind);

/** Values that the space must refuse: one for each way to be wrong. */
export function badValues(space: Space<unknown>): readonly unknown[] {
  if (!isKnown(space)) return strangers.filter((value) => !space.contains(value));
  switch (space.kind) {
    case "discrete":
      return [...strangers, -1, space.count, 0.5, Infinity];
    case "record":
      return strangers;
    case "box":
      return [...strangers, 0, ...badArrays(space.low, space.high)];
  }
}

/** Too short, too long, and for floats NaN, below and above. */
function badArrays(low: Float32Array | Uint8Array, high: Float32Array | Uint8Array): unknown[] {
  const make = (length: number) =>
    low instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  const wrongLengths = [make(low.length - 1), make(low.length + 1)];
  if (low instanceof Uint8Array) return wrongLengths;
  const replaced = (value: number): Float32Array => {
    const copy = Float32Array.from(low);
    copy[0] = value;
    return copy;
  };
  const span = high[0]! - low[0]! + 1;
  return [
    ...wrongLengths,
    replaced(NaN),
    replaced(Infinity),
    replaced(low[0]! - span),
    replaced(high[0]! + span),
  ];
}
