import type { Tensor2D } from "@tensorflow/tfjs-core";
import { observed, type Episode, type LayerName, type Worlds } from "@wayfield/example-navigation-agent";
import { liveThrough, type Subject } from "./subject.ts";

/** When and where a layer was looked at. */
export interface Moment {
  world: number;
  /** Steps since the episode began. */
  step: number;
  /** Steps since the body was put where it started from. */
  sincePlaced: number;
  /** How often the goal had been reached. */
  goals: number;
}

/** What a layer did, with where the body was and where its goal. */
export interface Recording {
  units: number;
  /** `[samples, units]`. */
  activity: Float32Array;
  moments: Moment[];
  /** `[samples, 2]`, metres. */
  positions: Float32Array;
  /** `[samples]`, radians. */
  headings: Float32Array;
  /** `[samples, 2]`, metres. */
  goals: Float32Array;
  episodes: Episode[];
}

/** What is recorded. */
export interface RecordingOptions {
  layer: LayerName;
  seed: number;
  episodes: number;
  /** Which moments are kept. Default: all. */
  keep?: (moment: Moment) => boolean;
}

/** Counts steps and goals of every world from what the worlds say at each. */
class Clock {
  readonly moments: Moment[];
  private readonly worlds: Worlds;

  constructor(worlds: Worlds) {
    this.worlds = worlds;
    this.moments = Array.from({ length: worlds.size }, (_, world) => ({
      world,
      step: -1,
      sincePlaced: 0,
      goals: 0,
    }));
  }

  /** A layer is at work in a world. */
  tick(world: number): Moment {
    const moment = this.moments[world]!;
    moment.step += 1;
    if (this.worlds.placed[world] === 1) {
      moment.sincePlaced = 0;
      if (moment.step > 0) moment.goals += 1;
    } else moment.sincePlaced += 1;
    return { ...moment };
  }
}

/**
 * Records one layer while a subject lives through episodes.
 * The layer must be at work once a step in every world: `gridCode`, `policyHidden`.
 */
export async function record(
  subject: Subject,
  { layer, seed, episodes, keep = () => true }: RecordingOptions,
): Promise<Recording> {
  const [activity, positions, headings, goals]: number[][] = [[], [], [], []];
  const moments: Moment[] = [];
  let [worlds, clock, units]: [Worlds | undefined, Clock | undefined, number] = [undefined, undefined, 0];
  const note = (values: Float32Array, rows: readonly number[]): void => {
    units = values.length / rows.length;
    rows.forEach((row, place) => {
      const moment = clock!.tick(row);
      if (!keep(moment)) return;
      const at = row * observed.size;
      const of = (index: number): number => worlds!.observations[at + index]!;
      const { goal } = worlds!.layoutOf(row);
      moments.push(moment);
      for (const value of values.subarray(place * units, (place + 1) * units)) activity!.push(value);
      positions!.push(of(observed.x), of(observed.y));
      headings!.push(Math.atan2(of(observed.sine), of(observed.cosine)));
      goals!.push(goal.x, goal.y);
    });
  };
  const hook = (name: LayerName, values: Tensor2D, rows: readonly number[]): Tensor2D => {
    if (name === layer) note(values.dataSync<"float32">(), rows);
    return values;
  };
  const lived = await liveThrough(subject, {
    seed,
    episodes,
    hook,
    onWorlds: (made) => {
      worlds = made;
      clock = new Clock(made);
    },
  });
  return {
    units,
    activity: Float32Array.from(activity!),
    moments,
    positions: Float32Array.from(positions!),
    headings: Float32Array.from(headings!),
    goals: Float32Array.from(goals!),
    episodes: lived,
  };
}
