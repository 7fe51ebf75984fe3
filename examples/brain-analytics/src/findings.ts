import type { RandomStream } from "@wayfield/backend";
import type { Metrics } from "@wayfield/example-kit";
import { fakeGoal, type FakeGoal } from "./fake-goal.ts";
import { decodeGoal, type GoalDecoding } from "./goal-decoding.ts";
import { scoreGoalCode, studyLesions, type LesionResults } from "./lesion-study.ts";
import { record } from "./recording.ts";
import type { Section } from "./report.ts";
import { decodingSection, lesionSection, unitsSection } from "./sections.ts";
import type { WithInterval } from "./statistics.ts";
import type { Subject } from "./subject.ts";

/** All that is found about one subject in the square arena. */
export interface Findings {
  lesions: LesionResults;
  fake: FakeGoal;
  decoding?: GoalDecoding;
  sections: Section[];
}

const fakeSeconds = 20;

/** How thoroughly a subject is looked into. */
export interface LookOptions {
  seed: number;
  episodes: number;
  /** How often a random set of units is drawn. */
  draws: number;
  random: RandomStream;
  /** Told what is being done. */
  say: (what: string) => void;
}

/** Does everything that can be done to one subject in its own arena. */
export async function lookInto(
  subject: Subject,
  { seed, episodes, draws, random, say }: LookOptions,
): Promise<Findings> {
  say("recording");
  const scores = await scoreGoalCode(subject, { seed, episodes: Math.min(48, episodes) });
  const lesions = await studyLesions(subject, scores, {
    seed,
    episodes,
    draws,
    random: random.split("lesions"),
    onCondition: say,
  });
  say("fake goals");
  const codes = await record(subject, {
    layer: "gridCode",
    seed: seed + 3,
    episodes: 10,
    keep: ({ step }) => step % 50 === 49,
  });
  const fake = await fakeGoal(subject, { seed: seed + 4, episodes, seconds: fakeSeconds, codes, random });
  const sections = [unitsSection(subject.title, scores), lesionSection(subject.title, lesions)];
  if (!subject.hasMemory) return { lesions, fake, sections };
  say("decoding");
  const decoding = await decodeGoal(subject, { seed, episodes: 2 * episodes, uniform: random.uniform });
  return { lesions, fake, decoding, sections: [...sections, decodingSection(subject.title, decoding)] };
}

/** A value and its interval as result files have them. */
export const numbersOf = ({ value, low, high }: WithInterval): Metrics[string] =>
  [value, low, high].map((each) => (Number.isFinite(each) ? Number(each.toFixed(3)) : null));

/** The numbers of one subject by their names in result files. */
export function metricsOf({ lesions, fake, decoding }: Findings): Metrics {
  const goals = Object.entries(lesions).flatMap(([name, result]) =>
    result === undefined ? [] : [[`goals.${name}`, numbersOf(result.mean)] as const],
  );
  return {
    ...Object.fromEntries(goals),
    "fakeGoal.arrivalFraction": numbersOf(fake.arrival),
    "fakeGoal.chance": numbersOf(fake.control),
    ...(decoding
      ? {
          "decoding.distanceR": numbersOf(decoding.distance.r),
          "decoding.distanceShuffled": numbersOf(decoding.distance.shuffled),
          "decoding.directionR": numbersOf(decoding.direction.r),
          "decoding.directionShuffled": numbersOf(decoding.direction.shuffled),
        }
      : {}),
  };
}
