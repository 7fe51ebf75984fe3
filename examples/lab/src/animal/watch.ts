import { mostGridLike } from "@wayfield/example-brain-analytics/page";
import {
  autocorrelograms,
  directionalTuning,
  gridScores,
  rateMaps,
  rectified,
} from "@wayfield/grid-nav/analysis";

/** What a layer did along a walk. */
export interface Recording {
  units: number;
  /** `[samples, 2]`, metres. */
  positions: Float32Array;
  /** `[samples]`, radians. */
  headings: Float32Array;
  /** `[samples, units]`. */
  activity: Float32Array;
}

/** Keeps the last samples of a layer's activity: a ring, so that memory stays as it is however long the walk. */
export class Watch {
  private readonly capacity: number;
  private ring: Recording | undefined;
  private written = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** How many samples are kept. */
  get samples(): number {
    return Math.min(this.written, this.capacity);
  }

  note(activity: Float32Array, { x, y, heading }: { x: number; y: number; heading: number }): void {
    const units = activity.length;
    if (this.ring?.units !== units) this.ring = this.fresh(units);
    const at = this.written % this.capacity;
    this.ring.positions.set([x, y], 2 * at);
    this.ring.headings[at] = heading;
    this.ring.activity.set(activity, at * units);
    this.written += 1;
  }

  /** A copy of what is kept; undefined before the first sample. */
  recording(): Recording | undefined {
    if (this.ring === undefined || this.written === 0) return undefined;
    const { units, positions, headings, activity } = this.ring;
    const { samples } = this;
    return {
      units,
      positions: positions.slice(0, 2 * samples),
      headings: headings.slice(0, samples),
      activity: activity.slice(0, samples * units),
    };
  }

  clear(): void {
    this.written = 0;
  }

  private fresh(units: number): Recording {
    this.written = 0;
    return {
      units,
      positions: new Float32Array(2 * this.capacity),
      headings: new Float32Array(this.capacity),
      activity: new Float32Array(this.capacity * units),
    };
  }
}

/** What the maps of a layer look like. */
export interface BrainMaps {
  units: number;
  /** Bins along each side of a map. */
  bins: number;
  samples: number;
  /** `[units, bins, bins]`, rows from the south, NaN where it never was. */
  maps: Float32Array;
  /** `[units, 2 bins − 1, 2 bins − 1]`. */
  correlograms: Float32Array;
  /** `[units]`; NaN where there is none yet. */
  gridScores: Float32Array;
  /** Mean activity by heading, `[units, directions]`. */
  tuning: Float32Array;
  /** Lengths of the mean resultant vectors, `[units]`. */
  resultants: Float32Array;
  /** Units from the most to the least grid-like; those without a score last. */
  order: number[];
}

/** As many as the grid score is defined for (Banino et al. 2018, Supplementary 3d). */
const bins = 32;
/** A walk of a minute leaves gaps: neighbouring bins lend each other a little; metres. */
const smoothing = 0.1;

/** Maps, scores and tuning of every unit of a recording. */
export function mapBrain(
  { units, positions, headings, activity }: Recording,
  bounds: readonly [number, number, number, number],
): BrainMaps {
  const rates = rectified(activity, units);
  const stack = rateMaps(positions, rates, bounds, { bins, smoothing });
  const correlograms = autocorrelograms(stack);
  const scores = Float32Array.from(gridScores(correlograms).scores);
  const { curves, resultants } = directionalTuning(headings, rates);
  return {
    units,
    bins,
    samples: headings.length,
    maps: stack.maps,
    correlograms: correlograms.correlations,
    gridScores: scores,
    tuning: curves,
    resultants,
    order: mostGridLike({ grid: scores }, units),
  };
}
