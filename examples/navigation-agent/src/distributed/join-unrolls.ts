import type { Unroll } from "../unroll.ts";

type Values = Float32Array | Int32Array | Uint8Array;

/** Time-major arrays `[time, worlds, width]` side by side along the worlds. */
function joinColumns<Each extends Values>(arrays: readonly Each[], time: number): Each {
  const total = arrays.reduce((sum, { length }) => sum + length, 0);
  const joined = new (arrays[0]!.constructor as new (length: number) => Each)(total);
  let at = 0;
  for (let t = 0; t < time; t++) {
    for (const array of arrays) {
      const row = array.length / time;
      joined.set(array.subarray(t * row, (t + 1) * row), at);
      at += row;
    }
  }
  return joined;
}

/**
 * Unrolls of one task as a single one of all their worlds, in their order; its version is the oldest.
 * @throws RangeError if there is none.
 */
export function joinUnrolls(unrolls: readonly Unroll[]): Unroll {
  const [first] = unrolls;
  if (first === undefined) throw new RangeError("joinUnrolls: expected at least one unroll, got none");
  if (unrolls.length === 1) return first;
  const { steps } = first;
  const join = <Each extends Values>(of: (unroll: Unroll) => Each, time: number): Each =>
    joinColumns(unrolls.map(of), time);
  const sum = (of: (unroll: Unroll) => number): number =>
    unrolls.reduce((total, unroll) => total + of(unroll), 0);
  return {
    version: Math.min(...unrolls.map(({ version }) => version)),
    steps,
    worlds: sum(({ worlds }) => worlds),
    inputs: join(({ inputs }) => inputs, steps + 1),
    ...(first.images && first.pictureSize
      ? { images: join(({ images }) => images!, steps + 1), pictureSize: first.pictureSize }
      : {}),
    actions: join(({ actions }) => actions, steps),
    rewards: join(({ rewards }) => rewards, steps),
    goals: sum(({ goals }) => goals),
    weights: join(({ weights }) => weights, steps),
    cuts: join(({ cuts }) => cuts, steps),
    logProbabilities: join(({ logProbabilities }) => logProbabilities, steps),
    values: join(({ values }) => values, steps + 1),
    hidden: join(({ hidden }) => hidden, 1),
    cell: join(({ cell }) => cell, 1),
    episodes: unrolls.flatMap(({ episodes }) => episodes),
  };
}
