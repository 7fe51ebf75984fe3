import { combine, persistCounters } from "./persistent.ts";
import type { Item, Spec } from "./spec.ts";
import type { RandomSource, SamplerFactory } from "./sampler.ts";
import { createSequenceParts, type SequenceBatch } from "./sequences.ts";
import type { Samples } from "./replay.ts";
import { requirePositiveInteger } from "./require.ts";

const caller = "createEpisodicBuffer";

/** Options of {@link createEpisodicBuffer}. */
export interface EpisodicBufferOptions<S extends Spec> {
  /** What one time step is made of. */
  spec: S;
  /** Time steps held at most. */
  capacity: number;
  /** Time steps of the longest episode. */
  longest: number;
  /** Episodes held at most, the one under way included. */
  episodes: number;
  /** Seeded uniform source. */
  random: RandomSource;
  /** How episodes are drawn. Default {@link uniform}. */
  sampler?: SamplerFactory;
}

/** Sampled whole episodes: `columns` are `[longest, batch, …shape]`, `lengths` say how long each is, `mask` is 1 within it. */
export type EpisodeBatch<S extends Spec> = SequenceBatch<S, Readonly<Record<string, never>>>;

/** Whole episodes, sampled whole. */
export interface EpisodicBuffer<S extends Spec> extends Samples<EpisodeBatch<S>> {
  /** Time steps held at most. */
  readonly capacity: number;
  /** Makes arrays for `size` episodes. */
  readonly createBatch: (size: number) => EpisodeBatch<S>;
  /**
   * Adds a time step to the present episode.
   * @throws RangeError, with nothing changed, if the episode has its full length already.
   */
  readonly add: (step: Item<S>) => void;
  /**
   * Ends the episode, which can be sampled from now on (one of full length already could). One without steps is passed over.
   * @param priority Its priority; the largest seen so far unless given.
   */
  readonly endEpisode: (priority?: number) => void;
}

/**
 * Episodes that are stored, sampled and forgotten as wholes: an episode that has lost its first step to the ring is
 * gone. For Monte Carlo returns, episodic control, hindsight relabelling.
 * @throws TypeError or RangeError for fields or settings that cannot be.
 * @example
 * const buffer = createEpisodicBuffer({ spec: { reward: float32() }, capacity: 1000, longest: 50, episodes: 100, random });
 */
export function createEpisodicBuffer<const S extends Spec>({
  longest,
  episodes,
  ...options
}: EpisodicBufferOptions<S>): EpisodicBuffer<S> {
  requirePositiveInteger(caller, "longest", longest);
  requirePositiveInteger(caller, "episodes", episodes);
  const { buffer, newest } = createSequenceParts(caller, {
    ...options,
    state: {},
    length: longest,
    sequences: episodes,
  });
  const position = { elapsed: 0 };
  return {
    ...buffer,
    add: (step) => {
      if (position.elapsed === longest) {
        throw new RangeError(
          `${caller}.add: expected at most ${longest} steps in an episode, got one more; end the episode or make \`longest\` larger`,
        );
      }
      buffer.add(step, {});
      position.elapsed++;
    },
    endEpisode: (priority) => {
      buffer.endEpisode(priority);
      // An episode of full length became whole with its last step, before its priority was known.
      if (position.elapsed === longest && priority !== undefined) {
        buffer.updatePriorities([newest()], [priority]);
      }
      position.elapsed = 0;
    },
    ...combine(caller, { longest, episodes }, [buffer, persistCounters(caller, position)]),
  };
}
