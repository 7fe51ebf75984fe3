import { shuffle } from "@wayfield/backend";
import { bootstrapMean, type WithInterval } from "@wayfield/example-kit/statistics";
import { observed, type Worlds } from "@wayfield/example-navigation-agent";
import { rateMaps, rectified, type MapStack, type Numbers } from "@wayfield/grid-nav/analysis";
import type { Recording } from "./recording.ts";
import { correlation } from "./statistics.ts";
import { goalsOf, liveThrough, type Subject } from "./subject.ts";

/** How far off a subject believes to be as time goes by. */
export interface Drift {
  /** The middle of each part of the episode, seconds. */
  seconds: number[];
  /** Mean distance between belief and truth in it, metres, with its bootstrap over episodes. */
  error: WithInterval[];
  /** Goals of each of the episodes. */
  goals: number[];
}

/** Parts into which an episode is cut. */
const parts = 9;

/** Lets an intact subject live through episodes and asks it at every step where it believes to be. */
export async function driftOf(
  subject: Subject,
  { seed, episodes, uniform }: { seed: number; episodes: number; uniform: () => number },
): Promise<Drift> {
  let worlds: Worlds | undefined;
  let step = 0;
  const sums = Array.from({ length: parts }, () => new Float64Array(episodes));
  const counts = new Float64Array(parts);
  const note = (beliefs: Float32Array): void => {
    const { observations, episodeSteps, size } = worlds!;
    const part = Math.min(parts - 1, Math.floor((step * parts) / episodeSteps));
    counts[part]! += 1;
    for (let row = 0; row < size; row++) {
      const at = row * observed.size;
      const [dx, dy] = [
        beliefs[2 * row]! - observations[at + observed.x]!,
        beliefs[2 * row + 1]! - observations[at + observed.y]!,
      ];
      sums[part]![row]! += Math.hypot(dx, dy);
    }
    step += 1;
  };
  const lived = await liveThrough(subject, {
    seed,
    episodes,
    onWorlds: (made) => (worlds = made),
    onBelief: note,
  });
  const duration = subject.setup.config.episodeDuration;
  return {
    goals: goalsOf(lived),
    seconds: sums.map((_, part) => ((part + 0.5) * duration) / parts),
    error: sums.map((errors, part) =>
      bootstrapMean(
        Array.from(errors, (sum) => sum / counts[part]!),
        uniform,
      ),
    ),
  };
}

/**
 * The correlation of two populations' vectors of activity at the same places, bin by bin: Pearson's r over the units,
 * NaN where either was never. (Leutgeb et al. 2005, Science 309: 619, compare maps of whole populations so.)
 * @throws RangeError if the maps are not of the same units and bins.
 */
export function populationVectorCorrelations(one: MapStack, other: MapStack): Float64Array {
  if (one.units !== other.units || one.bins !== other.bins) {
    throw new RangeError(
      `populationVectorCorrelations: expected maps of the same units and bins, got ${one.units}, ${one.bins} and ${other.units}, ${other.bins}`,
    );
  }
  const bins = one.bins ** 2;
  const vectorAt = ({ maps, units }: MapStack, bin: number): Float64Array =>
    Float64Array.from({ length: units }, (_, unit) => maps[unit * bins + bin]!);
  return Float64Array.from({ length: bins }, (_, bin) =>
    correlation(vectorAt(one, bin), vectorAt(other, bin)),
  );
}

/** How alike the population's maps are early and late in the episodes. */
export interface Remapping {
  /** Mean correlation at the same place, with its bootstrap over bins. */
  same: WithInterval;
  /** The same with the places of the late maps in random order. */
  shuffled: WithInterval;
}

const mapBins = 16;

const mapsOf = (
  { positions, moments, units }: Recording,
  rates: Numbers,
  bounds: readonly [number, number, number, number],
  isWanted: (step: number) => boolean,
): MapStack => {
  const rows = moments.flatMap(({ step }, row) => (isWanted(step) ? [row] : []));
  return rateMaps(
    Float32Array.from(rows.flatMap((row) => [positions[2 * row]!, positions[2 * row + 1]!])),
    Float32Array.from(rows.flatMap((row) => Array.from(rates.subarray(row * units, (row + 1) * units)))),
    bounds,
    { bins: mapBins },
  );
};

/** Compares the maps of the first halves of episodes with those of the second halves. */
export function remappingOf(
  recording: Recording,
  bounds: readonly [number, number, number, number],
  halfway: number,
  uniform: () => number,
): Remapping {
  const rates = rectified(recording.activity, recording.units);
  const early = mapsOf(recording, rates, bounds, (step) => step < halfway);
  const late = mapsOf(recording, rates, bounds, (step) => step >= halfway);
  const order = shuffle(
    Array.from({ length: mapBins ** 2 }, (_, bin) => bin),
    uniform,
  );
  const elsewhere: MapStack = {
    ...late,
    maps: Float32Array.from(
      late.maps,
      (_, at) => late.maps[at - (at % order.length) + order[at % order.length]!]!,
    ),
  };
  const meanWith = (other: MapStack): WithInterval => {
    const known = Array.from(populationVectorCorrelations(early, other)).filter((r) => !Number.isNaN(r));
    return bootstrapMean(known, uniform);
  };
  return { same: meanWith(late), shuffled: meanWith(elsewhere) };
}
