import { assertPositive, assertPositiveInteger } from "../checks.ts";

/** Options of {@link binSpikes}. */
export interface BinSpikesOptions {
  /** How many samples the recording has. */
  samples: number;
  /** Seconds between two samples. */
  sampleDuration: number;
  /** When the first sample begins, seconds. Default 0. */
  start?: number;
}

/**
 * Activity from spike times: the rate within each sample, spikes per second.
 * @param spikes Spike times of each unit, seconds.
 * @returns `[samples, units]`.
 * @throws RangeError for a spike outside the recording or not finite.
 * @example const activity = binSpikes([[0.1, 0.15], [0.9]], { samples: 10, sampleDuration: 0.1 });
 */
export function binSpikes(
  spikes: readonly ArrayLike<number>[],
  { samples, sampleDuration, start = 0 }: BinSpikesOptions,
): Float32Array {
  assertPositiveInteger("binSpikes", "samples", samples);
  assertPositive("binSpikes", "sampleDuration", sampleDuration);
  const activity = new Float32Array(samples * spikes.length);
  spikes.forEach((times, unit) => {
    for (let spike = 0; spike < times.length; spike++) {
      const sample = Math.floor((times[spike]! - start) / sampleDuration);
      if (!(sample >= 0 && sample < samples)) {
        throw new RangeError(
          `binSpikes: expected spikes from ${start} to ${start + samples * sampleDuration} s, got ${times[spike]!} s of unit ${unit}; give the start and length of the recording, or leave such spikes out`,
        );
      }
      activity[sample * spikes.length + unit]! += 1 / sampleDuration;
    }
  });
  return activity;
}
