import { requirePositiveInteger } from "./require.ts";

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
  /**
   * Recomputes the sums above slots[0 … count), level by level. Of slots in ascending order neighbours share parents,
   * and each parent is then summed once. Slots below 0 are passed over.
   */
  readonly refreshAll: (slots: Int32Array, count: number) => void;
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

// Doubles stay inside typed arrays: one that crosses a call which is not inlined is boxed, and boxes are garbage.
function sumInto(nodes: Float64Array, node: number, first: number): void {
  const low = nodes[first]! + nodes[first + 1]! + (nodes[first + 2]! + nodes[first + 3]!);
  const high = nodes[first + 4]! + nodes[first + 5]! + (nodes[first + 6]! + nodes[first + 7]!);
  nodes[node] = low + high;
}

/** The last child that is not empty takes what rounding has pushed past the end. */
function lastChild(nodes: Float64Array, first: number): number {
  let child = width - 1;
  while (child > 0 && nodes[first + child]! <= 0) child--;
  return child;
}

const left = new Float64Array(width);
/** The same as words: those of odd index begin with the sign. */
const signs = new Int32Array(left.buffer);

/**
 * One level down for every search: the child whose interval holds the mass. Which one is counted from the signs of
 * mass minus cumulated weight, without branches: a processor guesses one in eight wrong too often, and would wait.
 * All searches go down together, so that at one level they do not wait for each other's memory.
 */
function descend(
  nodes: Float64Array,
  start: number,
  masses: Float64Array,
  slots: Int32Array,
  count: number,
): void {
  for (let index = 0; index < count; index++) {
    const first = start + (slots[index]! << shift);
    const mass = masses[index]!;
    const a = nodes[first]!;
    const b = a + nodes[first + 1]!;
    const c = b + nodes[first + 2]!;
    const d = c + nodes[first + 3]!;
    const e = d + nodes[first + 4]!;
    const f = e + nodes[first + 5]!;
    const g = f + nodes[first + 6]!;
    // What is left for each child, of which the last one that is not negative is right.
    left[0] = mass;
    left[1] = mass - a;
    left[2] = mass - b;
    left[3] = mass - c;
    left[4] = mass - d;
    left[5] = mass - e;
    left[6] = mass - f;
    left[7] = mass - g;
    const near = (signs[3]! >> 31) + (signs[5]! >> 31) + (signs[7]! >> 31) + (signs[9]! >> 31);
    let child = 7 + near + (signs[11]! >> 31) + (signs[13]! >> 31) + (signs[15]! >> 31);
    masses[index] = left[child]!;
    if (child === 7 && nodes[first + 7]! <= 0) {
      child = lastChild(nodes, first);
      masses[index] = nodes[first + child]!;
    }
    slots[index] = (slots[index]! << shift) + child;
  }
}

/**
 * A tree over `capacity` slots, all of weight 0.
 *
 * Levels of 8-fold fan-out: nodes(l + 1) = ⌈nodes(l) / 8⌉, nodeⱼ(l + 1) = Σ_{c<8} node_{8j+c}(l).
 * Refreshing and finding take O(8 log₈ capacity); about 9.2 bytes a slot.
 * @throws RangeError unless the capacity is a positive whole number.
 * @example
 * const tree = createSumTree(4);
 * tree.weights[2] = 0.5;
 * tree.refresh(2);
 * @see Schaul et al. 2016, "Prioritized Experience Replay", appendix B.2.1 (there with two children a node).
 */
export function createSumTree(capacity: number): SumTree {
  requirePositiveInteger("createSumTree", "the capacity", capacity);
  const starts = Int32Array.from(layOut(capacity));
  const levels = starts.length - 1;
  const root = starts[levels]!;
  const nodes = new Float64Array(root + 1);

  const refreshAll = (slots: Int32Array, count: number): void => {
    for (let level = 0; level < levels; level++) {
      const start = starts[level]!;
      const next = starts[level + 1]!;
      let last = -1;
      for (let index = 0; index < count; index++) {
        const group = slots[index]! >> (shift * (level + 1));
        if (group < 0 || group === last) continue;
        sumInto(nodes, next + group, start + (group << shift));
        last = group;
      }
    }
  };
  const one = new Int32Array(1);

  const rebuild = (): void => {
    for (let level = 0; level < levels; level++) {
      const end = starts[level + 1]!;
      for (let first = starts[level]!, node = end; first < end; first += width, node++)
        sumInto(nodes, node, first);
    }
  };

  return {
    weights: nodes.subarray(0, capacity),
    refresh: (slot) => {
      one[0] = slot;
      refreshAll(one, 1);
    },
    refreshAll,
    rebuild,
    total: () => nodes[root]!,
    find: (fractions, slots, probabilities, count) => {
      const total = nodes[root]!;
      for (let index = 0; index < count; index++) {
        fractions[index]! *= total;
        slots[index] = 0;
      }
      for (let level = levels - 1; level >= 0; level--)
        descend(nodes, starts[level]!, fractions, slots, count);
      for (let index = 0; index < count; index++) probabilities[index] = nodes[slots[index]!]! / total;
    },
    byteLength: nodes.byteLength,
  };
}
