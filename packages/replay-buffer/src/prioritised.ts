import { asRecord, type Json } from "./persistent.ts";
import { requireBetween } from "./require.ts";
import { uniform, type Sampler, type SamplerFactory } from "./sampler.ts";
import { createSumTree, type SumTree } from "./sum-tree.ts";

/** Beyond this the sum over a full buffer could overflow. */
const largestPriority = 1e100;

function findRefused(priorities: ArrayLike<number>): number {
  for (let index = 0; index < priorities.length; index++) {
    if (!(priorities[index]! >= 0 && priorities[index]! <= largestPriority)) return index;
  }
  return -1;
}

/** Options of {@link prioritised}. */
export interface PrioritisedOptions {
  /** Exponent α in [0, 1]: 0 is uniform, 1 is proportional to the priority. Default 0.6. */
  alpha?: number;
  /** ε, added to every priority, so that an error of zero is still replayed now and then. Default 1e-6. */
  epsilon?: number;
}

/** What one prioritised sampler holds. */
interface Parts {
  presence: Sampler;
  tree: SumTree;
  alpha: number;
  epsilon: number;
  /** The largest priority seen so far, in an array because a double in a closure is boxed anew at every change. */
  largest: Float64Array;
}

/** Writes the weight (p + ε)^α of each slot that is in; the sums above are left for later. */
function write(parts: Parts, slots: Int32Array, priorities: ArrayLike<number>, count: number): number {
  const { tree, presence, alpha, epsilon, largest } = parts;
  let held = 0;
  for (let index = 0; index < count; index++) {
    const slot = slots[index]!;
    if (slot < 0 || !presence.has(slot)) continue;
    const priority = priorities[index]!;
    if (priority > largest[0]!) largest[0] = priority;
    // exp ∘ log takes half the time of pow. With α = 0 all weights are 1, that of p + ε = 0 as well.
    tree.weights[slot] = alpha === 0 ? 1 : Math.exp(alpha * Math.log(priority + epsilon));
    held++;
  }
  return held;
}

/** One point in each of `size` equal strata: uᵢ = (i + random) / size. */
function stratify(fractions: Float64Array, size: number, random: () => number): void {
  for (let index = 0; index < size; index++) fractions[index] = (index + random()) / size;
}

/** Scratch for the strata of the largest draw so far. */
function createScratch(): (size: number) => Float64Array {
  let scratch = new Float64Array(64);
  return (size) => {
    if (scratch.length < size) scratch = new Float64Array(size);
    return scratch;
  };
}

/**
 * Proportional prioritised sampling: Pᵢ = (pᵢ + ε)^α / Σⱼ (pⱼ + ε)^α, stratified: draw i of k comes from the i-th of
 * k equal parts of the cumulated mass. New items enter at the largest priority seen so far (at first 1), so each is
 * likely to be replayed before it is judged. With ε = 0 an item of priority 0 is never drawn, unless all are 0:
 * then the draw is uniform. About 10.2 bytes a slot.
 * @throws RangeError for α outside [0, 1] or an ε that is no priority.
 * @example createReplayBuffer({ spec, capacity: 1000, random, sampler: prioritised({ alpha: 0.6 }) })
 * @see Schaul et al. 2016, "Prioritized Experience Replay", sections 3.3–3.4 (arXiv 1511.05952).
 */
export function prioritised({ alpha = 0.6, epsilon = 1e-6 }: PrioritisedOptions = {}): SamplerFactory {
  requireBetween("prioritised", "alpha", alpha, 0, 1);
  requireBetween("prioritised", "epsilon", epsilon, 0, largestPriority);
  return (capacity) => {
    const tree = createSumTree(capacity);
    const largest = Float64Array.of(1);
    return assemble({ presence: uniform(capacity), tree, alpha, epsilon, largest });
  };
}

function assemble(parts: Parts): Sampler {
  const { presence, tree, largest } = parts;
  const scratch = createScratch();
  const one = new Float64Array(1);
  const place = new Int32Array(1);
  const update: Sampler["update"] = (slots, priorities, count) => {
    const held = write(parts, slots, priorities, count);
    tree.refreshAll(slots, count);
    return held;
  };
  return {
    size: presence.size,
    has: presence.has,
    insert: (slot, priority) => {
      presence.insert(slot);
      one[0] = priority ?? largest[0]!;
      place[0] = slot;
      update(place, one, 1);
    },
    remove: (slot) => {
      presence.remove(slot);
      tree.weights[slot] = 0;
      tree.refresh(slot);
    },
    update,
    findRefused,
    draw: (target, random) => {
      if (tree.total() === 0) {
        presence.draw(target, random);
        return;
      }
      const fractions = scratch(target.size);
      stratify(fractions, target.size, random);
      tree.find(fractions, target.slots, target.probabilities, target.size);
    },
    byteLength: presence.byteLength + tree.byteLength,
    ...persistence(parts),
  };
}

function persistence({
  presence,
  tree,
  alpha,
  epsilon,
  largest,
}: Parts): Pick<Sampler, "snapshot" | "restore"> {
  const readEnd = (state: Json): number => Number(asRecord("prioritised", state)["end"]);
  return {
    snapshot: () => {
      const { state, arrays } = presence.snapshot();
      return {
        state: { alpha, epsilon, presence: state },
        arrays: [...arrays, tree.weights.subarray(0, readEnd(state)), largest],
      };
    },
    restore: (state) => {
      const saved = asRecord("prioritised", state);
      if (saved["alpha"] !== alpha || saved["epsilon"] !== epsilon) {
        throw new RangeError(
          `prioritised.restore: expected alpha ${alpha} and epsilon ${epsilon}, got a snapshot with ${JSON.stringify(saved["alpha"])} and ${JSON.stringify(saved["epsilon"])}; the saved weights are powers of alpha, so make the buffer with the snapshot's values`,
        );
      }
      const inner = presence.restore(saved["presence"]!);
      const end = readEnd(saved["presence"]!);
      return {
        arrays: [...inner.arrays, tree.weights.subarray(0, end), largest],
        commit: () => {
          inner.commit();
          tree.weights.fill(0, end);
          tree.rebuild();
        },
      };
    },
  };
}
