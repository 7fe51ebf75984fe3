import { barChart, lineChart, mapGallery, type Bar } from "@wayfield/example-kit";
import type { WithInterval } from "@wayfield/example-kit/statistics";
import { mapOf } from "@wayfield/grid-nav/analysis";
import type { FakeGoal } from "./fake-goal.ts";
import type { GoalDecoding } from "./goal-decoding.ts";
import type { LesionResults } from "./lesion-study.ts";
import type { Section } from "./report.ts";
import { gatesFigure, trailsFigure } from "./shortcut-figures.ts";
import type { ShortcutResult, ShortcutTest } from "./shortcuts.ts";
import type { Drift, Remapping } from "./stability.ts";
import { mostGridLike, patchyUnits, type UnitScores } from "./unit-classes.ts";

/** A value with its interval, in words. */
export const inWords = ({ value, low, high }: WithInterval, digits = 2): string =>
  Number.isNaN(value) ? "–" : `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;

const barOf = (name: string, { value, low, high }: WithInterval): Bar => ({ name, value, low, high });

const titles: Record<keyof LesionResults, string> = {
  intact: "intact",
  goalCodeWithheld: "goal code withheld",
  visionCut: "vision module cut",
  lesionGrid: "most grid-like quarter of the goal code silenced",
  lesionRandom: "a random quarter",
  lesionPatchy: "a quarter of the patchy units",
};

const named = (results: LesionResults) =>
  (Object.keys(titles) as (keyof LesionResults)[]).flatMap((name) => {
    const result = results[name];
    return result === undefined ? [] : [{ name: titles[name], ...result }];
  });

/** Every condition with its goals, its effect and what it is over the lesion of the most grid-like units. */
export const lesionTable = (results: LesionResults): NonNullable<Section["table"]> => ({
  columns: ["condition", "goals (95 %)", "d (95 %)", "more than without the grid-like quarter (95 %)"],
  rows: named(results).map(({ name, mean, effect, overGrid }) => [
    name,
    inWords(mean),
    ...[effect, overGrid].map((each) => (each ? inWords(each) : "–")),
  ]),
});

/** What cutting did to one subject. */
export function lesionSection(title: string, results: LesionResults): Section {
  return {
    title: `Lesions: ${title}`,
    text:
      "Goals in an episode of 90 s, with 95 % bootstrap intervals over episodes; d is Cohen's, against the intact agent on " +
      "the same worlds; the last column compares episode by episode. Random and patchy sets are drawn anew for every episode. " +
      "Without its vision module the grid network gets no fresh look; the policy keeps " +
      "its own small pictures. Banino et al. 2018: 126.1 points with the most grid-like quarter silenced, 152.5 with a random one, 151.7 with patchy units.",
    figures: [
      barChart({
        title,
        x: { label: "goals an episode" },
        bars: named(results).map(({ name, mean }) => barOf(name, mean)),
      }),
    ],
    table: lesionTable(results),
  };
}

const shown = 16;

/** The most grid-like units of one subject's code. */
export function unitsSection(title: string, scores: UnitScores): Section {
  const units = mostGridLike(scores, Math.min(shown, scores.grid.length));
  const { bins } = scores.maps;
  const above = Array.from(scores.grid).filter((score) => score > 0.37).length;
  return {
    title: `Units: ${title}`,
    text:
      `Of ${scores.grid.length} units of the code, ${above} have a grid score above 0.37 (no shuffles), ` +
      `${patchyUnits(scores).length} are patchy and no grid cells. Below: the ${units.length} most grid-like, with their scores, as the agent walked.`,
    figures: [
      mapGallery({
        title,
        maps: Float32Array.from(units.flatMap((unit) => [...mapOf(scores.maps, unit)])),
        shape: [units.length, bins, bins],
        captions: units.map((unit) => Number(scores.grid[unit]).toFixed(2)),
      }),
    ],
  };
}

/** How steady one subject's code is along an episode. */
export const stabilitySection = (
  title: string,
  { seconds, error }: Drift,
  { same, shuffled }: Remapping,
): Section => ({
  title: `Drift: ${title}`,
  text:
    "How far off it believes to be along an episode, with 95 % bootstrap intervals over episodes. Vectors of the whole " +
    `population at the same place, first against second halves of episodes, intervals over places: r = ${inWords(same)}; with the places in random order ${inWords(shuffled)}.`,
  figures: [
    lineChart({
      title,
      x: { label: "seconds of the episode" },
      y: { label: "error (cm)" },
      series: [
        {
          name: "belief",
          x: seconds,
          y: error.map(({ value }) => 100 * value),
          low: error.map(({ low }) => 100 * low),
          high: error.map(({ high }) => 100 * high),
        },
      ],
    }),
  ],
});

/** What can be read from one subject's policy. */
export const decodingSection = (title: string, found: GoalDecoding): Section => ({
  title: `Decoding: ${title}`,
  text:
    `Ridge regression from the policy's LSTM on ${found.samples} moments soon after the first goal; Pearson's r on episodes ` +
    "that the reader did not learn from. Shuffled: the targets of other episodes.",
  table: {
    columns: ["what", "r (95 %)", "shuffled (95 %)"],
    rows: (
      [
        ["distance of the goal", found.distance],
        ["direction of the goal", found.direction],
        ["position", found.position],
        ["heading", found.heading],
      ] as const
    ).map(([name, { r, shuffled }]) => [name, inWords(r), inWords(shuffled)]),
  },
});

/** What fake goals did to subjects. */
export const fakeGoalSection = (found: Record<string, FakeGoal>): Section => ({
  title: "Fake goals",
  text:
    "The code of another place as the code at the goal, from the first step on, in worlds without a goal. Arrival: share of " +
    "episodes that came to the faked place within the time; control: to the place mirrored at the middle. Staying: share of " +
    "the steps from then on within a quarter of a metre. Banino et al. 2018: the agent goes there and circles.",
  table: {
    columns: ["who", "arrival (95 %)", "control (95 %)", "staying", "staying, control"],
    rows: Object.entries(found).map(([who, { arrival, control, staying, controlStaying }]) => [
      who,
      inWords(arrival),
      inWords(control),
      staying.toFixed(2),
      controlStaying.toFixed(2),
    ]),
  },
});

/** Everyone in one maze: goals, ways back, and by which gates they led. */
export const shortcutTable = (found: Record<string, ShortcutResult>): NonNullable<Section["table"]> => ({
  columns: [
    "who",
    "goals (95 %)",
    "found it",
    "ways",
    "by the shortest (95 %)",
    ...Object.keys(Object.values(found)[0]?.taken ?? {}),
  ],
  rows: Object.entries(found).map(([who, { goals, success, ways, shortestFraction, taken }]) => [
    who,
    inWords(goals, 1),
    success.toFixed(2),
    ways,
    inWords(shortestFraction),
    ...Object.values(taken),
  ]),
});

/** Which ways were taken in one maze. */
export const shortcutSection = (
  title: string,
  test: ShortcutTest,
  found: Record<string, ShortcutResult>,
): Section => ({
  title: `Shortcuts: ${title}`,
  text:
    `Ways to a goal that had been reached before, once all doors are open. ${test.known}. ` +
    `Were all ways alike, chance would be ${test.chance.toFixed(2)}; what it is worth which way a start looks, the random walker shows, on four times as many episodes.`,
  table: shortcutTable(found),
  figures: [trailsFigure(test, found), gatesFigure(found)],
});
