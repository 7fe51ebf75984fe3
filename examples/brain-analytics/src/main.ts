import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRandomStream, useBackend, type RandomStream } from "@wayfield/backend";
import { writeFileAtomically } from "@wayfield/backend/node";
import {
  defineExample,
  number,
  path,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
} from "@wayfield/example-kit";
import { controlsOf, setupOf, type Setup, type TrainingSpec } from "@wayfield/example-navigation-agent";
import { fakeGoal, type FakeGoal } from "./fake-goal.ts";
import { decodeGoal, type GoalDecoding } from "./goal-decoding.ts";
import { scoreGoalCode, studyLesions, type LesionResults } from "./lesion-study.ts";
import { record } from "./recording.ts";
import { htmlReport, type Section } from "./report.ts";
import {
  decodingSection,
  fakeGoalSection,
  inWords,
  lesionSection,
  shortcutSection,
  unitsSection,
} from "./sections.ts";
import {
  doubleETest,
  oracle,
  shortcutsOf,
  sunburstTest,
  type ShortcutResult,
  type ShortcutTest,
} from "./shortcuts.ts";
import type { WithInterval } from "./statistics.ts";
import { trainedSubject, vectorSubject, type Subject } from "./subject.ts";

const shipped = fileURLToPath(new URL("../../navigation-agent/weights/", import.meta.url));

const options = {
  modules: path("the trained modules (by default those of the square arena that the navigation agent ships)"),
  policies: path("folder of trained policies, each AGENT.safetensors (by default the shipped ones)"),
  episodes: number("episodes of each condition", { default: 100, quick: 20, min: 10, integer: true }),
  draws: number("how often a random set of units is drawn", { default: 4, quick: 1, min: 1, integer: true }),
};

type Context = ExampleContext<typeof options>;

/** Everyone who is looked into: the scripted navigator, then every agent whose policy is there. */
async function subjectsOf({ options: chosen, seed }: Context): Promise<Record<string, Subject>> {
  const modules = chosen.modules ?? join(shipped, "square-modules.safetensors");
  const spec: TrainingSpec = { config: "fast", world: "square", agent: "grid", seed, modules };
  const subjects: Record<string, Subject> = {
    vectorGridCode: vectorSubject("vector navigator on the grid code", setupOf(spec), modules, seed),
  };
  for (const name of ["grid", "lattice"] as const) {
    const file =
      chosen.policies === undefined
        ? join(shipped, `square-${name}.safetensors`)
        : join(chosen.policies, `${name}.safetensors`);
    if (!existsSync(file)) continue;
    const title = name === "grid" ? "grid agent" : "agent with lattice cells";
    subjects[name] = await trainedSubject(title, file, modules, seed);
  }
  return subjects;
}

/** All that is found about one subject in the square arena. */
interface Findings {
  lesions: LesionResults;
  fake: FakeGoal;
  decoding?: GoalDecoding;
  sections: Section[];
}

const fakeSeconds = 20;

async function lookInto(
  context: Context,
  name: string,
  subject: Subject,
  random: RandomStream,
): Promise<Findings> {
  const { options: chosen, seed, log } = context;
  const { episodes, draws } = chosen;
  const say = (what: string): void => {
    log(`${name}: ${what}`);
  };
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
  if (name === "vectorGridCode") return { lesions, fake, sections };
  say("decoding");
  const decoding = await decodeGoal(subject, { seed, episodes: 2 * episodes, uniform: random.uniform });
  return { lesions, fake, decoding, sections: [...sections, decodingSection(subject.title, decoding)] };
}

/** The controls that need no learning, in a maze with shortcuts. */
function shortcutsIn(test: ShortcutTest, setup: Setup, context: Context): Record<string, ShortcutResult> {
  const { seed, options: chosen } = context;
  const own = { ...setup, maze: test.maze };
  const random = createRandomStream(seed).split("shortcuts").uniform;
  return Object.fromEntries(
    Object.entries({ ...controlsOf(own, seed), oracle: oracle(random) }).map(([name, enter]) => [
      name,
      shortcutsOf(test, setup.config, enter, { seed, episodes: chosen.episodes, random }),
    ]),
  );
}

const numbersOf = ({ value, low, high }: WithInterval): Metrics[string] =>
  [value, low, high].map((each) => (Number.isFinite(each) ? Number(each.toFixed(3)) : null));

function metricsOf({ lesions, fake, decoding }: Findings): Metrics {
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

const intro =
  "An agent that finds its way by grid cells, as Banino et al. 2018 (Nature 557: 429) describe it, looked into, cut and led " +
  "astray. Every number comes from fresh worlds; intervals are 95 % bootstraps over episodes.";

async function run(context: Context): Promise<ExampleResult> {
  await useBackend("wasm");
  const { seed, out, log } = context;
  const random = createRandomStream(seed).split("brain-analytics");
  const subjects = await subjectsOf(context);
  const found: Record<string, Findings> = {};
  for (const [name, subject] of Object.entries(subjects)) {
    if (context.signal.aborted) break;
    found[name] = await lookInto(context, name, subject, random.split(name));
  }
  const { setup } = subjects["vectorGridCode"]!;
  const tests = { sunburst: sunburstTest(), doubleE: doubleETest() };
  const ways = Object.entries(tests).map(([name, test]) => {
    log(`shortcuts: ${name}`);
    return { name, test, found: shortcutsIn(test, setup, context) };
  });
  const sections = [
    ...Object.values(found).flatMap((each) => each.sections),
    fakeGoalSection(
      Object.fromEntries(Object.entries(found).map(([name, { fake }]) => [subjects[name]!.title, fake])),
    ),
    ...ways.map(({ name, test, found: each }) => shortcutSection(name, test.chance, each)),
  ];
  const file = join(out, "report.html");
  await writeFileAtomically(
    file,
    new TextEncoder().encode(htmlReport("Virtual brain analytics", intro, sections)),
  );
  log(`report: ${file}`);
  const shortcuts = Object.fromEntries(
    ways.map(({ name, test, found: each }) => [
      name,
      {
        chance: test.chance,
        ...Object.fromEntries(
          Object.entries(each).map(([who, { shortestFraction }]) => [who, numbersOf(shortestFraction)]),
        ),
      },
    ]),
  );
  return {
    metrics: {
      ...Object.fromEntries(Object.entries(found).map(([name, each]) => [name, metricsOf(each)])),
      ...shortcuts,
    },
    table: {
      columns: [
        "who",
        "intact",
        "goal code withheld",
        "grid quarter",
        "random quarter",
        "patchy quarter",
        "fake goal",
      ],
      rows: Object.entries(found).map(([name, { lesions, fake }]) => [
        name,
        ...(["intact", "goalCodeWithheld", "lesionGrid", "lesionRandom", "lesionPatchy"] as const).map(
          (condition) => {
            const result = lesions[condition];
            return result === undefined ? "–" : inWords(result.mean, 1);
          },
        ),
        inWords(fake.arrival),
      ]),
    },
  };
}

/** Looks inside the navigating agent, cuts it, and leads it astray. */
export const main = defineExample({
  name: "brain-analytics",
  summary:
    "recording, lesions, decoding, fake goals and shortcuts of the navigating agent, as one HTML report",
  options,
  run,
});
