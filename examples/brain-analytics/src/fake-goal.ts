import { tensor2d, type Tensor2D } from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import { bootstrapMean, type WithInterval } from "@wayfield/example-kit/statistics";
import type { LayerHook, Worlds } from "@wayfield/example-navigation-agent";
import type { Recording } from "./recording.ts";
import { inEpisodesOf, liveThrough, type Subject } from "./subject.ts";

/** What a fake goal code did. */
export interface FakeGoal {
  /** Share of the episodes in which the body came to the faked place within the time. */
  arrival: WithInterval;
  /** The same for a place as far from the start that no code speaks of. */
  control: WithInterval;
  /** Of the steps after the first arrival, the share within two radii of the place; and of the control place. */
  staying: number;
  controlStaying: number;
}

/** What {@link fakeGoal} does. */
export interface FakeGoalOptions {
  seed: number;
  episodes: number;
  /** Seconds in which it has to arrive. */
  seconds: number;
  /** Codes with the places where they were recorded: one of them is faked in each episode. */
  codes: Recording;
  random: RandomStream;
}

/** It has arrived within this distance, metres: as near as the true goal's rim. */
const radius = 0.125;

interface Course {
  arrivedAt: number;
  near: number;
  after: number;
}

/** How a body's way went with respect to a place. */
function follow(path: readonly [number, number][], [x, y]: readonly [number, number]): Course {
  const distances = path.map(([ownX, ownY]) => Math.hypot(ownX - x, ownY - y));
  const arrivedAt = distances.findIndex((distance) => distance < radius);
  const after = arrivedAt < 0 ? [] : distances.slice(arrivedAt);
  return { arrivedAt, near: after.filter((distance) => distance < 2 * radius).length, after: after.length };
}

/** The place mirrored at the middle of the arena: as far from the middle, and known to no code. */
const mirrored = ([minX, minY, maxX, maxY]: Worlds["maze"]["bounds"], [x, y]: readonly [number, number]) =>
  [minX + maxX - x, minY + maxY - y] as const;

/**
 * Gives a subject, from its first step on, the code of another place as the code at the goal (Banino et al. 2018,
 * Supplementary 1b: the agent goes there and circles), and watches where it goes. There is no goal in these worlds.
 */
export async function fakeGoal(subject: Subject, options: FakeGoalOptions): Promise<FakeGoal> {
  const { seed, episodes, seconds, codes, random } = options;
  const chosen = Array.from({ length: episodes }, () => Math.floor(random.uniform() * codes.moments.length));
  const faked = new Float32Array(episodes * codes.units);
  chosen.forEach((sample, world) => {
    faked.set(codes.activity.subarray(sample * codes.units, (sample + 1) * codes.units), world * codes.units);
  });
  const paths: [number, number][][] = chosen.map(() => []);
  let worlds: Worlds | undefined;
  const hook: LayerHook = (layer, activity, rows): Tensor2D => {
    if (layer !== "goalCode") return activity;
    const own = new Float32Array(rows.length * codes.units);
    rows.forEach((row, place) => {
      own.set(faked.subarray(row * codes.units, (row + 1) * codes.units), place * codes.units);
    });
    return tensor2d(own, [rows.length, codes.units]);
  };
  await liveThrough(inEpisodesOf(withoutGoal(subject), seconds), {
    seed,
    episodes,
    hook,
    onWorlds: (made) => (worlds = made),
    onStep: () => {
      paths.forEach((path, row) => path.push(placeOf(worlds!, row)));
    },
  });
  const placeOfCode = (sample: number): [number, number] => [
    codes.positions[2 * sample]!,
    codes.positions[2 * sample + 1]!,
  ];
  const courses = chosen.map((sample, world) => follow(paths[world]!, placeOfCode(sample)));
  const { bounds } = subject.setup.maze;
  const controls = chosen.map((sample, world) =>
    follow(paths[world]!, mirrored(bounds, placeOfCode(sample))),
  );
  const arrivalOf = (all: readonly Course[]): WithInterval =>
    bootstrapMean(
      all.map(({ arrivedAt }) => (arrivedAt >= 0 ? 1 : 0)),
      random.uniform,
    );
  const stayingOf = (all: readonly Course[]): number =>
    all.reduce((sum, { near }) => sum + near, 0) / all.reduce((sum, { after }) => sum + after, 0);
  return {
    arrival: arrivalOf(courses),
    control: arrivalOf(controls),
    staying: stayingOf(courses),
    controlStaying: stayingOf(controls),
  };
}

const placeOf = (worlds: Worlds, row: number): [number, number] => {
  const { x, y } = worlds.poseOf(row);
  return [x, y];
};

/** The same subject in worlds whose goal cannot be reached. */
function withoutGoal(subject: Subject): Subject {
  const { setup } = subject;
  const begin: typeof setup.maze.begin = (random) => {
    const layout = setup.maze.begin(random);
    return { ...layout, goal: { ...layout.goal, radius: 0 } };
  };
  return { ...subject, setup: { ...setup, maze: { ...setup.maze, begin } } };
}
