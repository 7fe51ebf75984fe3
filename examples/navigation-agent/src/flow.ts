import type { Unroll } from "./unroll.ts";

/** Weights on their way from the learner to actors. */
export interface PublishedWeights {
  /** How many updates they have seen. */
  version: number;
  /** The policy's parameters as a safetensors file. */
  bytes: Uint8Array;
}

/** How experience flows from actors to a learner, and weights back; whoever implements it decides over what line. */
export interface ExperienceFlow {
  /** An actor hands over what it lived through. */
  sendUnroll: (unroll: Unroll) => Promise<void>;
  /** The learner takes the oldest unrolls, waiting until there are that many. */
  receiveBatch: (count: number) => Promise<Unroll[]>;
  /** The learner hands out weights; they replace the former ones. */
  publishWeights: (weights: PublishedWeights) => Promise<void>;
  /** An actor takes the latest weights, waiting for the first. */
  latestWeights: () => Promise<PublishedWeights>;
}

/** Experience that stays within one process. */
export function inProcessFlow(): ExperienceFlow {
  const unrolls: Unroll[] = [];
  let latest: PublishedWeights | undefined;
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const change = (): Promise<void> => new Promise((resolve) => waiting.add(resolve));
  return {
    sendUnroll: (unroll) => {
      unrolls.push(unroll);
      changed();
      return Promise.resolve();
    },
    receiveBatch: async (count) => {
      while (unrolls.length < count) await change();
      return unrolls.splice(0, count);
    },
    publishWeights: (weights) => {
      latest = weights;
      changed();
      return Promise.resolve();
    },
    latestWeights: async () => {
      while (latest === undefined) await change();
      return latest;
    },
  };
}
