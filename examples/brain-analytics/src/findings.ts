import type { RandomStream } from "@wayfield/backend";
import type { Metrics } from "@wayfield/example-kit";
import type { WithInterval } from "@wayfield/example-kit/statistics";
import { episodeStepsOf } from "@wayfield/example-navigation-agent";
import { fakeGoal, type FakeGoal } from "./fake-goal.ts";
import { decodeGoal, type GoalDecoding } from "./goal-decoding.ts";
import { recordCode, studyLesions, type LesionResults } from "./lesion-study.ts";
import type { Section } from "./report.ts";
import { decodingSection, lesionSection, stabilitySection, unitsSection } from "./sections.ts";
import { driftOf, remappingOf, type Drift, type Remapping } from "./stability.ts";
import type { Subject } from "./subject.ts";
import { scoreUnits } from "./unit-classes.ts";

/** All that is found about one subject in the square arena. */
export interface Findings {
  lesions: LesionResults;
  fake: FakeGoal;
  drift: Drift;
  remapping: Remapping;
  decoding?: GoalDecoding;
  sections: Section[];
}

const fakeSeconds = 20;

/** How thoroughly a subject is looked into. */
export interface LookOptions {
  seed: number;
  episodes: number;
  /** How many random sets of units are drawn for each episode. */
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
  const { bounds } = subject.setup.maze;
  const walk = await recordCode(subject, { seed, episodes });
  const scores = scoreUnits(walk, bounds);
  const halfway = episodeStepsOf(subject.setup.config) / 2;
  const remapping = remappingOf(walk, bounds, halfway, random.split("remapping").uniform);
  say("intact");
  const drift = await driftOf(subject, { seed, episodes, uniform: random.split("drift").uniform });
  const lesions = await studyLesions(subject, scores, {
    intact: drift.goals,
    seed,
    episodes,
    draws,
    random: random.split("lesions"),
    onCondition: say,
  });
  say("fake goals");
  const fake = await fakeGoal(subject, {
    seed: seed + 4,
    episodes,
    seconds: fakeSeconds,
    codes: walk,
    random,
  });
  const sections = [
    unitsSection(subject.title, scores),
    stabilitySection(subject.title, drift, remapping),
    lesionSection(subject.title, lesions),
  ];
  if (!subject.hasMemory) return { lesions, fake, drift, remapping, sections };
  say("decoding");
  const decoding = await decodeGoal(subject, { seed, episodes: 2 * episodes, uniform: random.uniform });
  return {
    lesions,
    fake,
    drift,
    remapping,
    decoding,
    sections: [...sections, decodingSection(subject.title, decoding)],
  };
}

/** A value and its interval as result files have them. */
export const numbersOf = ({ value, low, high }: WithInterval): Metrics[string] =>
  [value, low, high].map((each) => (Number.isFinite(each) ? Number(each.toFixed(3)) : null));

/** The numbers of lesions by their names in result files. */
export const lesionMetrics = (lesions: LesionResults): Metrics =>
  Object.fromEntries(
    Object.entries(lesions).flatMap(([name, result]) => [
      ...(result ? [[`goals.${name}`, numbersOf(result.mean)] as const] : []),
      ...(result?.overGrid ? [[`goals.${name}OverGrid`, numbersOf(result.overGrid)] as const] : []),
    ]),
  );

/** The numbers of one subject by their names in result files. */
export function metricsOf({ lesions, fake, drift, remapping, decoding }: Findings): Metrics {
  return {
    ...lesionMetrics(lesions),
    "fakeGoal.arrivalFraction": numbersOf(fake.arrival),
    "fakeGoal.chance": numbersOf(fake.control),
    "drift.errorCmFirst10s": Number((100 * drift.error[0]!.value).toFixed(1)),
    "drift.errorCmLast10s": Number((100 * drift.error.at(-1)!.value).toFixed(1)),
    "remapping.populationVectorR": numbersOf(remapping.same),
    "remapping.shuffled": numbersOf(remapping.shuffled),
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
