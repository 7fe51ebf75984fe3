import { decode, type Decoded } from "./decoding.ts";
import { record, type Recording } from "./recording.ts";
import type { Table } from "./ridge.ts";
import { inEpisodesOf, type Subject } from "./subject.ts";

/** How well a linear reader gets the way to the goal from the policy's memory. */
export interface GoalDecoding {
  distance: Decoded;
  /** Cosine and sine of the direction of the goal, as the compass has it. */
  direction: Decoded;
  position: Decoded;
  heading: Decoded;
  samples: number;
}

/** Banino et al. 2018, Supplementary 3e: after the first goal, 8 steps are skipped, then 4 of the next 12 are taken. */
const sampled = new Set([9, 12, 15, 18]);

/** Seconds of its episodes: who has not found the goal by then hardly finds it. */
const duration = 45;

const tableOf = (columns: number, data: readonly number[]): Table => ({
  rows: data.length / columns,
  columns,
  data: Float64Array.from(data),
});

/** The targets of a recording's samples. */
function targetsOf({ positions, headings, goals, moments }: Recording) {
  const rows = moments.map((_, row) => {
    const [dx, dy] = [goals[2 * row]! - positions[2 * row]!, goals[2 * row + 1]! - positions[2 * row + 1]!];
    const distance = Math.hypot(dx, dy);
    return { dx, dy, distance, x: positions[2 * row]!, y: positions[2 * row + 1]!, heading: headings[row]! };
  });
  return {
    distance: tableOf(
      1,
      rows.map(({ distance }) => distance),
    ),
    direction: tableOf(
      2,
      rows.flatMap(({ dx, dy, distance }) => [dx / distance, dy / distance]),
    ),
    position: tableOf(
      2,
      rows.flatMap(({ x, y }) => [x, y]),
    ),
    heading: tableOf(
      2,
      rows.flatMap(({ heading }) => [Math.cos(heading), Math.sin(heading)]),
    ),
  };
}

/** Records the policy's LSTM after the first goal and reads the way to the goal from it. */
export async function decodeGoal(
  subject: Subject,
  { seed, episodes, uniform }: { seed: number; episodes: number; uniform: () => number },
): Promise<GoalDecoding> {
  const recording = await record(inEpisodesOf(subject, duration), {
    layer: "policyHidden",
    seed: seed + 2,
    episodes,
    keep: ({ goals, sincePlaced }) => goals === 1 && sampled.has(sincePlaced),
  });
  const features: Table = {
    rows: recording.moments.length,
    columns: recording.units,
    data: recording.activity,
  };
  const episodesOf = recording.moments.map(({ world }) => world);
  return {
    ...decode({ features, targets: targetsOf(recording), episodes: episodesOf }, uniform),
    samples: features.rows,
  };
}
