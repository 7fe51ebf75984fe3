/** Eight doubles are one cache line: a node's children are read together, and a million leaves are seven levels deep. */
const shift = 3;
const width = 1 << shift;

/**
 * Non-negative weights over slots with their running total, for drawing slot i with probability wᵢ / Σw.
 * Sums are Float64 and every parent is recomputed from its children, never adjusted by a difference, so no rounding
 * builds up however many updates there are.
 */
export interface SumTree {
  /** Weight of each slot, live. After writing one, call `refresh` for its slot. */
  readonly weights: Float64Array;
  /** Recomputes the sums above a slot. */
  readonly refresh: (slot: number) => void;
  /** Recomputes every sum from the weights. */
  readonly rebuild: () => void;
  /** Σw. */
  readonly total: () => number;
  /**
   * For each i < count, writes to slots[i] the slot whose interval of the cumulated weights contains
   * fractions[i] · Σw, and its probability wᵢ / Σw to probabilities[i]. A slot of weight 0 is never found while
   * Σw > 0, whatever the rounding. The fractions are used up as scratch.
   */
  readonly find: (
    fractions: Float64Array,
    slots: Int32Array,
    probabilities: Float64Array,
    count: number,
  ) => void;
  /** Bytes that the tree takes. */
  readonly byteLength: number;
}

/** Where each level begins in the one array; the leaves are level 0 and the last entry is the root. */
function layOut(capacity: number): number[] {
  const starts = [0];
  let size = capacity;
  let offset = 0;
  while (size > 1) {
    offset += Math.ceil(size / width) * width;
    starts.push(offset);
    size = Math.ceil(size / width);
  }
  return starts;
}

/**
 * A tree over `capacity` slots, all of weight 0.
 *
 * Levels of 8-fold fan-out: nodes(l + 1) = ⌈nodes(l) / 8⌉, nodeⱼ(l + 1) = Σ_{c<8} node_{8j+c}(l).
 * Refreshing and finding take O(8 log₈ capacity); about 9.2 bytes a slot.
 * @example
 * const tree = createSumTree(4);
 * tree.weights[2] = 0.5;
 * tree.refresh(2);
 * @see Schaul et al. 2016, "Prioritized Experience Replay", appendix B.2.1 (there with two children a node).
 */
export function createSumTree(capacity: number): SumTree {
  const starts = Int32Array.from(layOut(capacity));
  const levels = starts.length - 1;
  const root = starts[levels]!;
  const nodes = new Float64Array(root + 1);

  // Doubles stay inside typed arrays: one that crosses a call which is not inlined is boxed, and boxes are garbage.
  const sumInto = (node: number, first: number): void => {
    let sum = 0;
    for (let index = first; index < first + width; index++) sum += nodes[index]!;
    nodes[node] = sum;
  };

  const refresh = (slot: number): void => {
    let group = slot;
    for (let level = 0; level < levels; level++) {
      group >>>= shift;
      sumInto(starts[level + 1]! + group, starts[level]! + (group << shift));
    }
  };

  const rebuild = (): void => {
    for (let level = 0; level < levels; level++) {
      const end = starts[level + 1]!;
      for (let first = starts[level]!, node = end; first < end; first += width, node++) sumInto(node, first);
    }
  };

  /** At a level, the first child whose interval holds the mass, or else the last one that is not empty. */
  const descend = (masses: Float64Array, slots: Int32Array, index: number, start: number): void => {
    const first = start + (slots[index]! << shift);
    let mass = masses[index]!;
    let chosen = 0;
    let before = 0;
    for (let child = 0; child < width; child++) {
      const weight = nodes[first + child]!;
      if (weight <= 0) continue;
      mass -= before;
      before = weight;
      chosen = child;
      if (mass < weight) break;
    }
    masses[index] = mass;
    slots[index] = (slots[index]! << shift) + chosen;
  };

  return {
    weights: nodes.subarray(0, capacity),
    refresh,
    rebuild,
    total: () => nodes[root]!,
    find: (fractions, slots, probabilities, count) => {
      const total = nodes[root]!;
      for (let index = 0; index < count; index++) {
        fractions[index]! *= total;
        slots[index] = 0;
      }
      // All searches go down together: at one level they do not wait for each other's memory.
      for (let level = levels - 1; level >= 0; level--) {
        for (let index = 0; index < count; index++) descend(fractions, slots, index, starts[level]!);
      }
      for (let index = 0; index < count; index++) probabilities[index] = nodes[slots[index]!]! / total;
    },
    byteLength: nodes.byteLength,
  };
}
