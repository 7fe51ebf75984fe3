import type { Unroll } from "./unroll.ts";

/** Weights on their way from the learner to actors. */
export interface PublishedWeights {
  /** How many updates they have seen. */
  version: number;
  /** Share of the training that is done. */
  done: number;
  /** The policy's parameters as a safetensors file. */
  bytes: Uint8Array;
}

/** How experience flows from actors to a learner, and weights back; whoever implements it decides over what line. */
export interface ExperienceFlow {
  /** An actor hands over what it lived through; it waits as long as the queue is full. */
  sendUnroll: (unroll: Unroll, signal?: AbortSignal) => Promise<void>;
  /** The learner takes the oldest unrolls, waiting until there are that many. */
  receiveBatch: (count: number, signal?: AbortSignal) => Promise<Unroll[]>;
  /** The learner hands out weights; they replace the former ones. */
  publishWeights: (weights: PublishedWeights) => Promise<void>;
  /** An actor takes the latest weights, waiting for the first. */
  latestWeights: (signal?: AbortSignal) => Promise<PublishedWeights>;
}

/** Options of {@link inProcessFlow}. */
export interface InProcessFlowOptions {
  /** Unrolls in the queue from which on senders wait. Default: none wait. */
  queueLimit?: number;
}

/**
 * Experience that stays within one process.
 * Each method that waits throws the signal's reason when it is aborted.
 */
export function inProcessFlow({ queueLimit = Infinity }: InProcessFlowOptions = {}): ExperienceFlow {
  const unrolls: Unroll[] = [];
  let latest: PublishedWeights | undefined;
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const until = async (isReady: () => boolean, signal: AbortSignal | undefined): Promise<void> => {
    signal?.addEventListener("abort", changed, { once: true });
    while (!isReady()) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
    signal?.removeEventListener("abort", changed);
  };
  return {
    sendUnroll: async (unroll, signal) => {
      await until(() => unrolls.length < queueLimit, signal);
      unrolls.push(unroll);
      changed();
    },
    receiveBatch: async (count, signal) => {
      await until(() => unrolls.length >= count, signal);
      const batch = unrolls.splice(0, count);
      changed();
      return batch;
    },
    publishWeights: (weights) => {
      latest = weights;
      changed();
      return Promise.resolve();
    },
    latestWeights: async (signal) => {
      await until(() => latest !== undefined, signal);
      return latest!;
    },
  };
}
